"""What else one would reach for, each given the bare instance and asked for the chosen edges.

Every peer returns bool[edges] and the name of what it promises; its own preparation counts.
"""

from collections.abc import Callable

import numpy as np
from ortools.graph.python import min_cost_flow
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from benchmarks.instances import Bare, problem
from matcher.columns import Flags
from matcher.solve.solver import SolveParams, solve


def ours(asked: Bare, workers: int = 1) -> Flags:
    """The product's solver, prices of every capacity included."""
    return solve(problem(asked), SolveParams(workers=workers)).flow


def ortools(asked: Bare) -> Flags:
    """OR-Tools' min cost flow over everything at once, by its bulk numpy calls."""
    helpers, needs, edges = len(asked.capacity), len(asked.required), len(asked.supply)
    nobody, spare = helpers + needs, helpers + needs + 1
    total = asked.required.sum()
    tail = [asked.supply, np.full(needs, nobody), np.arange(helpers), [nobody]]
    head = [asked.demand + helpers, helpers + np.arange(needs), np.full(helpers, spare), [spare]]
    most = [np.ones(edges, np.int64), asked.required, asked.capacity, [total]]
    cost = np.zeros(edges + needs + helpers + 1, np.int64)
    cost[:edges] = -asked.worth
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        np.concatenate(tail).astype(np.int32),
        np.concatenate(head).astype(np.int32),
        np.concatenate(most),
        cost,
    )
    supplies = np.concatenate([asked.capacity, -asked.required, [total], [-asked.capacity.sum()]])
    solver.set_nodes_supplies(np.arange(spare + 1, dtype=np.int32), supplies)
    if solver.solve() != solver.OPTIMAL:
        raise RuntimeError("not optimal")
    return np.asarray(solver.flows(np.arange(edges, dtype=np.int32)) > 0)


def highs_simplex(asked: Bare) -> Flags:
    """HiGHS' dual simplex by scipy; the matrix is totally unimodular, so corners are whole."""
    matrix, limit = _constraints(asked)
    found = linprog(
        -asked.worth.astype(float), A_ub=matrix, b_ub=limit, bounds=(0, 1), method="highs-ds"
    )
    return np.asarray(np.rint(found.x) > 0)


def highs_milp(asked: Bare) -> Flags:
    """HiGHS' branch and bound by scipy, to an optimum without a gap."""
    matrix, limit = _constraints(asked)
    found = milp(
        -asked.worth.astype(float),
        constraints=LinearConstraint(matrix, ub=limit),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(asked.supply)),
        options={"mip_rel_gap": 0.0},
    )
    return np.asarray(np.rint(found.x) > 0)


def networkx(asked: Bare) -> Flags:
    """networkx' network simplex, the quickest of its minimum cost flows."""
    # Only where it is asked for: it is no package of the product.
    import networkx as nx

    helpers = len(asked.capacity)
    nobody, spare = "nobody", "spare"
    total = int(asked.required.sum())
    graph = nx.DiGraph()
    graph.add_node(nobody, demand=-total)
    graph.add_node(spare, demand=int(asked.capacity.sum()))
    graph.add_edge(nobody, spare, capacity=total, weight=0)
    for i, units in enumerate(asked.capacity.tolist()):
        graph.add_node(i, demand=-units)
        graph.add_edge(i, spare, capacity=units, weight=0)
    for j, units in enumerate(asked.required.tolist()):
        graph.add_node(helpers + j, demand=units)
        graph.add_edge(nobody, helpers + j, capacity=units, weight=0)
    pairs = list(zip(asked.supply.tolist(), asked.demand.tolist(), strict=True))
    for (i, j), worth in zip(pairs, asked.worth.tolist(), strict=True):
        graph.add_edge(i, helpers + j, capacity=1, weight=-worth)
    _, flow = nx.network_simplex(graph)
    return np.array([flow[i][helpers + j] for i, j in pairs]) > 0


def greedy(asked: Bare) -> Flags:
    """The most pressing need first, each with its best helpers who have room: plain Python."""
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


def _constraints(asked: Bare) -> tuple[csr_array, np.ndarray]:
    edges, helpers = len(asked.supply), len(asked.capacity)
    rows = np.concatenate([asked.supply, helpers + asked.demand])
    columns = np.tile(np.arange(edges), 2)
    limit = np.concatenate([asked.capacity, asked.required]).astype(float)
    return csr_array((np.ones(2 * edges), (rows, columns)), (len(limit), edges)), limit


PEERS: dict[str, Callable[[Bare], Flags]] = {
    "ours": ours,
    "ours_2": lambda asked: ours(asked, workers=2),
    "ortools": ortools,
    "highs_simplex": highs_simplex,
    "highs_milp": highs_milp,
    "networkx": networkx,
    "greedy": greedy,
}
