"""A mended flow is as good as one solved anew, and proven so."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.certificate import optimal
from matcher.plan import Prices
from matcher.problem import Problem
from matcher.solve.narrow import UNKNOWN
from matcher.solve.repair import NotMendable, mended
from matcher.solve.solver import solve
from tests.matcher.problems import problem, problems, side


def without(asked, rows):
    left = np.ones(asked.edges, bool)
    left[rows] = False
    edges = asked.edge_supply, asked.edge_demand, asked.edge_value, asked.edge_locked
    return Problem(asked.supply, asked.demand, *(column[left] for column in edges)), left


def two(plan):
    return plan.prices, plan.highest


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
    again = mended(fewer, two(plan), plan.flow[left])
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
    again = mended(asked, tuple(prices), used)
    assert again.objective == solve(asked).objective
    assert optimal(asked, again)
    same_prices(asked, again)


@settings(max_examples=60, deadline=None)
@given(problems(minimums=False))
def test_cancelled_and_restored_is_the_optimum_again(asked):
    plan = solve(asked)
    node = int(asked.edge_supply[0]) if asked.edges else 0
    fewer, left = without(asked, np.flatnonzero(asked.edge_supply == node))
    gone = mended(fewer, two(plan), plan.flow[left])
    used = np.zeros(asked.edges, bool)
    used[left] = gone.flow
    assert mended(asked, two(gone), used).objective == plan.objective


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
