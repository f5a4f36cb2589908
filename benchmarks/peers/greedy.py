"""What a careful beginner writes, in plain Python: the most pressing first, each with its best."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from benchmarks.instances import Bare
from benchmarks.measure import measured
from matcher.columns import Flags, Ints
from matcher.problem import Problem, Side


def of_bare(asked: Bare) -> Flags:
    room, required = asked.capacity.tolist(), asked.required.tolist()
    offers: list[list[tuple[int, int, int]]] = [[] for _ in required]
    ends = zip(asked.supply.tolist(), asked.demand.tolist(), asked.score.tolist(), strict=True)
    for edge, (i, j, score) in enumerate(ends):
        offers[j].append((-score, i, edge))
    chosen = np.zeros(len(asked.supply), np.bool_)
    missing = asked.missing.tolist()
    for j in sorted(range(len(required)), key=lambda j: -missing[j]):
        left = required[j]
        for _, i, edge in sorted(offers[j]):
            if left and room[i]:
                room[i] -= 1
                left -= 1
                chosen[edge] = True
    return chosen


def of_full(asked: Problem) -> Flags:
    """By the same rules as the plan: edges, capacities, load and minimums are the problem's.

    A visit whose minimum is not met gives its helpers back. After all, the emptiest class below
    its minimum closes, and those who sat in it are served again, until every class is full enough.
    """
    round_ = _Round(asked)
    for demand in sorted(round_.offers, key=lambda one: -round_.pressing[one]):
        round_.serve(demand)
    while (closing := round_.emptiest()) is not None:
        for demand in sorted(round_.close(closing), key=lambda one: -round_.pressing[one]):
            round_.serve(demand)
    chosen = np.zeros(asked.edges, np.bool_)
    chosen[list(round_.chosen)] = True
    return chosen


class _Forest:
    """Room left in a forest of capacities."""

    def __init__(self, side: Side, ends: Ints) -> None:
        parent = side.parent.tolist()
        self.above = [list(_up(parent, node)) for node in range(side.nodes)]
        self.room, self.load = side.capacity.tolist(), [0] * side.nodes
        self.least = side.minimum.tolist()
        self.cost = [one.tolist() for one in np.split(side.step_cost, side.step_start[1:-1])]
        self.ends = ends.tolist()

    def free(self, edge: int) -> bool:
        return all(self.load[node] < self.room[node] for node in self.above[self.ends[edge]])

    def move(self, edge: int, by: int) -> None:
        for node in self.above[self.ends[edge]]:
            self.load[node] += by

    def next_cost(self, edge: int) -> int:
        """What one unit more costs here."""
        nodes = self.above[self.ends[edge]]
        return sum(
            self.cost[node][self.load[node]]
            for node in nodes
            if self.load[node] < len(self.cost[node])
        )

    def short(self, nodes: list[int]) -> list[int]:
        return [node for node in nodes if 0 < self.load[node] < self.least[node]]


class _Round:
    """Edges chosen so far, and the offers of each demand: groups that count for one minimum."""

    def __init__(self, asked: Problem) -> None:
        self.supply = _Forest(asked.supply, asked.edge_supply)
        self.demand = _Forest(asked.demand, asked.edge_demand)
        self.value = asked.edge_value.tolist()
        root = asked.demand.roots()
        self.pressing = np.zeros(asked.demand.nodes, np.int64)
        np.maximum.at(self.pressing, root[asked.demand.step_node()], asked.demand.step_cost)
        self.chosen: set[int] = set()
        self.offers: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for edge, node in enumerate(self.demand.ends):
            path = self.demand.above[node]
            held = next((one for one in path if self.demand.least[one]), path[-1])
            self.offers[path[-1]][held].append(edge)
        for edge in np.flatnonzero(asked.edge_locked).tolist():
            self._take(edge)

    def serve(self, demand: int) -> None:
        """Its best edges that have room; those of a minimum all together or none."""
        for edges in self.offers[demand].values():
            took = []
            for edge in sorted(edges, key=self._loss):
                if edge not in self.chosen and self.supply.free(edge) and self.demand.free(edge):
                    self._take(edge)
                    took.append(edge)
            if took and self.demand.short(self.demand.above[self.demand.ends[took[0]]]):
                for edge in took:
                    self._give_back(edge)

    def emptiest(self) -> int | None:
        """The class furthest below its minimum."""
        supply = self.supply
        short = supply.short(list(range(len(supply.load))))
        return min(short, key=lambda node: supply.load[node] / supply.least[node], default=None)

    def close(self, node: int) -> set[int]:
        """Shut a class; returns the demands that lost something by it."""
        self.supply.room[node] = 0
        sat = [e for e in self.chosen if node in self.supply.above[self.supply.ends[e]]]
        for edge in sat:
            self._give_back(edge)
        return {self.demand.above[self.demand.ends[edge]][-1] for edge in sat}

    def _loss(self, edge: int) -> int:
        return self.supply.next_cost(edge) - int(self.value[edge])

    def _take(self, edge: int) -> None:
        self.chosen.add(edge)
        for forest in (self.supply, self.demand):
            forest.move(edge, 1)

    def _give_back(self, edge: int) -> None:
        self.chosen.discard(edge)
        for forest in (self.supply, self.demand):
            forest.move(edge, -1)


def _up(parent: list[int], node: int) -> Iterator[int]:
    while node >= 0:
        yield node
        node = parent[node]


if __name__ == "__main__":
    measured(of_bare, of_full)
