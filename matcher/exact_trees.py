"""The most that demand trees with a minimum can bring at given prices of the supply; exactly.

Part of the certificate: nothing here is shared with the solver. For each node the best worth of
carrying exactly 0, 1, 2, ... units is put together from its edges and the nodes below it, so a
minimum is taken at its word instead of being relaxed.
"""

import numpy as np

from matcher.columns import Flags, Ints
from matcher.plan import CLOSED, OPEN, UNDECIDED, Decisions
from matcher.problem import Problem, Side

# Worth of what cannot be; sums of many stay inside int64.
NEVER = -(1 << 50)


def exact_roots(problem: Problem) -> Flags:
    """Demand roots whose tree has a minimum and no locked edge, bool[demand nodes]."""
    demand = problem.demand
    roots = demand.roots()
    exact = np.zeros(demand.nodes, np.bool_)
    exact[roots[demand.minimum > 0]] = True
    exact[roots[problem.edge_demand[problem.edge_locked]]] = False
    return exact


def exact_worth(problem: Problem, price: Ints, decisions: Decisions, roots: Flags) -> int:
    """What the trees of ``roots`` bring at most; 0 is leaving everything in them undone.

    price : of each supply node; decisions : of the demand nodes with a minimum
    """
    demand = problem.demand
    mine = roots[demand.roots()]
    depth = _depths(demand)
    mask = np.full(demand.nodes, UNDECIDED, np.int8)
    mask[demand.minimum > 0] = decisions
    most = int(demand.capacity[mine].max(initial=0))
    worth = _of_edges(problem, price, mine, most)
    for level in range(int(depth[mine].max(initial=-1)), -1, -1):
        rows = np.flatnonzero(mine & (depth == level))
        worth[rows] = _kept(demand, rows, worth[rows], mask[rows])
        if level:
            _merge(worth, demand.parent[rows], worth[rows])
    return int(worth[roots].max(axis=1).sum()) if roots.any() else 0


def _depths(side: Side) -> Ints:
    depth, above = np.zeros(side.nodes, np.int64), side.parent.copy()
    while (inner := above >= 0).any():
        depth[inner] += 1
        above[inner] = side.parent[above[inner]]
    return depth


def _of_edges(problem: Problem, price: Ints, mine: Flags, most: int) -> Ints:
    """int64[nodes, most + 1]: the best 0, 1, ... edges that end at each node itself."""
    rows = np.flatnonzero(mine[problem.edge_demand])
    node = problem.edge_demand[rows]
    gain = problem.edge_value[rows] - price[problem.edge_supply[rows]]
    order = np.lexsort((-gain, node))
    node, gain = node[order], gain[order]
    begins = np.flatnonzero(np.diff(node, prepend=-1))
    nth = np.arange(len(node)) - np.repeat(begins, np.diff(begins, append=len(node)))
    worth = np.full((problem.demand.nodes, most + 1), NEVER, np.int64)
    worth[:, 0] = 0
    for count in range(1, most + 1):
        at = np.flatnonzero(nth == count - 1)
        worth[node[at], count] = worth[node[at], count - 1] + gain[at]
    return worth


def _kept(side: Side, rows: Ints, worth: Ints, decided: Decisions) -> Ints:
    """The worths with what the nodes themselves demand: steps saved, capacity, minimum."""
    saved = np.concatenate([[0], np.cumsum(side.step_cost)])
    units = np.arange(worth.shape[1])[None, :]
    start, steps = side.step_start[rows], side.steps[rows]
    worth = worth + saved[start[:, None] + np.minimum(units, steps[:, None])]
    worth -= saved[start][:, None]
    possible = units <= np.where(decided == CLOSED, 0, side.capacity[rows])[:, None]
    enough = units >= side.minimum[rows][:, None]
    possible &= enough | ((units == 0) & (decided != OPEN)[:, None])
    return np.where(possible, np.maximum(worth, NEVER), NEVER)


def _merge(worth: Ints, parent: Ints, below: Ints) -> None:
    """Add nodes to their parents: so many units from one, so many from the other."""
    order = np.argsort(parent, kind="stable")
    parent, below = parent[order], below[order]
    begins = np.flatnonzero(np.diff(parent, prepend=-1))
    nth = np.arange(len(parent)) - np.repeat(begins, np.diff(begins, append=len(parent)))
    width = worth.shape[1]
    for turn in range(int(nth.max(initial=-1)) + 1):
        at = nth == turn
        old, new = worth[parent[at]], np.full((int(at.sum()), width), NEVER, np.int64)
        for units in range(width):
            both = old[:, : width - units] + below[at][:, units : units + 1]
            new[:, units:] = np.maximum(new[:, units:], both)
        worth[parent[at]] = new
