"""A flow mended after a small change: exact, and nothing is moved that need not be.

The last prices still fit almost everywhere. Only where an arc now gains against them is there
anything to do: the cheapest way round that arc (Dijkstra on what the arcs cost beyond the prices)
either carries a unit, or tells by how much the prices around it must give.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from matcher.columns import Flags, Ints
from matcher.plan import Branch, Plan, Prices
from matcher.problem import Problem
from matcher.solve.branching import Laid, part_of
from matcher.solve.flow import Flow, by_node, residual_distances
from matcher.solve.network import Network, networks

# Stands for the price of a node that the last plan did not know.
UNKNOWN = np.int64(1) << 50
HUB = 0


class NotMendable(ValueError):
    """The last plan's edges no longer fit: a capacity is exceeded, or a minimum is asked for."""


def mended(problem: Problem, last: Prices, used: Flags) -> Plan:
    """The best plan of ``problem``, starting from ``used`` edges that keep every capacity.

    last : prices of the plan before, UNKNOWN at nodes that are new. Without minimums only.
    """
    if any((side.minimum > 0).any() for side, _ in problem.sides()):
        raise NotMendable("minimums are searched for, not mended")
    laid = Laid.empty(problem)
    laid.flow[:] = problem.edge_locked
    worth = int(problem.edge_value[problem.edge_locked].sum() - problem.demand.step_cost.sum())
    for net in networks(problem):
        flow = _Mending(net, last, used | problem.edge_locked).done()
        part = part_of(net, flow)
        worth += part.worth
        laid.take(part)
    demand = problem.demand
    served = demand.loads(problem.edge_demand[laid.flow])
    nothing = np.zeros(0, np.int8)
    return Plan(
        flow=laid.flow,
        unserved=np.where(demand.steps > 0, demand.steps - served, 0),
        objective=worth,
        bound=worth,
        prices=laid.prices,
        highest=laid.highest,
        opened=nothing,
        proof=(Branch(nothing, laid.prices),),
    )


@dataclass(frozen=True)
class _Residual:
    """Arcs that can still take (way 1) or give back (way -1) a unit, and their reduced costs."""

    arc: Ints
    way: Ints
    tail: Ints
    head: Ints
    cost: Ints


class _Mending:
    """One network: its flow, and prices as potentials (distance to the hub)."""

    def __init__(self, net: Network, last: Prices, used: Flags) -> None:
        self.net = net
        self.flow = _flow_of(net, used)
        self.price = np.concatenate(
            [[0], -last.supply[net.supply_row], last.demand[net.demand_row]]
        )
        _guess(net, self.price)

    def done(self) -> Flow:
        while True:
            arcs = self._residual()
            gaining = np.flatnonzero(arcs.cost < 0)
            if not len(gaining):
                return residual_distances(self.net, self.net.upper, self.net.cost, self.flow)
            self._settle(arcs, int(gaining[np.argmin(arcs.cost[gaining])]))

    def _residual(self) -> _Residual:
        net = self.net
        beyond = net.cost + self.price[net.head] - self.price[net.tail]
        more, less = np.flatnonzero(self.flow < net.upper), np.flatnonzero(self.flow > 0)
        return _Residual(
            arc=np.concatenate([more, less]),
            way=np.concatenate([np.ones_like(more), -np.ones_like(less)]),
            tail=np.concatenate([net.tail[more], net.head[less]]),
            head=np.concatenate([net.head[more], net.tail[less]]),
            cost=np.concatenate([beyond[more], -beyond[less]]),
        )

    def _settle(self, arcs: _Residual, gaining: int) -> None:
        """Send a unit round one gaining arc, or change prices until it gains no more."""
        start, end = int(arcs.head[gaining]), int(arcs.tail[gaining])
        gain = -int(arcs.cost[gaining])
        fine = np.flatnonzero(arcs.cost >= 0)
        order = fine[by_node(arcs.tail[fine], self.net.nodes)]
        count = np.bincount(arcs.tail[fine], minlength=self.net.nodes)
        pointer = np.concatenate([[0], np.cumsum(count)])
        shape = (self.net.nodes, self.net.nodes)
        graph = csr_array((arcs.cost[order].astype(float), arcs.head[order], pointer), shape=shape)
        away, before = dijkstra(graph, indices=start, limit=gain, return_predecessors=True)
        least = min(gain, int(away[end])) if np.isfinite(away[end]) else gain
        near = away < least
        self.price[near] += least - away[near].astype(np.int64)
        if least < gain:
            self._send(arcs, order, pointer, before, gaining)

    def _send(
        self, arcs: _Residual, order: Ints, pointer: Ints, before: Ints, gaining: int
    ) -> None:
        start, node = int(arcs.head[gaining]), int(arcs.tail[gaining])
        self.flow[arcs.arc[gaining]] += arcs.way[gaining]
        while node != start:
            above = int(before[node])
            among = order[pointer[above] : pointer[above + 1]]
            among = among[arcs.head[among] == node]
            one = among[np.argmin(arcs.cost[among])]
            self.flow[arcs.arc[one]] += arcs.way[one]
            node = above


def _flow_of(net: Network, used: Flags) -> Ints:
    """Units on each arc when these edges are used; steps are filled in the order of their cost."""
    first = len(net.tail) - len(net.edge_row)
    given = 1 + len(net.supply_row)
    flow = np.zeros(len(net.tail), np.int64)
    # Locked edges have no arc of their own, but what they carry runs through the nodes.
    flow[first:] = np.minimum(used[net.edge_row], net.upper[first:])
    own = np.where(net.head[:first] < given, net.head[:first], net.tail[:first])
    own = np.where(net.head[:first] == HUB, net.tail[:first], own)
    above = np.zeros(net.nodes, np.int64)
    other = net.tail[:first] + net.head[:first] - own
    above[own] = other
    load = np.zeros(net.nodes, np.int64)
    for at in (net.tail[first:][used[net.edge_row]], net.head[first:][used[net.edge_row]]):
        while len(at):
            np.add.at(load, at, 1)
            at = above[at]
            at = at[at != HUB]
    room = np.cumsum(net.upper[:first]) - net.upper[:first]
    begins = np.flatnonzero(np.diff(own, prepend=-1))
    before = room - np.repeat(room[begins], np.diff(begins, append=first))
    flow[:first] = np.clip(load[own] - before, 0, net.upper[:first])
    if (np.bincount(own, weights=flow[:first], minlength=net.nodes)[1:] != load[1:]).any():
        raise NotMendable("more than a capacity")
    return flow


def _guess(net: Network, price: Ints) -> None:
    """Prices for nodes that are new, so that as few arcs as possible gain against them."""
    first, given = len(net.tail) - len(net.edge_row), 1 + len(net.supply_row)
    unknown = np.abs(price) >= UNKNOWN
    tail, head, cost = net.tail[first:], net.head[first:], net.cost[first:]
    for new, ends, others, sign in (
        (np.flatnonzero(unknown[:given]), tail, head, 1),
        (given + np.flatnonzero(unknown[given:]), head, tail, -1),
    ):
        price[new] = 0
        for node in new.tolist():
            at = np.flatnonzero(ends == node)
            known = at[np.abs(price[others[at]]) < UNKNOWN]
            if len(known):
                price[node] = sign * (sign * (price[others[known]] + sign * cost[known])).min()
