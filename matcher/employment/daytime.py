"""A solved night carried on through the day: what people decided since is worked in.

The candidates of the night stay; refused pairs leave them, decided ones are held, and what was
proposed is worth keeping. Classes open or close anew, to the same gap as at night.
"""

from dataclasses import replace

import numpy as np

from matcher.columns import Ints
from matcher.employment.market import market_of
from matcher.employment.night import EmploymentNight
from matcher.employment.proposals import proposals
from matcher.pairs import Pairs
from matcher.solve.again import solve_again
from matcher.solve.solver import SolveParams


def carried_on(
    night: EmploymentNight, forbidden: Pairs, decided: Pairs, solving: SolveParams
) -> EmploymentNight:
    """The best plan now; pairs are (seeker, opening), those of the night included."""
    found = night.proposals
    kept = Pairs(found.seeker, found.opening)
    arrays = replace(night.market.arrays, forbidden=forbidden, locked=decided, kept=kept)
    edges = night.market.edges
    edges = edges.where(~forbidden.has(edges.left, edges.right))
    market = market_of(arrays, night.market.params, edges)
    used = kept.has(market.edges.left, market.edges.right)
    plan = solve_again(market.problem, night.plan.prices, used, solving)
    return EmploymentNight(market, plan, proposals(market, plan))


def moved(before: EmploymentNight, after: EmploymentNight) -> Ints:
    """Seekers whose opening is not the same in both, rows in order."""
    openings = after.market.arrays.openings
    then, now = (n.proposals.seeker * openings + n.proposals.opening for n in (before, after))
    changed = np.concatenate([then[~np.isin(then, now)], now[~np.isin(now, then)]])
    return np.unique(changed // openings)
