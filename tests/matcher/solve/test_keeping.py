"""What was open stays open by day: a plan of its own case, and a bound that holds for all."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matcher.certificate import certificate
from matcher.plan import CLOSED, OPEN, Prices
from matcher.problem import Problem
from matcher.solve.branching import Cases, loads, minimums
from matcher.solve.keeping import completed, kept_open
from matcher.solve.narrow import UNKNOWN
from matcher.solve.repair import NotMendable
from matcher.solve.solver import SolveParams, solve
from tests.matcher.problems import best_worth, problem, problems, side, timed_problems

EXACT = SolveParams(cases=500, gap=0)


def without(asked, gone):
    left = np.ones(asked.edges, bool)
    left[gone] = False
    columns = asked.edge_supply, asked.edge_demand, asked.edge_value, asked.edge_locked
    return Problem(asked.supply, asked.demand, *(column[left] for column in columns)), left


@settings(max_examples=150, deadline=None)
@given(timed_problems(), st.data())
def test_a_plan_for_several_is_kept_open_without_some_edges(asked, data):
    assume(asked.edges and len(minimums(asked)))
    plan = solve(asked, EXACT)
    gone = data.draw(st.lists(st.integers(0, asked.edges - 1), max_size=3))
    fewer, left = without(asked, gone)
    used, last = plan.flow[left], (plan.prices, plan.highest)
    proof = completed(fewer, plan.proof[0].prices)
    again = kept_open(fewer, last, proof, used, gap=np.inf)
    assert certificate(fewer, again).holds
    assert again.objective <= best_worth(fewer) <= again.bound
    assert again.objective == Cases(fewer, 1).solve(again.opened).objective
    held = loads(fewer, used) >= minimums(fewer)
    assert (again.opened[held] == OPEN).all()


@settings(max_examples=100, deadline=None)
@given(problems(minimums=False), st.data())
def test_any_guess_of_unknown_prices_proves_a_bound(asked, data):
    plan = solve(asked)
    supply, demand = plan.prices.supply.copy(), plan.prices.demand.copy()
    for prices in (supply, demand):
        for node in data.draw(st.lists(st.integers(0, len(prices) - 1), max_size=3)):
            prices[node] = UNKNOWN
    found = completed(asked, Prices(supply, demand))
    assert (np.abs(found.supply) < UNKNOWN).all()
    assert (np.abs(found.demand) < UNKNOWN).all()


def test_classes_with_a_minimum_are_searched_for():
    classes = side([0], [-1], [4], [3], [[]])
    people = side([0], [-1], [1], [0], [[9]])
    asked = problem(classes, people, [(0, 0, 5)])
    plan = solve(asked)
    with pytest.raises(NotMendable):
        kept_open(asked, (plan.prices, plan.highest), plan.prices, plan.flow, 1.0)


def test_a_plan_not_proven_good_enough_is_refused():
    helpers = side([0, 1], [-1, -1], [1, 1], [0, 0], [[], []])
    visits = side([0, 1, 2], [-1, 0, 0], [2, 2, 2], [0, 2, 2], [[9, 9], [], []])
    first = [(0, 1, 1), (1, 1, 1)]
    asked = problem(helpers, visits, [*first, (0, 2, 1), (1, 2, 1)])
    plan = solve(asked, EXACT)
    held = plan.flow
    better = problem(helpers, visits, [*first, (0, 2, 30), (1, 2, 30)])
    used = held if held[0] else held[[2, 3, 0, 1]]
    last, proof = (plan.prices, plan.highest), completed(better, plan.prices)
    assert kept_open(better, last, proof, used, gap=1.0).objective == 2
    with pytest.raises(NotMendable):
        kept_open(better, last, proof, used, gap=0.01)


def test_the_next_best_time_is_taken_where_the_best_cannot_be_filled():
    """Its best time is worth most with a helper whom a visit that is open keeps."""
    steps = [[9, 9], [], [9, 9], [], []]
    helpers = side(range(4), [-1] * 4, [1] * 4, [0] * 4, [[]] * 4)
    visits = side(range(5), [-1, 0, -1, 2, 2], [2] * 5, [0, 2, 0, 2, 2], steps)
    first, best, next_best = (
        [(0, 1, 1), (1, 1, 1)],
        [(1, 3, 90), (2, 3, 90)],
        [(2, 4, 1), (3, 4, 1)],
    )
    asked = problem(helpers, visits, [*first, *best, *next_best])
    unknown = Prices(np.full(4, UNKNOWN), np.full(5, UNKNOWN))
    free = Prices(np.zeros(4, np.int64), np.zeros(5, np.int64))
    plan = kept_open(asked, (unknown, unknown), free, asked.edge_demand == 1, gap=np.inf)
    assert plan.opened.tolist() == [OPEN, CLOSED, OPEN]
    assert not plan.unserved.any()


def test_what_must_be_filled_does_not_spoil_the_proof():
    """At the prices of a plan whose openings are fixed, who fills them is beyond price."""
    helpers = side(range(6), [-1, -1, 0, 0, 1, 1], [1] * 6, [0] * 6, [[0], [1], [], [], [], []])
    visits = side(range(3), [-1, 0, 0], [2] * 3, [0, 2, 2], [[0, 0], [], []])
    asked = problem(helpers, visits, [(2, 1, 0), (4, 1, 0), (3, 2, 0), (5, 2, 1)])
    plan = solve(asked, EXACT)
    free = Prices(np.zeros(6, np.int64), np.zeros(3, np.int64))
    again = kept_open(asked, (plan.prices, plan.highest), free, plan.flow, gap=0)
    assert again.bound == again.objective == plan.objective
