"""The care market in one call: from arrays to a plan, its proposals and its proof."""

from collections.abc import Callable
from dataclasses import dataclass

from matcher.care.arrays import CareArrays
from matcher.care.market import CareMarket, build, last_night
from matcher.care.params import CareParams
from matcher.care.proposals import CareProposals, proposals
from matcher.plan import Plan
from matcher.solve.solver import SolveParams, solve


@dataclass(frozen=True)
class CareNight:
    """One solved county: what was asked, what was found, what is proposed."""

    market: CareMarket
    plan: Plan
    proposals: CareProposals


def match(
    arrays: CareArrays,
    params: CareParams | None = None,
    solving: SolveParams | None = None,
    progress: Callable[[float], None] | None = None,
) -> CareNight:
    """Propose who visits whom when. ``progress`` hears shares from 0 to 1."""
    heard = progress or (lambda share: None)
    market = build(arrays, params or CareParams())
    heard(0.4)
    last = last_night(market)
    plan = solve(market.problem, solving, lambda share: heard(0.4 + 0.5 * share), last)
    found = proposals(market, plan)
    heard(1.0)
    return CareNight(market, plan, found)
