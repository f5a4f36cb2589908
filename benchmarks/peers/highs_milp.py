"""HiGHS' branch and bound by scipy: the one peer that can state everything."""

from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, hstack, vstack

from benchmarks.instances import Bare
from benchmarks.measure import measured
from benchmarks.peers.rows import rows
from matcher.columns import Flags, Ints
from matcher.problem import Problem, Side
from matcher.solve.solver import SolveParams


def of_bare(asked: Bare) -> Flags:
    """To an optimum without a gap."""
    matrix, limit = rows(asked)
    found = milp(
        -asked.worth.astype(float),
        constraints=LinearConstraint(matrix, ub=limit),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(asked.supply)),
        options={"mip_rel_gap": 0.0},
    )
    return np.asarray(np.rint(found.x) > 0)


def of_full(asked: Problem) -> Flags:
    """To the gap that the product's own search may leave.

    Columns: edges, then for each side the steps taken and the nodes that are open.
    """
    edges, before = asked.edges, asked.edges
    sides = [_Side(side, ends, edges) for side, ends in asked.sides()]
    columns = edges + sum(one.steps + len(one.held) for one in sides)
    matrices, low, high = [], [], []
    for one in sides:
        for matrix, least, most in one.rows(before, columns):
            matrices.append(matrix)
            low.append(least)
            high.append(most)
        before += one.steps + len(one.held)
    cost = [-asked.edge_value.astype(float)]
    for sign, one in zip((1, -1), sides, strict=True):
        cost += [sign * one.side.step_cost.astype(float), np.zeros(len(one.held))]
    found = milp(
        np.concatenate(cost),
        constraints=LinearConstraint(vstack(matrices), np.concatenate(low), np.concatenate(high)),
        bounds=Bounds(0, 1),
        integrality=np.ones(columns),
        options={"mip_rel_gap": SolveParams().gap},
    )
    return np.asarray(np.rint(found.x[:edges]) > 0)


class _Side:
    """One forest: which edges run through which node, its steps, its nodes with a minimum."""

    def __init__(self, side: Side, ends: Ints, edges: int) -> None:
        self.side = side
        self.steps = len(side.step_cost)
        self.held = np.flatnonzero(side.minimum > 0)
        self.through = _through(side, ends, edges)

    def rows(self, before: int, columns: int) -> list[Any]:
        """Rows with what they may add up to: capacities, loads in steps, minimums and openings."""
        side, held = self.side, self.held
        rest = csr_array((side.nodes, columns - self.through.shape[1]))
        load = csr_array(hstack([self.through, rest]))
        step = (side.step_node(), before + np.arange(self.steps))
        units = csr_array((np.ones(self.steps), step), (side.nodes, columns))
        stepped = np.flatnonzero(side.steps > 0)
        opened = (np.arange(len(held)), before + self.steps + np.arange(len(held)))

        def when_open(limit: Ints) -> csr_array:
            return csr_array((limit[held].astype(float), opened), (len(held), columns))

        nothing, unlimited = np.zeros(len(held)), np.full(len(held), np.inf)
        return [
            (load, np.zeros(side.nodes), side.capacity.astype(float)),
            ((load - units)[stepped], np.zeros(len(stepped)), np.zeros(len(stepped))),
            (load[held] - when_open(side.minimum), nothing, unlimited),
            (load[held] - when_open(side.capacity), -unlimited, nothing),
        ]


def _through(side: Side, ends: Ints, edges: int) -> csr_array:
    """Which edges run through which node."""
    rows, columns = [], []
    node, edge = ends, np.arange(edges)
    while len(node):
        rows.append(node)
        columns.append(edge)
        above = side.parent[node]
        node, edge = above[above >= 0], edge[above >= 0]
    at = (np.concatenate(rows), np.concatenate(columns))
    return csr_array(coo_array((np.ones(len(at[0])), at), (side.nodes, edges)))


if __name__ == "__main__":
    measured(of_bare, of_full)
