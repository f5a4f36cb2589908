"""A problem drawn as circulations: hub -> supply forest -> edges -> demand forest -> hub.

One circulation for each independent part. Nodes and arcs stand in the order of their keys, so a
shuffled problem gives the same networks and with them the same plan. Costs are negated values: the
cheapest circulation is the best plan.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matcher.columns import Flags, Ints
from matcher.problem import Problem, Side
from matcher.ranks import ranks
from matcher.solve.parts import Parts, parts, undivided


@dataclass(frozen=True)
class Network:
    """Arcs of one circulation; node 0 is the hub, then supply nodes, then demand nodes.

    group : for each arc the number of the node with a minimum it belongs to, or -1
    floor : the arc is part of that node's minimum
    excess : flow that locked edges bring into (+) or take out of (-) each node
    edge_row : row in the problem of each of the last ``len(edge_row)`` arcs
    supply_row, demand_row : row in the problem of each supply and demand node
    """

    tail: Ints
    head: Ints
    upper: Ints
    cost: Ints
    group: Ints
    floor: Flags
    excess: Ints
    edge_row: Ints
    supply_row: Ints
    demand_row: Ints

    @property
    def nodes(self) -> int:
        return len(self.excess)


def networks(problem: Problem, apart: bool = True) -> Iterator[Network]:
    """The circulations of a problem; nodes with a minimum, when there are any, in the first.

    apart : what shares nothing is drawn apart; else there is one circulation
    """
    rank = ranks(problem.supply.key), ranks(problem.demand.key)
    split = parts(problem, *rank) if apart else undivided(problem)
    held = int((problem.supply.minimum > 0).sum())
    supply = _Laid(problem.supply, rank[0], split.supply, split.count, 1, 0)
    demand = _Laid(problem.demand, rank[1], split.demand, split.count, -1, held)
    rows = _canonical(problem, supply.at, demand.at)
    return (_one(problem, supply, demand, rows, split, k) for k in range(split.count))


def _one(
    problem: Problem, supply: "_Laid", demand: "_Laid", rows: "_Rows", split: Parts, part: int
) -> Network:
    given, asked = supply.cut(part), demand.cut(part)
    above = 1 + len(given.row)
    row = rows.of(demand.first[part], demand.first[part + 1])
    tail = 1 + supply.at[problem.edge_supply[row]] - supply.first[part]
    head = above + demand.at[problem.edge_demand[row]] - demand.first[part]
    locked = problem.edge_locked[row]
    excess = np.zeros(above + len(asked.row), np.int64)
    if locked.any():
        np.add.at(excess, head[locked], 1)
        np.add.at(excess, tail[locked], -1)
    none = np.full(len(row), -1, np.int64)
    up = np.where(asked.above, above - 1 + asked.above, 0)
    return Network(
        tail=np.concatenate([given.above, above + asked.node, tail]),
        head=np.concatenate([1 + given.node, up, head]),
        upper=np.concatenate([given.upper, asked.upper, (~locked).astype(np.int64)]),
        cost=np.concatenate([given.cost, asked.cost, -problem.edge_value[row]]),
        group=np.concatenate([given.group, asked.group, none]),
        floor=np.concatenate([given.floor, asked.floor, none >= 0]),
        excess=excess,
        edge_row=row,
        supply_row=given.row,
        demand_row=asked.row,
    )


@dataclass(frozen=True)
class _Cut:
    """One part of one side: its rows, and its arcs by node (from 0) and node above (0 = hub)."""

    row: Ints
    node: Ints
    above: Ints
    upper: Ints
    cost: Ints
    group: Ints
    floor: Flags


class _Laid:
    """A side with its nodes in order of part, then key, and its arcs in order of nodes.

    at : place of each row in that order; ``first`` : where each part begins, and the end
    """

    def __init__(
        self, side: Side, rank: Ints, part: Ints, count: int, sign: int, held: int
    ) -> None:
        self.row = np.lexsort((rank, part))
        self.at = np.empty(side.nodes, np.int64)
        self.at[self.row] = np.arange(side.nodes)
        self.first = np.searchsorted(part[self.row], np.arange(count + 1))
        self.above = np.where(side.parent < 0, -1, self.at[side.parent])
        node, self.upper, self.cost, self.floor = _node_arcs(side, sign)
        order = np.argsort(self.at[node], kind="stable")
        self.node = node[order]
        self.upper, self.cost = self.upper[order], self.cost[order]
        self.floor = self.floor[order]
        minimum = side.minimum > 0
        self.group = np.where(minimum, held + np.cumsum(minimum) - 1, -1)
        self.place = self.at[self.node]

    def cut(self, part: int) -> _Cut:
        first, end = self.first[part], self.first[part + 1]
        mine = slice(*np.searchsorted(self.place, [first, end]))
        above = self.above[self.node[mine]]
        return _Cut(
            row=self.row[first:end],
            node=self.place[mine] - first,
            above=np.where(above < 0, 0, 1 + above - first),
            upper=self.upper[mine],
            cost=self.cost[mine],
            group=self.group[self.node[mine]],
            floor=self.floor[mine],
        )


@dataclass(frozen=True)
class _Rows:
    """Rows of the edges by place of demand, then supply; ``order`` is None where they stand so."""

    order: Ints | None
    place: Ints

    def of(self, first: int, end: int) -> Ints:
        low, high = np.searchsorted(self.place, [first, end])
        return np.arange(low, high) if self.order is None else self.order[low:high]


def _canonical(problem: Problem, supply_at: Ints, demand_at: Ints) -> _Rows:
    place = demand_at[problem.edge_demand]
    key = place * problem.supply.nodes + supply_at[problem.edge_supply]
    rise = np.diff(key)
    if (rise > 0).all():
        return _Rows(None, place)
    order = np.argsort(key, kind="stable")
    if not np.diff(key[order]).all():
        order = np.lexsort((problem.edge_value, key))
    return _Rows(order, place[order])


def _node_arcs(side: Side, sign: int) -> tuple[Ints, Ints, Ints, Flags]:
    """Row, capacity, cost and floor of each arc: one per step, or per node without steps.

    A minimum splits the arc of a node without steps in two.
    """
    plain = side.steps == 0
    below = np.flatnonzero(plain & (side.minimum > 0))
    rest = np.flatnonzero(plain)
    stepped = side.step_node()
    nth = np.arange(len(stepped)) - side.step_start[:-1][stepped]
    node = np.concatenate([below, rest, stepped])
    upper = np.concatenate(
        [side.minimum[below], (side.capacity - side.minimum)[rest], np.ones_like(stepped)]
    )
    cost = np.zeros(len(node), np.int64)
    cost[len(below) + len(rest) :] = sign * side.step_cost
    floor = np.concatenate(
        [np.ones(len(below), bool), np.zeros(len(rest), bool), nth < side.minimum[stepped]]
    )
    return node, upper, cost, floor
