"""The night's question with further pairs and times: for the short, and for what might be."""

from dataclasses import replace

import numpy as np

from matcher.care.arrays import CareArrays
from matcher.care.candidates import CHUNK, candidate_pairs
from matcher.care.days import month_of_day
from matcher.care.features import FEATURES
from matcher.care.market import LEVEL, CareMarket, market_of
from matcher.care.times import timed
from matcher.columns import Flags, Ints
from matcher.plan import Plan
from matcher.ranks import ranks, rows_in
from matcher.rules import Candidates, contributions, joined


def widened(market: CareMarket, plan: Plan, nearest: int) -> CareMarket:
    """The question with further helpers for the visits that are short, up to ``nearest`` each.

    Only those who may be worth it by the plan's prices; the same question when there are none.
    """
    short = np.flatnonzero(plan.unserved[: market.arrays.visits] > 0)
    rows = max(1, CHUNK // nearest)
    some = (short[start : start + rows] for start in range(0, len(short), rows))
    params = replace(market.params, nearest=nearest)
    more = [
        worth_a_look(market, plan, candidate_pairs(market.arrays, params, visits))
        for visits in some
    ]
    if not sum(map(len, more)):
        return market
    return extended(market, market.arrays, joined(more))


def worth_a_look(market: CareMarket, plan: Plan, pairs: Candidates) -> Candidates:
    """Those of the pairs, with times, that are not in the question yet and may pay."""
    arrays, params = market.arrays, market.params
    known = market.edges.where(_asked(arrays, pairs)[market.edges.right])
    pairs = pairs.where(~np.isin(_pair(arrays, pairs), _pair(arrays, known)))
    more = timed(arrays, pairs, params, market.edges)
    more = more.where(_same_time(market, more))
    return more.where(_may_pay(market, plan, more))


def extended(market: CareMarket, arrays: CareArrays, more: Candidates) -> CareMarket:
    """The question with further pairs and times, judged by ``arrays``."""
    free = ~market.problem.edge_locked
    edges = market.edges.where(free)
    more = more.where(_same_time(market, more))
    slot = _pair(arrays, more) * arrays.slots + more.slot
    there = edges.where(_asked(arrays, more)[edges.right])
    _, new = np.unique(slot, return_index=True)
    new = new[~np.isin(slot[new], _pair(arrays, there) * arrays.slots + there.slot)]
    known = market.points[free] if arrays is market.arrays else None
    return market_of(arrays, market.params, joined([edges, more.where(new)]), known)


def _asked(arrays: CareArrays, pairs: Candidates) -> Flags:
    """Whether a visit is among the pairs', bool[visits]."""
    asked = np.zeros(arrays.visits, np.bool_)
    asked[pairs.right] = True
    return asked


def _pair(arrays: CareArrays, asked: Candidates) -> Ints:
    return asked.right * arrays.helpers + asked.left


def _may_pay(market: CareMarket, plan: Plan, more: Candidates) -> Flags:
    """Worth more than both ends ask, at the smallest prices and, some of them, at the largest.

    Where at either prices none is, no plan that uses them is better.
    """
    arrays, params = market.arrays, market.params
    value = contributions(FEATURES, params.weights, arrays, more, params).sum(axis=1)
    above = _asking(market, more)
    least, most = (
        value > np.where(above < 0, 0, one.supply[above]).max(axis=0) + one.demand[more.right]
        for one in (plan.prices, plan.highest)
    )
    return np.asarray(least & most.any(), np.bool_)


def _asking(market: CareMarket, asked: Candidates) -> Ints:
    """Month, day and half-day of each, int[3, pairs], -1 = no such node yet.

    A half-day asks what it is worth itself or, while nobody uses it, what its month and day ask.
    """
    arrays = market.arrays
    helper, width = ranks(arrays.helper_id)[asked.left], arrays.helper_capacity.shape[1]
    day = arrays.day_of_slot[asked.slot] - arrays.as_of
    month = month_of_day(arrays.as_of, arrays.horizon)[day]
    keys = [
        helper * width + month,
        LEVEL + helper * arrays.horizon + day,
        2 * LEVEL + helper * arrays.slots + asked.slot,
    ]
    return rows_in(market.problem.supply.key, np.concatenate(keys)).reshape(3, -1)


def _same_time(market: CareMarket, more: Candidates) -> Flags:
    """A visit for several keeps to the times the night considers for it."""
    arrays, several = market.arrays, market.arrays.visit_required > 1
    there = market.edges.where(several[market.edges.right])
    free = ~_asked(arrays, there)
    considered = there.right * arrays.slots + there.slot
    meets = np.isin(more.right * arrays.slots + more.slot, considered)
    return np.asarray(free[more.right] | meets, np.bool_)
