"""A solved night carried on through the day: whatever changed since is worked in, exactly.

What was is compared with what is. Visits for which other helpers come into question are looked at
anew, all others keep their candidates and times; the plan in force is worth keeping and is mended,
so only what the changes touch moves.
"""

import numpy as np

from matcher.care.arrays import CareArrays
from matcher.care.candidates import candidate_pairs
from matcher.care.further import further
from matcher.care.market import CareMarket, market_of, moved_keys
from matcher.care.night import CareNight
from matcher.care.params import CareParams
from matcher.care.proposals import proposals
from matcher.care.since import Since, looked_at_anew
from matcher.care.times import timed
from matcher.care.wider import extended
from matcher.columns import Flags, Ints
from matcher.plan import Plan, Prices
from matcher.problem import Problem
from matcher.ranks import ranks, rows_in
from matcher.rules import Candidates, joined
from matcher.solve.keeping import completed, kept_open
from matcher.solve.narrow import UNKNOWN
from matcher.solve.repair import mended
from matcher.solve.settling import NotMendable
from matcher.solve.solver import SolveParams, solve


def carried_on(night: CareNight, arrays: CareArrays, solving: SolveParams) -> CareNight:
    """The best plan for the county as it is now: ``arrays`` of the same day and horizon.

    Its next best helpers are told for the visits that the changes touch.
    """
    params = night.market.params
    since = Since.of(night.market.arrays, arrays)
    edges, points, anew = _edges(night, since, params)
    market = market_of(arrays, params, edges, points)
    before = since.moved(night.market.edges.where(night.plan.flow))
    used = _still_used(before, market)
    plan = _carried_plan(night, market, used, since, solving)
    wider, plan = _wide_enough(night, market, plan, since, anew, solving)
    if wider is not market:
        market, used = wider, _still_used(before, wider)
    touched = np.concatenate([market.edges.right[used ^ plan.flow], np.flatnonzero(anew)])
    return CareNight(market, plan, proposals(market, plan, touched))


def _wide_enough(
    night: CareNight,
    market: CareMarket,
    plan: Plan,
    since: Since,
    anew: Flags,
    solving: SolveParams,
) -> tuple[CareMarket, Plan]:
    """Further helpers for visits that are short now, as at night, where they may pay by now."""
    while (more := further(night, market, plan, since, anew)) is not None:
        wider = extended(market, market.arrays, more)
        problem, used = wider.problem, _still_used(market.edges.where(plan.flow), wider)
        lowest, highest, proof = (
            _carried(one, market.problem, problem, market.problem.demand.key)
            for one in (plan.prices, plan.highest, _proof(market, plan))
        )
        market, plan = wider, _best(wider, used, (lowest, highest), proof, solving)
    return market, plan


def _edges(night: CareNight, since: Since, params: CareParams) -> tuple[Candidates, Ints, Flags]:
    """The candidates now, the points of the first, which are as before, and which visits were
    looked at anew."""
    arrays = since.after
    edges = since.moved(night.market.edges)
    there = (edges.left >= 0) & (edges.right >= 0)
    anew = looked_at_anew(since, edges.where(there), params)
    stays = there & ~anew[edges.right]
    # A helper whose time is not what it was keeps his visits, at the hours he now has.
    other = since.other_helper[edges.left]
    again = edges.where(stays & other)
    _, once = np.unique((again.right << 32) | again.left, return_index=True)
    again = again.where(once)
    fresh = candidate_pairs(arrays, params, np.flatnonzero(anew))
    timed_again = timed(arrays, joined([again, fresh]), params)
    same = stays & ~other
    return joined([edges.where(same), timed_again]), night.market.points[same], anew


def _still_used(then: Candidates, market: CareMarket) -> Flags:
    """Which edges a plan used before, -1 = gone, as far as capacities still carry them."""
    then = then.where((then.left >= 0) & (then.right >= 0))
    helpers, slots = market.arrays.helpers, market.arrays.slots
    was, are = ((one.right * helpers + one.left) * slots + one.slot for one in (then, market.edges))
    problem = market.problem
    was.sort()
    at = np.minimum(np.searchsorted(was, are), max(0, len(was) - 1))
    used = (was[at] == are if len(was) else np.zeros(len(are), np.bool_)) | problem.edge_locked
    for side, ends in problem.sides():
        full = side.loads(ends[used]) > side.capacity
        if full.any():
            used &= problem.edge_locked | ~side.under(ends, full)
    return used


def _carried_plan(
    night: CareNight, market: CareMarket, used: Flags, since: Since, solving: SolveParams
) -> Plan:
    """Mended; with visits for several one flow, as long as what is open proves good enough."""
    if not _same_places(since):
        return _best(market, used, None, None, solving)
    plan, key = night.plan, _visit_keys(night, since)
    lowest, highest, proof = (
        _carried(one, night.market.problem, market.problem, key)
        for one in (plan.prices, plan.highest, _proof(night.market, plan))
    )
    return _best(market, used, (lowest, highest), proof, solving)


def _best(
    market: CareMarket,
    used: Flags,
    prices: tuple[Prices, Prices] | None,
    proof: Prices | None,
    solving: SolveParams,
) -> Plan:
    """The plan before mended, or solved anew where mending does not apply.

    prices : the smallest and the largest of the plan before, where they are known
    proof : the prices that proved the plan before, for the nodes of this problem
    """
    known = None if proof is None else completed(market.problem, proof)
    if prices is not None:
        try:
            if known is not None and (market.problem.demand.minimum > 0).any():
                return kept_open(market.problem, prices, known, used, solving.gap)
            return mended(market.problem, prices, used)
        except NotMendable:
            pass
    return solve(market.problem, solving, known=used, last=known)


def _proof(market: CareMarket, plan: Plan) -> Prices:
    """The prices that proved a plan; visits for several were proven without any of their own."""
    found = plan.proof[0].prices
    demand = found.demand.copy()
    demand[: market.arrays.visits][market.arrays.visit_required > 1] = UNKNOWN
    return Prices(found.supply, demand)


def _visit_keys(night: CareNight, since: Since) -> Ints:
    """Today's keys of the demand nodes before: named after the place of a visit among all."""
    place = np.full(since.before.visits, -1)
    stays = since.visit >= 0
    now = ranks(since.after.visit_id)[since.visit[stays]]
    place[ranks(since.before.visit_id)[stays]] = now
    return moved_keys(since.before, night.market.problem.demand.key, place)


def _same_places(since: Since) -> bool:
    """Whether all helpers are still there, and at the same place in the order of ids."""
    row, before, after = since.helper, since.before.helper_id, since.after.helper_id
    return bool((row >= 0).all()) and np.array_equal(ranks(after)[row], ranks(before))


def _carried(prices: Prices, old: Problem, new: Problem, demand: Ints) -> Prices:
    """Prices for the nodes of another problem, UNKNOWN where they are new.

    demand : what the keys of the old demand nodes are in the new problem, -1 = gone
    """
    return Prices(
        _by_key(old.supply.key, new.supply.key, prices.supply),
        _by_key(demand, new.demand.key, prices.demand),
    )


def _by_key(old: Ints, new: Ints, price: Ints) -> Ints:
    row = rows_in(old, new)
    found = np.full(len(new), UNKNOWN)
    found[row >= 0] = price[row[row >= 0]]
    return found
