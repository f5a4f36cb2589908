"""The smallest and the largest prices of a whole problem, whose best flow is known.

They are distances over what can carry a unit more. Nearly all edges are too far from their price
to shorten one, so distances over those near it come first, and an edge left out joins in where it
shortens one. The flow stays as it is.
"""

import numpy as np

from matcher.columns import Flags
from matcher.plan import Prices
from matcher.solve.flow import Arcs, distances
from matcher.solve.narrow import Narrow, idle_leaves
from matcher.solve.settling import Settled


def extremes(narrow: Narrow, settled: Settled, used: Flags) -> tuple[Prices, Prices]:
    """The smallest and the largest prices of ``narrow.whole``.

    settled : the network of ``narrow.problem``
    used : the best edges of the whole
    """
    whole = narrow.whole
    idle = idle_leaves(whole.supply, whole.edge_supply[used])
    demands = 1 + len(narrow.node)
    joined = np.zeros(whole.edges, np.bool_)
    arcs = _numbered(settled, demands)
    while True:
        tail, head, length = map(
            np.concatenate, zip(arcs, _edges(narrow, joined, demands), strict=True)
        )
        to_hub, from_hub = distances(demands + whole.demand.nodes, (tail, head, length))
        lowest = narrow.lowest(Prices(-to_hub[1:demands], to_hub[demands:]), idle)
        highest = narrow.highest(Prices(from_hub[1:demands], -from_hub[demands:]))
        more = narrow.gaining(lowest, highest, idle)
        if not more.any():
            return lowest, highest
        joined |= more


def _numbered(one: Settled, demands: int) -> Arcs:
    """What can carry a unit more: the hub, supply nodes by row, then demands."""
    net = one.net
    node = np.concatenate([[0], 1 + net.supply_row, demands + net.demand_row])
    tail, head, length = one.residual()
    return node[tail], node[head], length


def _edges(narrow: Narrow, rows: Flags, demands: int) -> Arcs:
    """Edges that are not laid out; from the node above, where their half-day is not either."""
    whole = narrow.whole
    place = np.full(whole.supply.nodes, -1)
    place[narrow.node] = np.arange(len(narrow.node))
    ends = whole.edge_supply[rows]
    ends = np.where(place[ends] < 0, whole.supply.parent[ends], ends)
    return 1 + place[ends], demands + whole.edge_demand[rows], -whole.edge_value[rows]
