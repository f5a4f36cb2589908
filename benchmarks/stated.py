"""A whole problem as a mixed integer programme: the one peer that can state everything."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, hstack, vstack

from matcher.columns import Ints
from matcher.problem import Problem, Side


def highs(asked: Problem, seconds: float) -> tuple[int, float]:
    """Objective HiGHS found within the seconds, and the gap it leaves (a share)."""
    edges = asked.edges
    blocks, costs, uppers = [], [-asked.edge_value.astype(float)], [np.ones(edges)]
    for sign, (side, ends) in zip((1, -1), asked.sides(), strict=True):
        through = _through(side, ends, edges)
        steps, node = side.step_node(), side.step_node()
        held = np.flatnonzero(side.minimum > 0)
        costs += [sign * side.step_cost.astype(float), np.zeros(len(held))]
        uppers += [np.ones(len(steps)), np.ones(len(held))]
        blocks.append((side, through, node, held))
    rows, low, high = [], [], []
    before = edges
    columns = sum(len(cost) for cost in costs)
    for side, through, node, held in blocks:
        steps = len(node)
        stepped = np.flatnonzero(side.steps > 0)
        unit = coo_array((np.ones(steps), (node, before + np.arange(steps))), (side.nodes, columns))
        wide = _widened(through, columns)
        rows += [wide, (wide - unit.tocsr())[stepped]]
        low += [np.zeros(side.nodes), np.zeros(len(stepped))]
        high += [side.capacity.astype(float), np.zeros(len(stepped))]
        for limit, least in ((side.minimum, True), (side.capacity, False)):
            at = (np.arange(len(held)), before + steps + np.arange(len(held)))
            opened = coo_array((limit[held].astype(float), at), (len(held), columns)).tocsr()
            rows.append(wide[held] - opened)
            low.append(np.full(len(held), 0.0 if least else -np.inf))
            high.append(np.full(len(held), np.inf if least else 0.0))
        before += steps + len(held)
    found = milp(
        np.concatenate(costs),
        constraints=LinearConstraint(vstack(rows), np.concatenate(low), np.concatenate(high)),
        bounds=Bounds(0, np.concatenate(uppers)),
        integrality=np.ones(columns),
        options={"time_limit": seconds},
    )
    if found.x is None:
        raise RuntimeError(f"HiGHS found no plan within {seconds:.0f} s")
    constant = int(asked.demand.step_cost.sum())
    return round(-found.fun) - constant, float(found.mip_gap)


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
    return coo_array((np.ones(len(at[0])), at), (side.nodes, edges)).tocsr()


def _widened(matrix: csr_array, columns: int) -> csr_array:
    rest = columns - matrix.shape[1]
    return csr_array(hstack([matrix, csr_array((matrix.shape[0], rest))]))
