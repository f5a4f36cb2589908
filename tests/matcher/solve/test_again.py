"""Solving once more with old prices gives the optimum of the whole problem, whatever they were."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.certificate import certificate, optimal
from matcher.plan import Prices
from matcher.solve.again import solve_again
from matcher.solve.solver import SolveParams, solve
from tests.matcher.problems import best_worth, problems

PROVEN = SolveParams(cases=500, gap=0)


@settings(max_examples=80, deadline=None)
@given(problems(), st.integers(0, 10_000))
def test_any_prices_lead_to_the_optimum(asked, seed):
    r = np.random.default_rng(seed)
    wrong = Prices(
        r.integers(-2000, 2000, asked.supply.nodes), r.integers(-2000, 2000, asked.demand.nodes)
    )
    plan = solve_again(asked, wrong, np.zeros(asked.edges, bool), PROVEN)
    assert plan.objective == best_worth(asked)
    assert optimal(asked, plan)


@settings(max_examples=40, deadline=None)
@given(problems(minimums=False), st.data())
def test_a_changed_value_is_solved_from_the_last_plan(asked, data):
    before = solve(asked)
    value = asked.edge_value + data.draw(st.integers(-30, 30))
    changed = replace(asked, edge_value=value)
    plan = solve_again(changed, before.prices, before.flow)
    assert plan.objective == solve(changed).objective
    assert certificate(changed, plan).holds
