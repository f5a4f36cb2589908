"""A day's decisions worked into a night: as good as solving anew, and only what must moves."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.care.days import PARTS
from matcher.care.daytime import carried_on, moved
from matcher.care.market import market_of
from matcher.care.night import match
from matcher.certificate import optimal
from matcher.pairs import Pairs
from matcher.solve.solver import SolveParams, solve
from tests.matcher.care.counties import random_county

ANEW = SolveParams(cases=8)


def settled(night, rows):
    found = night.proposals
    slot = (found.day - night.market.arrays.as_of) * PARTS + found.part
    return found.helper[rows], found.visit[rows], slot[rows]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 100_000), st.integers(1, 4))
def test_refused_and_settled_pairs_are_worked_in_exactly(seed, refused):
    arrays = random_county(seed)
    arrays = replace(arrays, visit_required=np.ones_like(arrays.visit_required))
    night = match(arrays)
    rows = np.random.default_rng(seed).permutation(len(night.proposals.visit))
    out, held = rows[:refused], rows[refused : refused + 5]
    found = night.proposals
    forbidden = Pairs(
        np.concatenate([arrays.forbidden.left, found.helper[out]]),
        np.concatenate([arrays.forbidden.right, found.visit[out]]),
    )
    after = carried_on(night, forbidden, settled(night, held), ANEW)
    market = after.market
    assert optimal(market.problem, after.plan)
    anew = solve(market_of(market.arrays, market.params, market.edges).problem)
    assert after.plan.objective == anew.objective
    now = set(zip(after.proposals.helper.tolist(), after.proposals.visit.tolist(), strict=True))
    for row in held:
        assert (int(found.helper[row]), int(found.visit[row])) in now
    for row in out:
        assert (int(found.helper[row]), int(found.visit[row])) not in now
    assert set(found.visit[out].tolist()) <= set(moved(night, after).tolist())


def test_visits_for_two_are_searched_for_anew():
    arrays = random_county(11)
    night = match(arrays, solving=ANEW)
    none = night.proposals.helper[:0]
    after = carried_on(night, arrays.forbidden, (none, none, none), ANEW)
    assert after.plan.objective >= night.plan.objective
