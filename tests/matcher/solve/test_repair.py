"""A mended flow is as good as one solved anew, and proven so."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.certificate import optimal
from matcher.plan import Prices
from matcher.problem import Problem
from matcher.solve.narrow import UNKNOWN
from matcher.solve.repair import mended
from matcher.solve.settling import NotMendable
from matcher.solve.solver import solve
from tests.matcher.problems import problem, problems, side


def without(asked, rows):
    left = np.ones(asked.edges, bool)
    left[rows] = False
    edges = asked.edge_supply, asked.edge_demand, asked.edge_value, asked.edge_locked
    return Problem(asked.supply, asked.demand, *(column[left] for column in edges)), left


def two(plan):
    return plan.prices, plan.highest


# With the first, few edges of such small problems are laid out; with the last, all.
reaches = st.sampled_from([0, 4, 1000])


def same_prices(asked, plan):
    """The smallest and the largest prices are the same for every best plan."""
    for mine, its in zip(two(plan), two(solve(asked)), strict=True):
        assert np.array_equal(mine.supply, its.supply)
        assert np.array_equal(mine.demand, its.demand)


@settings(max_examples=150, deadline=None)
@given(problems(minimums=False), st.data())
def test_without_some_edges(asked, data):
    plan = solve(asked)
    gone = data.draw(st.lists(st.integers(0, max(0, asked.edges - 1)), max_size=4))
    fewer, left = without(asked, [row for row in gone if row < asked.edges])
    again = mended(fewer, two(plan), plan.flow[left], data.draw(reaches))
    assert again.objective == solve(fewer).objective
    assert optimal(fewer, again)
    same_prices(fewer, again)


@settings(max_examples=150, deadline=None)
@given(problems(minimums=False), st.data())
def test_with_nodes_and_edges_nobody_knew(asked, data):
    known = data.draw(st.lists(st.booleans(), min_size=asked.edges, max_size=asked.edges))
    fewer, left = without(asked, [row for row, had in enumerate(known) if not had])
    plan = solve(fewer)
    used = np.zeros(asked.edges, bool)
    used[left] = plan.flow
    new = data.draw(st.integers(0, asked.demand.nodes - 1))
    prices = [plan.prices, plan.highest]
    if not used[asked.edge_demand == new].any():
        for row, one in enumerate(prices):
            demand = one.demand.copy()
            demand[new] = UNKNOWN
            prices[row] = Prices(one.supply, demand)
    again = mended(asked, tuple(prices), used, data.draw(reaches))
    assert again.objective == solve(asked).objective
    assert optimal(asked, again)
    same_prices(asked, again)


@settings(max_examples=60, deadline=None)
@given(problems(minimums=False), reaches)
def test_cancelled_and_restored_is_the_optimum_again(asked, reach):
    plan = solve(asked)
    node = int(asked.edge_supply[0]) if asked.edges else 0
    fewer, left = without(asked, np.flatnonzero(asked.edge_supply == node))
    gone = mended(fewer, two(plan), plan.flow[left], reach)
    used = np.zeros(asked.edges, bool)
    used[left] = gone.flow
    assert mended(asked, two(gone), used, reach).objective == plan.objective


def county(seed, helpers=30, visits=60):
    """Helpers with a month over half-days, and more visits than they have time for."""
    draw = np.random.default_rng(seed)
    halves = 4
    parent = np.concatenate([np.full(helpers, -1), np.repeat(np.arange(helpers), halves)])
    months = draw.integers(1, 4, helpers).tolist()
    supply = side(
        range(len(parent)),
        parent,
        [*months, *[1] * (len(parent) - helpers)],
        [0] * len(parent),
        [*([300 * k for k in range(month)] for month in months), *[[]] * (len(parent) - helpers)],
    )
    missing = draw.integers(8_000, 20_000, visits).tolist()
    demand = side(range(visits), [-1] * visits, [1] * visits, [0] * visits, [[m] for m in missing])
    pairs = [
        (helper * halves + helpers + int(draw.integers(halves)), visit, int(draw.integers(10_000)))
        for visit in range(visits)
        for helper in draw.choice(helpers, 12, replace=False).tolist()
    ]
    return problem(supply, demand, pairs)


@pytest.mark.parametrize("seed", range(12))
def test_where_most_edges_are_far_from_their_price(seed):
    asked = county(seed)
    plan = solve(asked)
    ill = np.random.default_rng(seed).choice(np.flatnonzero(plan.flow), 6, replace=False)
    fewer, left = without(asked, ill)
    for reach in (0, 200, 20_000):
        again = mended(fewer, two(plan), plan.flow[left], reach)
        assert again.objective == solve(fewer).objective
        same_prices(fewer, again)


def test_what_is_locked_stays():
    helpers = side([0, 1], [-1, -1], [1, 1], [0, 0], [[], []])
    visits = side([0, 1], [-1, -1], [1, 1], [0, 0], [[9], [9]])
    asked = problem(helpers, visits, [(0, 0, 1), (0, 1, 8), (1, 0, 7), (1, 1, 2)], locked=[0])
    again = mended(asked, two(solve(asked)), asked.edge_locked)
    assert again.flow.tolist() == [True, False, False, True]
    assert optimal(asked, again)


def test_a_minimum_is_not_mended():
    classes = side([0], [-1], [4], [3], [[]])
    people = side([0], [-1], [1], [0], [[9]])
    asked = problem(classes, people, [(0, 0, 5)])
    with pytest.raises(NotMendable):
        mended(asked, two(solve(asked)), np.zeros(1, bool))
