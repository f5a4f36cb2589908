"""The cheapest circulation and its prices.

OR-Tools finds the flow (cost scaling, bulk numpy calls) but gives no prices; Bellman-Ford on the
residual arcs does.
"""

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from matcher.columns import Ints
from matcher.solve.network import Network

# Further away than any path of the residual graph; sums of two stay far inside int64.
UNREACHED = 1 << 42

Arcs = tuple[Ints, Ints, Ints]


class FlowFailed(RuntimeError):
    """OR-Tools refused a circulation that must exist: costs too large for its integers."""


@dataclass(frozen=True)
class Flow:
    """A cheapest circulation.

    flow : per arc; locked edges are outside (their arcs carry 0)
    to_hub, from_hub : cheapest residual path of each node to the hub and from it. At a supply node
        the first's negative is the smallest optimal price (at a root the worth of one unit more),
        the second the largest (the loss when a unit is taken away). UNREACHED = there is none.
    """

    flow: Ints
    to_hub: Ints
    from_hub: Ints


def circulated(net: Network, upper: Ints, cost: Ints) -> Flow:
    """The cheapest circulation at these capacities and costs, with its distances."""
    return residual_distances(net, upper, cost, _cheapest(net, upper, cost))


def residual_distances(net: Network, upper: Ints, cost: Ints, flow: Ints) -> Flow:
    """A cheapest flow with its distances."""
    return Flow(flow, *distances(net.nodes, residual(net, upper, cost, flow)))


def residual(net: Network, upper: Ints, cost: Ints, flow: Ints) -> Arcs:
    """Tail, head and length of whatever can carry a unit more, forth or back."""
    forward, backward = flow < upper, flow > 0
    tail = np.concatenate([net.tail[forward], net.head[backward]])
    head = np.concatenate([net.head[forward], net.tail[backward]])
    return tail, head, np.concatenate([cost[forward], -cost[backward]])


def distances(nodes: int, arcs: Arcs) -> tuple[Ints, Ints]:
    """Of each node to the hub, which is node 0, and from it."""
    tail, head, length = arcs
    return _to_hub(nodes, tail, head, length), _to_hub(nodes, head, tail, length)


def _cheapest(net: Network, upper: Ints, cost: Ints) -> Ints:
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


def _to_hub(nodes: int, tail: Ints, head: Ints, length: Ints) -> Ints:
    """Bellman-Ford from the hub outwards, looking in each round only at what came nearer."""
    order = by_node(head, nodes)
    tail, length = tail[order], length[order]
    start = np.concatenate([[0], np.cumsum(np.bincount(head, minlength=nodes))])
    away = np.full(nodes, UNREACHED, np.int64)
    away[0] = 0
    # All at first: nodes that no path joins with the hub must agree among each other too.
    nearer = np.arange(nodes)
    for _ in range(nodes + 1):
        if not len(nearer):
            return away
        count = start[nearer + 1] - start[nearer]
        skip = np.repeat(start[nearer] - np.cumsum(count) + count, count)
        arc = skip + np.arange(len(skip))
        before = away.copy()
        np.minimum.at(away, tail[arc], length[arc] + np.repeat(away[nearer], count))
        nearer = np.flatnonzero(away < before)
    raise FlowFailed("a residual loop gains: the flow is not the cheapest")


def by_node(ends: Ints, nodes: int) -> Ints:
    """Order of arcs by the node at one end, stable."""
    # numpy sorts 16 bits by radix, which is several times quicker.
    return np.argsort(ends.astype(np.uint16) if nodes <= 1 << 16 else ends, kind="stable")
