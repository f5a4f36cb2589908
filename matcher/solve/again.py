"""A problem solved once more after a small change, exactly, with the last prices as a guide.

What the last prices say is far from worth using is left out at first. The new prices are then
held against every edge of the whole problem, and whatever they do not rule out comes in, until
nothing is left: the plan and its proof are those of the whole problem.
"""

from dataclasses import replace

import numpy as np

from matcher.columns import Flags, Ints
from matcher.plan import Plan, Prices
from matcher.problem import Problem
from matcher.solve.solver import SolveParams, solve

# Edges that fall short by less than this are looked at from the start, in points of score.
NEAR = 1500


def solve_again(
    problem: Problem, last: Prices, used: Flags, params: SolveParams | None = None
) -> Plan:
    """The best plan of ``problem``; the same worth, bound and proof as ``solve`` finds.

    last : prices of the plan before the change, for the nodes of this problem; where a node is new
        or its giver's room has changed, 0 lets all its edges in
    used : edges of the plan before the change, bool[edges]
    """
    near = _short(problem, last) < NEAR
    near |= used | problem.edge_locked
    while True:
        rows = np.flatnonzero(near)
        some = replace(
            problem,
            edge_supply=problem.edge_supply[rows],
            edge_demand=problem.edge_demand[rows],
            edge_value=problem.edge_value[rows],
            edge_locked=problem.edge_locked[rows],
        )
        plan = solve(some, params, known=used[rows])
        flow = np.zeros(problem.edges, np.bool_)
        flow[rows[plan.flow]] = True
        proofs = (plan.prices, plan.highest, *(branch.prices for branch in plan.proof))
        short = np.minimum.reduce([_short(problem, prices) for prices in proofs])
        missed = ~near & (short < 0)
        if not missed.any():
            return replace(plan, flow=flow)
        near |= missed


def _short(problem: Problem, prices: Prices) -> Ints:
    """By how much each edge is not worth its ends' prices, int64[edges]."""
    asked: Ints = prices.supply[problem.edge_supply] + prices.demand[problem.edge_demand]
    return asked - problem.edge_value
