"""The care market as a problem for the solver.

Supply is the helper's month > day > half-day, demand the visit, for several with its times. The
plan is best in

    sum of scores (0..10,000 a pair)
    - load_step * (n - 1) for the nth visit of a helper's month      (spreads the load)
    - visit_missing_cost for every helper a visit still misses        (order of the help queue)

A visit that wants two gets both at one time or neither: each of its times (``times``) is filled by
itself or stays empty, and as half of the visit is worth nothing, what it misses is charged in equal
parts. One for which people have decided a helper already keeps him, found a second or not.

Missing costs are several full scores (``urgency``), so nobody waits for the sake of another's
better fit, while a helper's 8th visit may be put off for a week's less urgent one.
"""

from dataclasses import dataclass, replace

import numpy as np

from matcher.care.arrays import CareArrays
from matcher.care.candidates import candidate_pairs
from matcher.care.days import PARTS, month_of_day
from matcher.care.features import FEATURES
from matcher.care.params import CareParams
from matcher.care.times import timed
from matcher.columns import Flags, Ints
from matcher.pairs import Pairs
from matcher.problem import Problem, Side
from matcher.ranks import numbered, ranks
from matcher.rules import Candidates, contributions, joined

# Keys of nodes of one level stay apart from those of the next.
LEVEL = 1 << 44


@dataclass(frozen=True)
class CareMarket:
    """A county's question: the candidates and the problem whose edges they are, row by row.

    points : int[edges, features], contributions; their sum is the edge's value
    """

    arrays: CareArrays
    params: CareParams
    edges: Candidates
    points: Ints
    problem: Problem


def build(arrays: CareArrays, params: CareParams) -> CareMarket:
    """Candidates of all visits and the problem they make."""
    pairs = candidate_pairs(arrays, params, np.arange(arrays.visits))
    return market_of(arrays, params, timed(arrays, pairs, params))


def market_of(
    arrays: CareArrays, params: CareParams, edges: Candidates, known: Ints | None = None
) -> CareMarket:
    """The problem of the given candidates, with the locked pairs added.

    known : the points of the first candidates, as far as they are those of a market before
    """
    points = contributions(FEATURES, params.weights, arrays, edges, params, known)
    edges, points, locked = _with_locked(arrays, params, edges, points)
    supply, edge_supply = _supply(arrays, params, edges, locked)
    demand, edge_demand = _demand(arrays, edges, locked)
    problem = Problem(supply, demand, edge_supply, edge_demand, points.sum(axis=1), locked)
    return CareMarket(arrays, params, edges, points, problem)


def last_night(market: CareMarket) -> Flags:
    """The edges that last night proposed, as far as they are still eligible, bool[edges]."""
    arrays, edges = market.arrays, market.edges
    kept = Pairs(arrays.kept_helper * arrays.slots + arrays.kept_slot, arrays.kept_visit)
    return kept.has(edges.left * arrays.slots + edges.slot, edges.right)


def _with_locked(
    arrays: CareArrays, params: CareParams, edges: Candidates, points: Ints
) -> tuple[Candidates, Ints, Flags]:
    """The candidates, less those a locked pair leaves no room for, and the locked ones."""
    locked = Candidates(arrays.locked_helper, arrays.locked_visit, arrays.locked_slot)
    if not len(locked):
        return edges, points, np.zeros(len(edges), np.bool_)
    held = (locked.right << 32) | locked.left
    free = ~np.isin((edges.right << 32) | edges.left, held)
    both = joined([edges.where(free), locked])
    theirs = contributions(FEATURES, params.weights, arrays, locked, params)
    points = np.concatenate([points[free], theirs])
    return both, points, np.arange(len(both)) >= len(both) - len(locked)


