"""A problem drawn as a circulation: hub -> supply forest -> edges -> demand forest -> hub.

Nodes and arcs stand in the order of their keys, so a shuffled problem gives the same network and
with it the same plan. Costs are negated values: the cheapest circulation is the best plan.
"""

from dataclasses import dataclass

import numpy as np

from matcher.columns import Flags, Ints
from matcher.problem import Problem, Side


@dataclass(frozen=True)
class Network:
    """Arcs of the circulation; node 0 is the hub.

    group : for each arc the number of the node with a minimum it belongs to, or -1
    floor : the arc is part of that node's minimum
    excess : flow that locked edges bring into (+) or take out of (-) each node
    edge_row : row in the problem of each of the last ``len(edge_row)`` arcs
    supply_at, demand_at : network node of each row of the two sides
    minimum : the minimum of each such node, supply side first, by row
    """

    tail: Ints
    head: Ints
    upper: Ints
    cost: Ints
    group: Ints
    floor: Flags
    excess: Ints
    edge_row: Ints
    supply_at: Ints
    demand_at: Ints
    minimum: Ints

    @property
    def nodes(self) -> int:
        return len(self.excess)


@dataclass(frozen=True)
class _Arcs:
    node: Ints
    upper: Ints
    cost: Ints
    floor: Flags


def network(problem: Problem) -> Network:
    """The circulation of a problem, in canonical order."""
    supply, demand = problem.supply, problem.demand
    supply_at = 1 + _ranks(supply)
    demand_at = 1 + supply.nodes + _ranks(demand)
    s_arcs, d_arcs = _node_arcs(supply, 1), _node_arcs(demand, -1)
    tail_e, head_e = supply_at[problem.edge_supply], demand_at[problem.edge_demand]
    rows = np.lexsort((problem.edge_value, tail_e, head_e))
    tail_e, head_e = tail_e[rows], head_e[rows]
    locked = problem.edge_locked[rows]
    excess = np.zeros(1 + supply.nodes + demand.nodes, np.int64)
    np.add.at(excess, head_e[locked], 1)
    np.add.at(excess, tail_e[locked], -1)
    s_group, d_group = _groups(supply, 0), _groups(demand, int((supply.minimum > 0).sum()))
    none = np.full(len(rows), -1, np.int64)
    return Network(
        tail=np.concatenate(
            [_above(supply, supply_at)[s_arcs.node], demand_at[d_arcs.node], tail_e]
        ),
        head=np.concatenate(
            [supply_at[s_arcs.node], _above(demand, demand_at)[d_arcs.node], head_e]
        ),
        upper=np.concatenate([s_arcs.upper, d_arcs.upper, (~locked).astype(np.int64)]),
        cost=np.concatenate([s_arcs.cost, d_arcs.cost, -problem.edge_value[rows]]),
        group=np.concatenate([s_group[s_arcs.node], d_group[d_arcs.node], none]),
        floor=np.concatenate([s_arcs.floor, d_arcs.floor, none >= 0]),
        excess=excess,
        edge_row=rows,
        supply_at=supply_at,
        demand_at=demand_at,
        minimum=np.concatenate(
            [supply.minimum[supply.minimum > 0], demand.minimum[demand.minimum > 0]]
        ),
    )


def _ranks(side: Side) -> Ints:
    ranks = np.empty(side.nodes, np.int64)
    ranks[np.argsort(side.key)] = np.arange(side.nodes)
    return ranks


def _above(side: Side, at: Ints) -> Ints:
    """The network node above each row: its parent's, or the hub."""
    return np.where(side.parent < 0, 0, at[side.parent])


def _groups(side: Side, first: int) -> Ints:
    held = side.minimum > 0
    return np.where(held, first + np.cumsum(held) - 1, -1)


def _node_arcs(side: Side, sign: int) -> _Arcs:
    """One arc per step, or one per node without steps (two where a minimum splits it)."""
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
    order = np.lexsort((np.arange(len(node)), side.key[node]))
    return _Arcs(node[order], upper[order], cost[order], floor[order])
