"""The employment market in one call: from arrays to a plan, its proposals and its proof."""

from collections.abc import Callable
from dataclasses import dataclass

from matcher.employment.arrays import EmploymentArrays
from matcher.employment.market import EmploymentMarket, build, last_night
from matcher.employment.params import EmploymentParams
from matcher.employment.proposals import EmploymentProposals, proposals
from matcher.plan import Plan
from matcher.solve.solver import SolveParams, solve


@dataclass(frozen=True)
class EmploymentNight:
    """One solved county: what was asked, what was found, what is proposed."""

    market: EmploymentMarket
    plan: Plan
    proposals: EmploymentProposals


def match(
    arrays: EmploymentArrays,
    params: EmploymentParams | None = None,
    solving: SolveParams | None = None,
    progress: Callable[[float], None] | None = None,
) -> EmploymentNight:
    """Propose who is sent to which opening. ``progress`` hears shares from 0 to 1."""
    heard = progress or (lambda share: None)
    market = build(arrays, params or EmploymentParams())
    heard(0.3)
    last = last_night(market)
    plan = solve(market.problem, solving, lambda share: heard(0.3 + 0.6 * share), last)
    found = proposals(market, plan)
    heard(1.0)
    return EmploymentNight(market, plan, found)
