"""A solved night carried on through the day: whatever changed since is worked in.

Who fits where is asked anew of whoever is not as he was. What was proposed is worth keeping, and
classes that were to open are tried first, to the same gap as at night.
"""

import numpy as np

from matcher.employment.arrays import EmploymentArrays
from matcher.employment.market import rebuilt
from matcher.employment.night import EmploymentNight
from matcher.employment.proposals import proposals
from matcher.ranks import rows_in
from matcher.solve.solver import SolveParams, solve


def carried_on(
    night: EmploymentNight, arrays: EmploymentArrays, solving: SolveParams
) -> EmploymentNight:
    """The best plan, to the gap allowed, for the county as it is now."""
    before, found = night.market.arrays, night.proposals
    market = rebuilt(night.market, arrays)
    seeker = rows_in(arrays.seeker_id, before.seeker_id)[found.seeker]
    opening = rows_in(arrays.opening_id, before.opening_id)[found.opening]
    was = (seeker * arrays.openings + opening)[(seeker >= 0) & (opening >= 0)]
    used = np.isin(market.edges.left * arrays.openings + market.edges.right, was)
    plan = solve(market.problem, solving, known=used)
    return EmploymentNight(market, plan, proposals(market, plan))
