"""Which nodes of a problem have to do with each other: what falls apart is solved apart.

Cost scaling grows faster than its problem, so two hundred counties in one flow cost more than two
hundred flows. Nodes with a minimum stay in one part, because the search over them is one search.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from matcher.columns import Ints
from matcher.problem import Problem

# Components smaller than this are put together: a flow of its own costs more than it saves.
PART_EDGES = 30_000
# Every n-th edge nearly joins a large component; the others need then only be looked at.
SAMPLED = 8


@dataclass(frozen=True)
class Parts:
    """The part of each supply and demand node, from 0; parts stand in the order of keys.

    held : nodes with a minimum exist, and all of them are in part 0
    """

    supply: Ints
    demand: Ints
    count: int
    held: bool


def undivided(problem: Problem) -> Parts:
    """Everything in one part."""
    supply, demand = (np.zeros(side.nodes, np.int64) for side in (problem.supply, problem.demand))
    held = bool((problem.supply.minimum > 0).any() or (problem.demand.minimum > 0).any())
    return Parts(supply, demand, 1, held)


def parts(problem: Problem, supply_rank: Ints, demand_rank: Ints) -> Parts:
    """Split a problem where nothing joins; the ranks are places in the order of keys."""
    first = problem.supply.nodes
    label = _components(problem)
    # Named after the first node in it, a component keeps its place when rows are shuffled.
    name = np.full(int(label.max(initial=-1)) + 1, len(label))
    np.minimum.at(name, label, np.concatenate([supply_rank, first + demand_rank]))
    held = np.zeros(len(name), np.bool_)
    held[label[:first][problem.supply.minimum > 0]] = True
    held[label[first:][problem.demand.minimum > 0]] = True
    size = np.bincount(label[problem.edge_supply], minlength=len(name))
    order = np.lexsort((name, ~held))
    before = np.cumsum(size[order]) - size[order]
    part = np.where(held[order], -1, before // PART_EDGES)
    _, numbered = np.unique(part, return_inverse=True)
    of_component = np.empty(len(name), np.int64)
    of_component[order] = numbered
    mine = of_component[label]
    count = int(numbered.max(initial=-1)) + 1
    return Parts(mine[:first], mine[first:], count, bool(held.any()))


def _components(problem: Problem) -> Ints:
    """The connected component of each node, supply nodes first."""
    first = problem.supply.nodes
    ends = []
    for side, shift in ((problem.supply, 0), (problem.demand, first)):
        inner = np.flatnonzero(side.parent >= 0)
        ends.append((shift + inner, shift + side.parent[inner]))
    some = slice(None, None, SAMPLED)
    ends.append((problem.edge_supply[some], first + problem.edge_demand[some]))
    label = _joined(first + problem.demand.nodes, ends)
    tail, head = label[:first][problem.edge_supply], label[first:][problem.edge_demand]
    apart = tail != head
    if not apart.any():
        return label
    return _joined(int(label.max()) + 1, [(tail[apart], head[apart])])[label]


def _joined(nodes: int, ends: list[tuple[Ints, Ints]]) -> Ints:
    if not nodes:
        return np.zeros(0, np.int64)
    tail = np.concatenate([one for one, _ in ends])
    head = np.concatenate([other for _, other in ends])
    graph = coo_array((np.ones(len(tail), np.int8), (tail, head)), shape=(nodes, nodes))
    _, label = connected_components(graph, directed=False)
    return np.asarray(label, np.int64)
