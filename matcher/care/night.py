"""The care market in one call: from arrays to a plan, its proposals and its proof."""

from collections.abc import Callable
from dataclasses import dataclass

from matcher.care.arrays import CareArrays
from matcher.care.market import CareMarket, build, last_night
from matcher.care.params import CareParams
from matcher.care.proposals import CareProposals, proposals
from matcher.care.wider import widened
from matcher.plan import Plan
from matcher.solve.solver import SolveParams, solve

# How many times as many helpers whoever is short is given each time.
FURTHER = 16


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
    plan = solve(market.problem, solving, lambda s: heard(0.4 + 0.3 * s), last_night(market))
    market, plan = _wide_enough(market, plan, solving)
    heard(0.9)
    found = proposals(market, plan)
    heard(1.0)
    return CareNight(market, plan, found)


def _wide_enough(
    market: CareMarket, plan: Plan, solving: SolveParams | None
) -> tuple[CareMarket, Plan]:
    """Further helpers for whoever is short, and the whole solved again, as long as it may pay."""
    everybody, nearest = market.arrays.helpers, market.params.nearest
    while plan.unserved.any() and nearest < everybody:
        nearest *= FURTHER
        wider = widened(market, plan, nearest)
        while wider is not market:
            market, plan = wider, solve(wider.problem, solving, known=last_night(wider))
            wider = widened(market, plan, nearest)
    return market, plan
