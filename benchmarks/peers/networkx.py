"""networkx' network simplex, the quickest of its minimum cost flows."""

import networkx as nx
import numpy as np

from benchmarks.instances import Bare
from benchmarks.measure import measured
from matcher.columns import Flags


def of_bare(asked: Bare) -> Flags:
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


if __name__ == "__main__":
    measured(of_bare)
