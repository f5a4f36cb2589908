"""Demands that open or not, relaxed to shares: a linear program, solved by HiGHS.

Unlike in a flow, an edge carries no more than the share to which its demand's node is open, so a
demand for two cannot take one whole helper for half of it. The shares mostly come out whole, and
the prices prove it.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array

from matcher.columns import Flags, Floats, Ints
from matcher.plan import CLOSED, OPEN, UNDECIDED, Decisions, Prices
from matcher.problem import Problem, Side


@dataclass(frozen=True)
class Relaxed:
    """Shares to which the nodes with a minimum are open (demand nodes only), and the prices."""

    share: Floats
    prices: Prices


def relaxed(problem: Problem, decisions: Decisions, near: Flags) -> Relaxed | None:
    """The best shares that agree with ``decisions``; None when the program has no answer.

    near : edges looked at, bool[edges]; locked ones are in any case
    """
    return _Program(problem, np.flatnonzero(near | problem.edge_locked), decisions).solved()


class _Program:
    """Columns: edges, then units through each node and its steps on both sides, then shares."""

    def __init__(self, problem: Problem, edges: Ints, decisions: Decisions) -> None:
        self.problem = problem
        self.cost: list[Floats] = [-problem.edge_value[edges].astype(float)]
        self.low: list[Floats] = [problem.edge_locked[edges].astype(float)]
        self.high: list[Floats] = [np.ones(len(edges))]
        self.cells: list[tuple[Ints, Ints, Floats]] = []
        self.columns, self.rows = len(edges), 0
        held = int((problem.supply.minimum > 0).sum())
        ends = problem.edge_supply[edges], problem.edge_demand[edges]
        self.supply_row = self.rows
        self._side(problem.supply, ends[0], 1, decisions[:held])
        self.demand_row = self.rows
        units = self._side(problem.demand, ends[1], -1, decisions[held:])
        self.equal = self.rows
        self.first_share = self.columns
        self._shares(problem.demand, ends[1], units, decisions[held:])
        self.held = held

    def solved(self) -> Relaxed | None:
        row, column, value = (np.concatenate(part) for part in zip(*self.cells, strict=True))
        shape = (self.rows, self.columns)
        matrix = csr_array(coo_array((value, (row, column)), shape=shape))
        zero = np.zeros(self.rows)
        found = linprog(
            np.concatenate(self.cost),
            A_eq=matrix[: self.equal],
            b_eq=zero[: self.equal],
            A_ub=matrix[self.equal :],
            b_ub=zero[self.equal :],
            bounds=np.stack([np.concatenate(self.low), np.concatenate(self.high)], axis=1),
            method="highs-ds",
        )
        if found.status != 0:
            return None
        price = -np.rint(found.eqlin.marginals).astype(np.int64)
        supply = price[self.supply_row :][: self.problem.supply.nodes]
        demand = price[self.demand_row :][: self.problem.demand.nodes]
        share = np.concatenate([np.zeros(self.held), found.x[self.first_share :]])
        return Relaxed(share, Prices(supply, demand))

    def _side(self, side: Side, at: Ints, sign: int, decisions: Decisions) -> Ints:
        """Units in are units through, and each unit through is one step; their columns."""
        units = self._columns(side.nodes)
        mine = np.full(side.nodes, UNDECIDED, np.int8)
        mine[side.minimum > 0] = decisions
        self.cost.append(np.zeros(side.nodes))
        self.low.append(np.where(mine == OPEN, side.minimum, 0).astype(float))
        self.high.append(np.where(mine == CLOSED, 0, side.capacity).astype(float))
        inner = np.flatnonzero(side.parent >= 0)
        self._put(self.rows + at, np.arange(len(at)), 1)
        self._put(self.rows + side.parent[inner], units[inner], 1)
        self._put(self.rows + np.arange(side.nodes), units, -1)
        self.rows += side.nodes
        node = side.step_node()
        steps = self._columns(len(node))
        self.cost.append(sign * side.step_cost.astype(float))
        self.low.append(np.zeros(len(node)))
        self.high.append(np.ones(len(node)))
        stepped = np.flatnonzero(side.steps > 0)
        row = np.full(side.nodes, -1)
        row[stepped] = self.rows + np.arange(len(stepped))
        self._put(row[stepped], units[stepped], 1)
        self._put(row[node], steps, -1)
        self.rows += len(stepped)
        return units

    def _shares(self, side: Side, at: Ints, units: Ints, decisions: Decisions) -> None:
        """A node is open to the share that its minimum is met, and nothing in it goes beyond."""
        node = np.flatnonzero(side.minimum > 0)
        share = np.full(side.nodes, -1)
        share[node] = self._columns(len(node))
        self.cost.append(np.zeros(len(node)))
        self.low.append((decisions == OPEN).astype(float))
        self.high.append((decisions != CLOSED).astype(float))
        self._within(units[node], share[node], -side.capacity[node])
        self._within(share[node], units[node], -1 / side.minimum[node])
        edges = np.flatnonzero(share[at] >= 0)
        self._within(edges, share[at[edges]], -np.ones(len(edges)))
        inner = np.flatnonzero(side.parent >= 0)
        inner = inner[share[side.parent[inner]] >= 0]
        self._within(units[inner], share[side.parent[inner]], -side.capacity[inner])

    def _within(self, column: Ints, of: Ints, factor: Ints | Floats) -> None:
        """``column + factor * of <= 0``, row by row."""
        rows = self.rows + np.arange(len(column))
        self._put(rows, column, 1)
        self._put(rows, of, factor)
        self.rows += len(column)

    def _put(self, row: Ints, column: Ints, value: Ints | Floats | int) -> None:
        self.cells.append((row, column, np.broadcast_to(np.asarray(value, float), row.shape)))

    def _columns(self, count: int) -> Ints:
        self.columns += count
        return np.arange(self.columns - count, self.columns)
