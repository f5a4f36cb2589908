"""One network's flow and prices, put in order after a small change.

An arc that gains against the prices is part of a round trip that pays, or a price that must give.
One search from the ends of all such arcs (Dijkstra on what arcs cost beyond the prices) tells
which: where it comes back for less than is gained, a unit goes round; if it does not, the prices
on the way rise until nothing gains.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from matcher.columns import Flags, Floats, Ints
from matcher.plan import Prices
from matcher.solve.flow import Arcs, Flow, by_node, residual
from matcher.solve.narrow import UNKNOWN
from matcher.solve.network import Network

HUB = 0


class NotMendable(ValueError):
    """The last plan's edges no longer fit: a capacity is exceeded, or a minimum is asked for."""


class Settled:
    """A network's cheapest flow, found from ``used`` edges and the ``last`` prices.

    price : of each node, as its distance to the hub: one of all optimal ones
    """

    def __init__(self, net: Network, last: Prices, used: Flags) -> None:
        self.net = net
        self.flow = _flow_of(net, used)
        self.price = np.concatenate(
            [[0], -last.supply[net.supply_row], last.demand[net.demand_row]]
        )
        _guess(net, self.price)
        cost = self._beyond()
        if (cost < 0).any():
            ways = _Ways(net)
            while (cost < 0).any():
                self._settle(ways.search(cost))
                cost = self._beyond()

    def found(self) -> Flow:
        """The flow with the prices at hand, both as the smallest and as the largest."""
        return Flow(self.flow, self.price, -self.price)

    def residual(self) -> Arcs:
        """What can carry a unit more, by nodes of the network."""
        return residual(self.net, self.net.upper, self.net.cost, self.flow)

    def _beyond(self) -> Floats:
        """What each way costs beyond the prices; infinite where it carries no further unit."""
        net = self.net
        beyond = (net.cost + self.price[net.head] - self.price[net.tail]).astype(float)
        forth = np.where(self.flow < net.upper, beyond, np.inf)
        return np.concatenate([forth, np.where(self.flow > 0, -beyond, np.inf)])

    def _settle(self, found: "_Search") -> None:
        """Raise prices, for a round trip no more than it takes, and send a unit round."""
        trip = found.trip()
        level = max(found.away[found.starts[trip]], default=found.level)
        near = found.away < level
        self.price[near] += (level - found.away[near]).astype(np.int64)
        for way in found.ways_of(trip):
            forth = way < len(self.flow)
            self.flow[way if forth else way - len(self.flow)] += 1 if forth else -1


class _Ways:
    """The arcs of a network in both directions, by the node they leave: arc k forth is way k, back
    way k + arcs. Which of them can carry a unit, and at what cost, changes; how they hang together
    does not."""

    def __init__(self, net: Network) -> None:
        self.nodes = net.nodes
        self.tail = np.concatenate([net.tail, net.head])
        self.head = np.concatenate([net.head, net.tail])
        self.order = by_node(self.tail, net.nodes)
        count = np.bincount(self.tail, minlength=net.nodes)
        self.first = np.concatenate([[0], np.cumsum(count)]).astype(np.int32)
        self.to = self.head[self.order].astype(np.int32)

    def search(self, cost: Floats) -> "_Search":
        """From the ends of all ways that gain, the further ahead the more is gained there.

        cost : of each way, below 0 where it gains, infinite where it carries nothing
        """
        gaining = np.flatnonzero(cost < 0)
        gaining = gaining[np.argsort(cost[gaining], kind="stable")]
        ends, first = np.unique(self.head[gaining], return_index=True)
        gaining = gaining[first]
        gain = -cost[gaining]
        level = float(gain.max())
        length = np.concatenate([np.where(cost < 0, np.inf, cost)[self.order], level - gain])
        to = np.concatenate([self.to, ends.astype(np.int32)])
        # One node more, from which all the ends are reached.
        first = np.append(self.first, np.int32(len(to)))
        graph = csr_array((length, to, first), shape=(self.nodes + 1, self.nodes + 1))
        away, before = dijkstra(graph, indices=self.nodes, limit=level, return_predecessors=True)
        return _Search(self, cost, gaining, level, away[:-1], before[:-1])

    def cheapest(self, cost: Floats, tail: int, head: int) -> int:
        """The way between two neighbours that costs least and gains nothing."""
        among = self.order[self.first[tail] : self.first[tail + 1]]
        among = among[(self.head[among] == head) & (cost[among] >= 0)]
        return int(among[np.argmin(cost[among])])


@dataclass(frozen=True)
class _Search:
    """How far every node is from the ends of gaining ways.

    gaining : the ways that gain most at each end, in order of ends
    level : what the best of them gains; nothing is looked for beyond
    before : the node before each; at an end where the search began, the number of nodes
    """

    ways: _Ways
    cost: Floats
    gaining: Ints
    level: float
    away: Floats
    before: Ints

    @property
    def starts(self) -> Ints:
        """Where the gaining ways begin."""
        starts: Ints = self.ways.tail[self.gaining]
        return starts

    def trip(self) -> list[int]:
        """Gaining ways, as places in ``gaining``, that make a round trip; none, where none pays.

        The beginning of each is reached from the end of the next, and that of the last from the
        first's.
        """
        reached_from = self._reached_from().tolist()
        seen = set[int]()
        for at in range(len(reached_from)):
            passed = list[int]()
            while at >= 0 and at not in seen:
                seen.add(at)
                passed.append(at)
                at = reached_from[at]
            if at in passed:
                return passed[passed.index(at) :]
        return []

    def _reached_from(self) -> Ints:
        """For each gaining way the one from whose end its beginning is reached first, or -1."""
        node, began = self.starts, self.ways.nodes
        reached = self.away[node] < self.level
        while (on := reached & (self.before[node] != began)).any():
            node = np.where(on, self.before[node], node)
        ends = self.ways.head[self.gaining]
        return np.where(reached, np.searchsorted(ends, node), -1)

    def ways_of(self, trip: list[int]) -> Iterator[int]:
        """All ways of a round trip."""
        for at in trip:
            yield int(self.gaining[at])
            node = int(self.starts[at])
            while (above := int(self.before[node])) != self.ways.nodes:
                yield self.ways.cheapest(self.cost, above, node)
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
