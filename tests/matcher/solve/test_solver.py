"""The solver against mixed integer programming, and its plans against arithmetic."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from matcher.certificate import certificate, optimal, violations
from matcher.plan import PRICELESS
from matcher.problem import LockedOverCapacity, Problem
from matcher.solve.solver import NoPlan, SolveParams, solve
from tests.matcher.problems import (
    best_worth,
    problem,
    problems,
    shuffled,
    side,
    timed_problems,
)

PROVEN = SolveParams(cases=500, gap=0)


def locked_somewhere(asked: Problem, picks: list[bool]) -> Problem:
    held = np.array((picks + [False] * asked.edges)[: asked.edges], bool)
    return replace(asked, edge_locked=held)


@settings(max_examples=70, deadline=None)
@given(problems(minimums=False))
def test_flow_problems_are_solved_exactly(asked):
    plan = solve(asked)
    assert plan.objective == best_worth(asked) == plan.bound
    assert optimal(asked, plan)


@settings(max_examples=70, deadline=None)
@given(problems())
def test_groups_with_a_minimum_are_solved_exactly(asked):
    plan = solve(asked, PROVEN)
    assert plan.objective == best_worth(asked) == plan.bound
    assert optimal(asked, plan)


@settings(max_examples=70, deadline=None)
@given(timed_problems())
def test_times_of_visits_for_several_are_chosen_exactly(asked):
    plan = solve(asked, PROVEN)
    assert plan.objective == best_worth(asked) == plan.bound
    assert optimal(asked, plan)


@settings(max_examples=60, deadline=None)
@given(problems(minimums=False), st.lists(st.booleans(), max_size=16))
def test_locked_edges_stay(asked, picks):
    try:
        asked = locked_somewhere(asked, picks)
    except LockedOverCapacity:
        assume(False)
    plan = solve(asked)
    assert plan.flow[asked.edge_locked].all()
    assert plan.objective == best_worth(asked)
    assert optimal(asked, plan)


@settings(max_examples=50, deadline=None)
@given(problems() | timed_problems(), st.integers(0, 10_000))
def test_shuffled_rows_give_the_same_plan(asked, seed):
    plan = solve(asked)
    mixed, order = shuffled(asked, np.random.default_rng(seed))
    assert solve(mixed).flow.tolist() == plan.flow[order].tolist()


@settings(max_examples=40, deadline=None)
@given(problems(minimums=False), st.data())
def test_price_of_a_supply_root_is_the_worth_of_one_unit_more(asked, data):
    plain = (asked.supply.parent < 0) & (asked.supply.steps == 0)
    assume(plain.any())
    root = data.draw(st.sampled_from(np.flatnonzero(plain).tolist()))
    capacity = asked.supply.capacity.copy()
    capacity[root] += 1
    wider = replace(asked, supply=replace(asked.supply, capacity=capacity))
    plan = solve(asked)
    gain = solve(wider).objective - plan.objective
    assert gain == max(0, plan.prices.supply[root])


@settings(max_examples=50, deadline=None)
@given(problems(minimums=False), st.data())
def test_what_an_edge_needs_more_is_enough(asked, data):
    plan = solve(asked)
    needs = plan.needed_more(asked)
    losing = np.flatnonzero(~plan.flow & (needs < PRICELESS))
    assume(len(losing))
    edge = data.draw(st.sampled_from(losing.tolist()))
    value = asked.edge_value.copy()
    value[edge] += needs[edge] + 1
    assert solve(replace(asked, edge_value=value)).flow[edge]


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 10_000))
def test_one_to_one_is_the_assignment_problem(suppliers, demands, seed):
    value = np.random.default_rng(seed).integers(1, 100, (suppliers, demands))
    asked = problem(
        side(
            range(suppliers), [-1] * suppliers, [1] * suppliers, [0] * suppliers, [[]] * suppliers
        ),
        side(range(demands), [-1] * demands, [1] * demands, [0] * demands, [[0]] * demands),
        [(i, j, value[i, j]) for i in range(suppliers) for j in range(demands)],
    )
    rows, columns = linear_sum_assignment(value, maximize=True)
    assert solve(asked).objective == value[rows, columns].sum()


def crowded() -> Problem:
    """Five classes of at least 4 that compete for 11 people, each class with its own worth."""
    classes = side(range(5), [-1] * 5, [6] * 5, [4] * 5, [[]] * 5)
    people = side(range(11), [-1] * 11, [1] * 11, [0] * 11, [[50]] * 11)
    edges = [(c, p, 10 + (3 * c + 7 * p) % 11) for c in range(5) for p in range(11)]
    return problem(classes, people, edges)


def test_classes_open_full_enough_or_not_at_all():
    asked = crowded()
    plan = solve(asked, PROVEN)
    load = np.bincount(asked.edge_supply[plan.flow], minlength=5)
    assert ((load == 0) | (load >= 4)).all()
    assert plan.objective == best_worth(asked)
    assert len(plan.proof) > 1
    assert violations(asked, plan) == []


def test_too_few_cases_leave_an_honest_gap():
    asked = crowded()
    plan = solve(asked, SolveParams(cases=1, gap=0))
    assert plan.objective <= best_worth(asked) <= plan.bound
    assert plan.gap(asked) > 0
    assert certificate(asked, plan).holds


@settings(max_examples=50, deadline=None)
@given(problems() | timed_problems(), st.integers(0, 3))
def test_told_to_stop_the_plan_is_sound_and_its_gap_honest(asked, patience):
    asks = iter(range(1000))
    plan = solve(asked, SolveParams(gap=0, stop=lambda: next(asks) >= patience))
    assert plan.objective <= best_worth(asked) <= plan.bound
    assert certificate(asked, plan).holds


def test_a_known_plan_good_enough_is_kept():
    asked = crowded()
    known = solve(asked, SolveParams(cases=1, gap=0))
    again = solve(asked, SolveParams(gap=known.gap(asked)), known=known.flow)
    assert again.flow.tolist() == known.flow.tolist()


def test_a_locked_seat_in_a_class_that_cannot_fill_is_refused():
    classes = side([0], [-1], [5], [3], [[]])
    people = side([0, 1], [-1, -1], [1, 1], [0, 0], [[5], [5]])
    with pytest.raises(NoPlan):
        solve(problem(classes, people, [(0, 0, 9), (0, 1, 9)], locked=[0]))


def test_an_empty_night_has_an_empty_plan():
    nobody = side([], [], [], [], [])
    plan = solve(problem(nobody, nobody, []))
    assert (plan.objective, plan.bound, len(plan.flow)) == (0, 0, 0)


def test_progress_ends_at_one():
    heard = []
    solve(crowded(), progress=heard.append)
    assert heard[-1] == 1.0
    assert all(0 <= share <= 1 for share in heard)


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(problems() | timed_problems())
def test_five_hundred_cases_agree_with_the_reference(asked):
    plan = solve(asked, PROVEN)
    assert plan.objective == best_worth(asked) == plan.bound
    assert optimal(asked, plan)
