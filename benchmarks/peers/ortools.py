"""OR-Tools' min cost flow over everything at once."""

import numpy as np
from ortools.graph.python import min_cost_flow

from benchmarks.instances import Bare
from benchmarks.measure import measured
from matcher.columns import Flags


def of_bare(asked: Bare) -> Flags:
    """By its bulk numpy calls; whoever is left without goes to an arc of nobody."""
    helpers, needs, edges = len(asked.capacity), len(asked.required), len(asked.supply)
    nobody, spare = helpers + needs, helpers + needs + 1
    total = asked.required.sum()
    tail = np.r_[asked.supply, np.full(needs, nobody), np.arange(helpers), nobody]
    head = np.r_[asked.demand + helpers, helpers + np.arange(needs), np.full(helpers, spare), spare]
    most = np.r_[np.ones(edges, np.int64), asked.required, asked.capacity, total]
    cost = np.zeros(edges + needs + helpers + 1, np.int64)
    cost[:edges] = -asked.worth
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        tail.astype(np.int32), head.astype(np.int32), most, cost
    )
    supplies = np.r_[asked.capacity, -asked.required, total, -asked.capacity.sum()]
    solver.set_nodes_supplies(np.arange(spare + 1, dtype=np.int32), supplies)
    if solver.solve() != solver.OPTIMAL:
        raise RuntimeError("not optimal")
    return np.asarray(solver.flows(np.arange(edges, dtype=np.int32)) > 0)


if __name__ == "__main__":
    measured(of_bare)
