"""The cheapest circulation and its prices.

OR-Tools finds the flow (cost scaling, bulk numpy calls) but gives no prices; Bellman-Ford on the
residual arcs does.
"""

import numpy as np
from ortools.graph.python import min_cost_flow

from matcher.columns import Ints
from matcher.solve.network import Network

# Further away than any path of the residual graph; sums of two stay far inside int64.
UNREACHED = 1 << 42


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


def distances(net: Network, upper: Ints, cost: Ints, flow: Ints) -> tuple[Ints, Ints]:
    """Cheapest residual paths of each node to the hub and from it, int64[nodes] each.

    At a supply node the first's negative is the smallest optimal price (at a root the worth of
    one unit more), the second the largest (the loss when a unit is taken away).
    A node without such a path counts as UNREACHED away.
    """
    forward, backward = flow < upper, flow > 0
    tail = np.concatenate([net.tail[forward], net.head[backward]])
    head = np.concatenate([net.head[forward], net.tail[backward]])
    length = np.concatenate([cost[forward], -cost[backward]])
    return _to_hub(net.nodes, tail, head, length), _to_hub(net.nodes, head, tail, length)


def _to_hub(nodes: int, tail: Ints, head: Ints, length: Ints) -> Ints:
    order = np.argsort(tail, kind="stable")
    head, length = head[order], length[order]
    node, first = np.unique(tail[order], return_index=True)
    away = np.full(nodes, UNREACHED, np.int64)
    away[0] = 0
    for _ in range(nodes + 1):
        nearer = np.minimum(away[node], np.minimum.reduceat(length + away[head], first))
        if (nearer == away[node]).all():
            return away
        away[node] = nearer
    raise FlowFailed("a residual loop gains: the flow is not the cheapest")
