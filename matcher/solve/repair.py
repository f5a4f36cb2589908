"""A flow mended after a small change: exact, and nothing is moved that need not be.

The last prices still fit almost everywhere. Only where an arc now gains against them is there
anything to do: the cheapest way round that arc (Dijkstra on what the arcs cost beyond the prices)
either carries a unit, or tells by how much the prices around it must give.
"""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from matcher.columns import Flags, Floats, Ints
from matcher.plan import OPEN, Branch, Decisions, Plan, Prices
from matcher.problem import Problem
from matcher.solve.branching import Laid, decided, loads, minimums, part_of
from matcher.solve.flow import Flow, by_node, residual_distances
from matcher.solve.narrow import UNKNOWN, Narrow, idle_leaves, within_reach
from matcher.solve.network import Network, networks

HUB = 0


class NotMendable(ValueError):
    """The last plan's edges no longer fit: a capacity is exceeded, or a minimum is asked for."""


def mended(problem: Problem, last: tuple[Prices, Prices], used: Flags) -> Plan:
    """The best plan of ``problem``, starting from ``used`` edges that keep every capacity.

    last : the smallest and the largest prices of the plan before, UNKNOWN at nodes that are new.
    Without minimums only.
    """
    if len(minimums(problem)):
        raise NotMendable("minimums are searched for, not mended")
    return mended_case(problem, last, used, np.zeros(0, np.int8))


def mended_case(
    problem: Problem, last: tuple[Prices, Prices], used: Flags, decisions: Decisions
) -> Plan:
    """As ``mended``, with every node that has a minimum decided: the best plan of that case.

    Most edges are far from being worth their use, so only those near it are laid out; prices that
    one of the others could gain against bring it in, and the work begins again where it stood.
    """
    used = used | problem.edge_locked
    near, price = within_reach(problem, last, used), last[0]
    near |= _under_open(problem, decisions)
    while True:
        narrow = Narrow.of(problem, near)
        worth, laid = _laid(narrow.problem, narrow.prices(price), used[narrow.rows], decisions)
        used = np.zeros(problem.edges, np.bool_)
        used[narrow.rows[laid.flow]] = True
        idle = idle_leaves(problem.supply, problem.edge_supply[used])
        price, highest = narrow.lowest(laid.prices, idle), narrow.highest(laid.highest)
        more = narrow.gaining(price, highest, idle)
        if not more.any():
            return _plan(problem, used, worth, (price, highest), decisions)
        near |= more


def _under_open(problem: Problem, decisions: Decisions) -> Flags:
    """Edges of nodes that have to be filled."""
    found, first = np.zeros(problem.edges, np.bool_), 0
    for side, ends in problem.sides():
        held = np.flatnonzero(side.minimum > 0)
        nodes = np.zeros(side.nodes, np.bool_)
        nodes[held[decisions[first : first + len(held)] == OPEN]] = True
        first += len(held)
        if nodes.any():
            found |= side.under(ends, nodes)
    return found


def _laid(problem: Problem, last: Prices, used: Flags, decisions: Decisions) -> tuple[int, Laid]:
    """The best flow of every part with its prices, and what it is worth."""
    laid = Laid.empty(problem)
    worth = int(problem.edge_value[problem.edge_locked].sum() - problem.demand.step_cost.sum())
    for net in networks(problem):
        drawn, _ = decided(net, decisions)
        part = part_of(net, _Mending(drawn, last, used).done())
        worth += part.worth
        laid.take(part)
    return worth, laid


def _plan(
    problem: Problem, used: Flags, worth: int, prices: tuple[Prices, Prices], decisions: Decisions
) -> Plan:
    if (loads(problem, used) < minimums(problem))[decisions == OPEN].any():
        raise NotMendable("what was open cannot be filled any more")
    lowest, highest = prices
    return Plan(
        flow=used,
        unserved=problem.missing(used),
        objective=worth,
        bound=worth,
        prices=lowest,
        highest=highest,
        opened=decisions,
        proof=(Branch(decisions, lowest),),
    )


class _Ways:
    """The arcs of a network in both directions, by the node they leave: arc k forth is way k, back
    way k + arcs. Which of them can carry a unit, and at what cost, changes; how they hang together
    does not."""

    def __init__(self, net: Network) -> None:
        self.tail = np.concatenate([net.tail, net.head])
        self.head = np.concatenate([net.head, net.tail])
        self.order = by_node(self.tail, net.nodes)
        count = np.bincount(self.tail, minlength=net.nodes)
        self.first = np.concatenate([[0], np.cumsum(count)]).astype(np.int32)
        to = self.head[self.order].astype(np.int32)
        costs, shape = np.zeros(len(to)), (net.nodes, net.nodes)
        self.graph = csr_array((costs, to, self.first), shape=shape)

    def nearest(self, cost: Floats, start: int, limit: int) -> tuple[Floats, Ints]:
        """Distance from a node to every other within the limit, and the node before each.

        cost : of each way, none below 0, infinite where it carries nothing
        """
        np.take(cost, self.order, out=self.graph.data)
        away, before = dijkstra(self.graph, indices=start, limit=limit, return_predecessors=True)
        return away, before

    def between(self, tail: int, head: int) -> Ints:
        among: Ints = self.order[self.first[tail] : self.first[tail + 1]]
        found: Ints = among[self.head[among] == head]
        return found


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
        net, cost = self.net, self._beyond()
        if (cost < 0).any():
            ways = _Ways(net)
            while (cost < 0).any():
                self._settle(ways, cost)
                cost = self._beyond()
        return residual_distances(net, net.upper, net.cost, self.flow)

    def _beyond(self) -> Floats:
        """What each way costs beyond the prices; infinite where it carries no further unit."""
        net = self.net
        beyond = (net.cost + self.price[net.head] - self.price[net.tail]).astype(float)
        forth = np.where(self.flow < net.upper, beyond, np.inf)
        return np.concatenate([forth, np.where(self.flow > 0, -beyond, np.inf)])

    def _settle(self, ways: _Ways, cost: Floats) -> None:
        """Send a unit round the arc that gains most, or change prices until it gains no more."""
        most = int(cost.argmin())
        gain, start, end = -int(cost[most]), int(ways.head[most]), int(ways.tail[most])
        away, before = ways.nearest(np.where(cost < 0, np.inf, cost), start, gain)
        least = min(gain, int(away[end])) if np.isfinite(away[end]) else gain
        near = away < least
        self.price[near] += least - away[near].astype(np.int64)
        if least == gain:
            return
        self._send(most)
        node = end
        while node != start:
            above = int(before[node])
            among = ways.between(above, node)
            among = among[cost[among] >= 0]
            self._send(int(among[np.argmin(cost[among])]))
            node = above

    def _send(self, way: int) -> None:
        forth = way < len(self.flow)
        self.flow[way if forth else way - len(self.flow)] += 1 if forth else -1


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