def _supply(
    arrays: CareArrays, params: CareParams, edges: Candidates, locked: Flags
) -> tuple[Side, Ints]:
    """Half-days within days within months of each helper, and the half-day of each edge."""
    place = ranks(arrays.helper_id)
    months = month_of_day(arrays.as_of, arrays.horizon)
    width = arrays.helper_capacity.shape[1]
    half_day = place[edges.left] * arrays.slots + edges.slot
    slots, edge_slot = numbered(half_day, arrays.helpers * arrays.slots)
    days, slot_day, wanted = np.unique(slots // PARTS, return_inverse=True, return_counts=True)
    month_of = days // arrays.horizon * width + months[days % arrays.horizon]
    calendar, day_month = np.unique(month_of, return_inverse=True)
    # A day with no more half-days than its limit limits nothing: no node for it.
    tight = wanted > params.day_limit
    above = np.where(tight, len(calendar) + np.cumsum(tight) - 1, day_month)
    first_slot = len(calendar) + int(tight.sum())
    helper = np.argsort(arrays.helper_id)[calendar // width]
    capacity = np.concatenate(
        [
            arrays.helper_capacity[helper, calendar % width],
            np.full(first_slot - len(calendar), params.day_limit),
            np.ones(len(slots), np.int64),
        ]
    )
    parent = np.concatenate([np.full(len(calendar), -1), day_month[tight], above[slot_day]])
    done = np.where(calendar % width == 0, arrays.helper_load[helper], 0)
    key = np.concatenate([calendar, LEVEL + days[tight], 2 * LEVEL + slots])
    side = _side(key, parent, capacity)
    # What people have decided stands, even beyond what the helper has left.
    at = first_slot + edge_slot
    capacity = np.maximum(
        capacity, np.where(np.arange(len(capacity)) < first_slot, side.loads(at[locked]), 0)
    )
    return _stepped(replace(side, capacity=capacity), done * params.load_step, params.load_step), at


def _stepped(side: Side, first: Ints, rise: int) -> Side:
    """Rising steps on the first ``len(first)`` nodes, from ``first`` on."""
    steps = np.zeros(side.nodes, np.int64)
    steps[: len(first)] = side.capacity[: len(first)]
    start = np.concatenate([[0], np.cumsum(steps)])
    node = np.repeat(np.arange(len(first)), steps[: len(first)])
    nth = np.arange(len(node)) - start[node]
    return replace(side, step_start=start, step_cost=first[node] + rise * nth)


def _demand(arrays: CareArrays, edges: Candidates, locked: Flags) -> tuple[Side, Ints]:
    """Visits; within those for several their times; within both a place for who follows.

    It holds one helper less than the visit wants, so that somebody goes who may go alone; but what
    people have decided stands.
    """
    visits = np.arange(arrays.visits)
    required, order = arrays.visit_required, ranks(arrays.visit_id)
    whole = (required > 1) & ~np.isin(visits, arrays.locked_visit)
    at = edges.right.copy()
    timed = whole[at]
    times, place = np.unique(at[timed] * arrays.slots + edges.slot[timed], return_inverse=True)
    of_time = times // arrays.slots
    at[timed] = arrays.visits + place
    follows = arrays.helper_follows[edges.left]
    follows &= (required > 1)[edges.right] & ~arrays.visit_led[edges.right]
    shared, place = np.unique(at[follows], return_inverse=True)
    at[follows] = arrays.visits + len(times) + place
    wanted = np.concatenate([required, required[of_time]])
    decided = np.bincount(at[locked], minlength=len(wanted) + len(shared))[len(wanted) :]
    time_key = LEVEL + order[of_time] * arrays.slots + times % arrays.slots
    key = np.concatenate([order, time_key])
    column = np.arange(arrays.visit_missing_cost.shape[1])
    charged = column[None, :] < required[:, None]
    cost = arrays.visit_missing_cost
    equal = (cost * charged).sum(axis=1) // required
    cost = np.where(whole[:, None], equal[:, None], cost)
    inner = len(times) + len(shared)
    side = Side(
        key=np.concatenate([key, 2 * LEVEL + key[shared]]),
        parent=np.concatenate([np.full(arrays.visits, -1), of_time, shared]),
        capacity=np.concatenate([wanted, np.maximum(wanted[shared] - 1, decided)]),
        minimum=np.concatenate([0 * visits, required[of_time], 0 * shared]),
        step_start=np.concatenate([[0], np.cumsum(required), np.full(inner, required.sum())]),
        step_cost=cost[charged],
    )
    return side, at


def time_slot(arrays: CareArrays, key: Ints) -> Ints:
    """The slot of demand nodes that are a visit's times, from their keys."""
    return (key - LEVEL) % arrays.slots


def moved_keys(arrays: CareArrays, key: Ints, place: Ints) -> Ints:
    """Keys of demand nodes once visits stand elsewhere among all: -1 for those of who is gone.

    place : where the visit that stood at each place stands now, -1 = gone
    """
    level, rest = np.divmod(key, LEVEL)
    # A visit, one of its times, a place for who follows: within the visit, or within a time.
    width = np.where(level % 2, arrays.slots, 1)
    now = place[rest // width]
    return np.where(now < 0, -1, level * LEVEL + now * width + rest % width)


def _side(key: Ints, parent: Ints, capacity: Ints) -> Side:
    none = np.zeros(len(key), np.int64)
    return Side(key, parent, capacity, none, np.zeros(len(key) + 1, np.int64), none[:0])
