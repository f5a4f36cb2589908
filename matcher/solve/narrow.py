"""A problem cut down to the edges that are nearly worth their use at known prices.

Edges join every helper with every half-day that would do, so all but a few lie far below their
price, and most half-days carry nothing. What is left out costs what its best edge offers, which is
its price in the whole problem too, as long as no edge left out gains at the prices found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matcher.columns import Flags, Ints
from matcher.plan import Prices
from matcher.problem import Problem, Side
from matcher.solve.flow import UNREACHED

# Stands for the price of a node that the last plan did not know.
UNKNOWN = np.int64(1) << 50


@dataclass(frozen=True)
class Narrow:
    """The edges looked at, and all nodes but idle half-days that none of them touches.

    rows : of the edges looked at
    node : of the supply nodes left
    """

    whole: Problem
    rows: Ints
    node: Ints

    @classmethod
    def of(cls, problem: Problem, near: Flags) -> "Narrow":
        """``near`` edges, all those in use among them."""
        side = problem.supply
        touched = np.zeros(side.nodes, np.bool_)
        touched[problem.edge_supply[near]] = True
        return cls(problem, np.flatnonzero(near), np.flatnonzero(touched | ~_droppable(side)))

    @cached_property
    def problem(self) -> Problem:
        whole, rows = self.whole, self.rows
        side, place = whole.supply, np.full(whole.supply.nodes + 1, -1)
        place[self.node] = np.arange(len(self.node))
        kept = side.steps[self.node]
        stepped = np.zeros(side.nodes, np.bool_)
        stepped[self.node] = True
        supply = Side(
            key=side.key[self.node],
            parent=place[side.parent[self.node]],
            capacity=side.capacity[self.node],
            minimum=side.minimum[self.node],
            step_start=np.concatenate([[0], np.cumsum(kept)]),
            step_cost=side.step_cost[stepped[side.step_node()]],
        )
        ends = place[whole.edge_supply[rows]], whole.edge_demand[rows]
        return Problem(supply, whole.demand, *ends, whole.edge_value[rows], whole.edge_locked[rows])

    def prices(self, whole: Prices) -> Prices:
        """Of the nodes left."""
        return Prices(whole.supply[self.node], whole.demand)

    def lowest(self, found: Prices, idle: Flags) -> Prices:
        """The smallest prices of all nodes: what ``idle`` half-days cost is their best offer."""
        whole = self.whole
        price = np.full(whole.supply.nodes, -UNREACHED)
        offered = whole.edge_value - found.demand[whole.edge_demand]
        np.maximum.at(price, whole.edge_supply, offered)
        busy = self.node[~idle[self.node]]
        price[busy] = found.supply[~idle[self.node]]
        return Prices(price, found.demand)

    def highest(self, found: Prices) -> Prices:
        """The largest prices of all nodes: a half-day's left out is that of the node above it."""
        side = self.whole.supply
        price = np.zeros(side.nodes, np.int64)
        price[self.node] = found.supply
        out = np.ones(side.nodes, np.bool_)
        out[self.node] = False
        price[out] = price[side.parent[out]]
        return Prices(price, found.demand)

    def out(self, price: Prices) -> Flags:
        """Edges left out that gain at these prices of the whole."""
        found = price.short(self.whole) < 0
        found[self.rows] = False
        return found

    def gaining(self, lowest: Prices, highest: Prices, idle: Flags) -> Flags:
        """Edges left out that gain at these prices of the whole, or offer more than is asked above
        an idle half-day: with them the prices would be others."""
        parent = self.whole.supply.parent
        least = np.where(idle, np.minimum(lowest.supply, lowest.supply[parent]), lowest.supply)
        return self.out(Prices(least, lowest.demand)) | self.out(highest)


def idle_leaves(side: Side, used: Ints) -> Flags:
    """Half-days, as it were, that carry nothing: no node below, one above, room for a unit.

    used : ends of the edges in use
    """
    found: Flags = _droppable(side) & (side.loads(used) == 0)
    return found


def within_reach(problem: Problem, last: Sequence[Prices], used: Flags, reach: int) -> Flags:
    """The edges ``used``, within ``reach`` of their price at any of the ``last`` prices or of nodes
    whose price nobody knows, and the nearest of every demand and every node above half-days: none
    is cut off."""
    side, ends = problem.supply, (problem.edge_supply, problem.edge_demand)
    below, busy = _droppable(side), side.loads(ends[0][used]) > 0
    above = np.where(below, side.parent, np.arange(side.nodes))
    near = used.copy()
    for one in last:
        # An idle half-day alone costs little; it is the month above it that is scarce.
        price = np.where(busy, one.supply, np.maximum(one.supply, one.supply[above]))
        short = Prices(price, one.demand).short(problem)
        near |= short <= reach
        near |= (np.abs(price) >= UNKNOWN)[ends[0]] | (np.abs(one.demand) >= UNKNOWN)[ends[1]]
        for node, count in ((above[ends[0]], side.nodes), (ends[1], problem.demand.nodes)):
            least = np.full(count, np.iinfo(np.int64).max)
            np.minimum.at(least, node, short)
            near |= short == least[node]
    return near


def _droppable(side: Side) -> Flags:
    """Nodes below another with room for a unit, with nothing below them and no steps."""
    leaf = np.ones(side.nodes, np.bool_)
    leaf[side.parent[side.parent >= 0]] = False
    found: Flags = leaf & (side.parent >= 0) & (side.steps == 0) & (side.capacity > 0)
    found &= side.minimum == 0
    return found
