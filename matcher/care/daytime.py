"""A solved night carried on through the day: what people decided since is worked in, exactly.

The candidates of the night stay; refused pairs leave them, settled ones are held. The plan in
force is worth keeping, so only what the decisions touch moves.
"""

from dataclasses import replace

import numpy as np

from matcher.care.days import PARTS
from matcher.care.market import CareMarket, last_night, market_of
from matcher.care.night import CareNight
from matcher.care.proposals import proposals
from matcher.columns import Ints
from matcher.pairs import Pairs
from matcher.plan import Prices
from matcher.problem import Side
from matcher.solve.repair import UNKNOWN, NotMendable, mended
from matcher.solve.solver import SolveParams, solve


def carried_on(
    night: CareNight, forbidden: Pairs, settled: tuple[Ints, Ints, Ints], solving: SolveParams
) -> CareNight:
    """The best plan now; its next best helpers are told for the visits that it touches.

    forbidden : all pairs (helper, visit) that may not be, those of the night included
    settled : helper, visit and slot of each suggestion that people agreed to
    """
    arrays, found = night.market.arrays, night.proposals
    helper, visit, slot = settled
    arrays = replace(
        arrays,
        forbidden=forbidden,
        kept_helper=found.helper,
        kept_visit=found.visit,
        kept_slot=(found.day - arrays.as_of) * PARTS + found.part,
        locked_helper=helper,
        locked_visit=visit,
        locked_slot=slot,
    )
    edges = night.market.edges
    edges = edges.where(~forbidden.has(edges.left, edges.right))
    market = market_of(arrays, night.market.params, edges)
    used = last_night(market)
    try:
        plan = mended(market.problem, _prices(night, market), used)
    except NotMendable:
        plan = solve(market.problem, solving, known=used)
    refused = forbidden.right[~night.market.arrays.forbidden.has(forbidden.left, forbidden.right)]
    touched = np.concatenate([market.edges.right[used ^ plan.flow], refused])
    return CareNight(market, plan, proposals(market, plan, touched))


def moved(before: CareNight, after: CareNight) -> Ints:
    """Visits whose helpers or times are not the same in both, rows in order."""
    arrays = after.market.arrays
    then, now = (_keys(night) for night in (before, after))
    changed = np.concatenate([then[~np.isin(then, now)], now[~np.isin(now, then)]])
    return np.unique(changed // (arrays.helpers * arrays.slots))


def _keys(night: CareNight) -> Ints:
    """One number for each visit, helper and slot proposed."""
    arrays, found = night.market.arrays, night.proposals
    slot = (found.day - arrays.as_of) * PARTS + found.part
    return (found.visit * arrays.helpers + found.helper) * arrays.slots + slot


def _prices(night: CareNight, market: CareMarket) -> Prices:
    """The night's prices for the nodes of the new problem."""
    old, new, prices = night.market.problem, market.problem, night.plan.prices
    return Prices(
        _carried(old.supply, new.supply, prices.supply),
        _carried(old.demand, new.demand, prices.demand),
    )


def _carried(old: Side, new: Side, price: Ints) -> Ints:
    if not old.nodes:
        return np.full(new.nodes, UNKNOWN)
    order = np.argsort(old.key)
    place = np.searchsorted(old.key, new.key, sorter=order)
    at = order[np.minimum(place, old.nodes - 1)]
    return np.where(old.key[at] == new.key, price[at], UNKNOWN)
