"""A published price is what one unit more is worth: found by adding it and solving again."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.instances import bare, problem
from matcher.certificate import optimal
from matcher.solve.solver import solve

CHECKED = 50


@pytest.mark.slow
def test_one_unit_more_is_worth_its_price_exactly():
    asked = problem(bare("county", 3)[0])
    plan = solve(asked)
    assert optimal(asked, plan)
    picked = np.random.default_rng(3).choice(asked.supply.nodes, CHECKED, replace=False)
    load = np.bincount(asked.edge_supply[plan.flow], minlength=asked.supply.nodes)
    binding = 0
    for node in picked.tolist():
        capacity = asked.supply.capacity.copy()
        capacity[node] += 1
        wider = replace(asked, supply=replace(asked.supply, capacity=capacity))
        gain = solve(wider).objective - plan.objective
        assert gain == max(0, int(plan.prices.supply[node]))
        binding += gain > 0 and load[node] == asked.supply.capacity[node]
    assert binding >= CHECKED // 2
