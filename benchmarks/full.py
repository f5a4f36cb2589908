"""The full problem of a county by seed: what no bare assignment can state.

Half-days within days within months of each helper, a load that costs more with each visit, visits
that want two helpers at one time or none; and beside it classes that open with their minimum or
not at all, for its seekers.
"""

from collections.abc import Iterator

import numpy as np

from benchmarks.instances import SIZES, Bare, Size, bare
from matcher.columns import Ints
from matcher.problem import Problem, Side

DAYS, PARTS = 28, 3
TIMES_PER_PAIR = 2
DAY_LIMIT, LOAD_STEP = 2, 300
CLASS_SEATS, CLASS_MINIMUM = 30, 20
OFFERS = 20


def full(size: str, seed: int) -> Iterator[Problem]:
    """The two markets of each county, one county after the other."""
    one = "village" if size == "village" else "county"
    for number in range(SIZES[size].counties):
        r = np.random.default_rng([seed + number, 99])
        yield _care(r, bare(one, seed + number)[0])
        yield _employment(r, SIZES[size])


def _care(r: np.random.Generator, asked: Bare) -> Problem:
    helpers, needs = len(asked.capacity), len(asked.required)
    slots = DAYS * PARTS
    both = asked.required > 1
    own = r.integers(0, slots, needs)
    pair = np.repeat(np.arange(len(asked.supply)), TIMES_PER_PAIR)
    slot = r.integers(0, slots, len(pair))
    together = both[asked.demand[pair]]
    slot[together] = own[asked.demand[pair]][together]
    key = np.unique(pair * slots + slot)
    pair, slot = key // slots, key % slots
    times, edge_time = np.unique(asked.supply[pair] * np.int64(slots) + slot, return_inverse=True)
    days, time_day = np.unique(times // PARTS, return_inverse=True)
    capacity = asked.capacity
    supply = Side(
        key=np.concatenate([np.arange(helpers), 10**6 + days, 10**8 + times]),
        parent=np.concatenate([np.full(helpers, -1), days // DAYS, helpers + time_day]),
        capacity=np.concatenate(
            [capacity, np.full(len(days), DAY_LIMIT), np.ones(len(times), int)]
        ),
        minimum=np.zeros(helpers + len(days) + len(times), np.int64),
        step_start=np.concatenate(
            [[0], np.cumsum(capacity), np.full(len(days) + len(times), capacity.sum())]
        ),
        step_cost=LOAD_STEP * _nth(capacity),
    )
    required = asked.required
    demand = Side(
        key=np.arange(needs),
        parent=np.full(needs, -1),
        capacity=required,
        minimum=np.where(both, 2, 0),
        step_start=np.concatenate([[0], np.cumsum(required)]),
        # Two or none: half of them are worth nothing, so each weighs the same.
        step_cost=np.repeat(asked.missing, required),
    )
    edge_supply = helpers + len(days) + edge_time
    free = np.zeros(len(pair), np.bool_)
    return Problem(supply, demand, edge_supply, asked.demand[pair], asked.score[pair], free)


def _employment(r: np.random.Generator, size: Size) -> Problem:
    seekers, openings = size.seekers, size.vacancies + size.classes
    course = np.arange(openings) >= size.vacancies
    offers = np.argsort(r.random((seekers, openings)), axis=1)[:, :OFFERS]
    none = np.zeros(openings, np.int64)
    supply = Side(
        key=np.arange(openings),
        parent=none - 1,
        capacity=np.where(course, CLASS_SEATS, r.integers(1, 25, openings)),
        minimum=np.where(course, CLASS_MINIMUM, 0),
        step_start=np.zeros(openings + 1, np.int64),
        step_cost=none[:0],
    )
    one = np.ones(seekers, np.int64)
    demand = Side(
        key=np.arange(seekers),
        parent=-one,
        capacity=one,
        minimum=0 * one,
        step_start=np.arange(seekers + 1),
        step_cost=r.choice([20_000, 40_000], seekers),
    )
    edge_supply = offers.ravel()
    # Courses are wished for less, so that not all of them fill.
    value = r.integers(2_000, 10_000, len(edge_supply)) // np.where(course[edge_supply], 2, 1)
    ends = np.repeat(np.arange(seekers), OFFERS)
    return Problem(supply, demand, edge_supply, ends, value, np.zeros(len(ends), np.bool_))


def _nth(count: Ints) -> Ints:
    """0, 1, ... for each of the counts, one after the other."""
    return np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
