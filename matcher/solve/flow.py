"""The cheapest circulation and its prices.

OR-Tools finds the flow (cost scaling, bulk numpy calls) but gives no prices; Bellman-Ford on the
residual arcs does.
"""

import numpy as np
from ortools.graph.python import min_cost_flow

from matcher.columns import Ints
from matcher.solve.network import Network

# Further away than any path of the residual graph; sums of two stay far inside int64.
UNREACHED = 1 << 52


class FlowFailed(RuntimeError):
    """OR-Tools refused a circulation that must exist: costs too large for its integers."""


def cheapest(net: Network, upper: Ints, cost: Ints) -> Ints:
    """Flow per arc, int64; locked edges are outside (their arcs carry 0)."""
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        net.tail.astype(np.int32), net.head.astype(np.int32), upper, cost
    )
    solver.set_nodes_supplies(np.arange(net.nodes, dtype=np.int32), net.excess)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise FlowFailed(f"min cost flow: {status}")
    flow: Ints = solver.flows(np.arange(len(net.tail), dtype=np.int32))
    return flow


def distances(net: Network, upper: Ints, cost: Ints, flow: Ints) -> Ints:
    """Cheapest residual path from each node to the hub, int64[nodes].

    At a supply root its negative is the smallest optimal price: the worth of one unit more.
    A node that cannot reach the hub counts as UNREACHED away.
    """
    forward, backward = flow < upper, flow > 0
    tail = np.concatenate([net.tail[forward], net.head[backward]])
    head = np.concatenate([net.head[forward], net.tail[backward]])
    length = np.concatenate([cost[forward], -cost[backward]])
    order = np.argsort(tail, kind="stable")
    tail, head, length = tail[order], head[order], length[order]
    node, first = np.unique(tail, return_index=True)
    away = np.full(net.nodes, UNREACHED, np.int64)
    away[0] = 0
    for _ in range(net.nodes + 1):
        nearer = np.minimum(away[node], np.minimum.reduceat(length + away[head], first))
        if (nearer == away[node]).all():
            return away
        away[node] = nearer
    raise FlowFailed("a residual loop gains: the flow is not the cheapest")
