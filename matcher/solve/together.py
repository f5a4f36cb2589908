"""Demands that are served by several at one time or not at all, each taken for itself.

Such a demand may open at one of several nodes, each filled by itself. A flow lets it take one
helper here and another there; but at given prices of the supply its best choice is plain to see,
and prices with every demand's best choice bound all plans. That bound is far closer than a flow's.
"""

from dataclasses import dataclass

import numpy as np

from matcher.columns import Flags, Floats, Ints
from matcher.plan import CLOSED, OPEN, UNDECIDED, Decisions, Prices
from matcher.problem import Problem, Side
from matcher.ranks import first_of_each, ranks

# Worth of what cannot be; sums of many stay inside int64.
IMPOSSIBLE = -(1 << 50)
# A demand open to nearly half counts as open to half.
HALF = 0.5 - 1e-6
# Prices beyond this say "at no price", and would only make sums overflow.
FAR = 1 << 36


@dataclass(frozen=True)
class Best:
    """What demands choose at given prices.

    bound : no plan that agrees with the decisions is worth more
    nodes : places of the chosen nodes among all nodes with a minimum, one at most for each demand
    """

    bound: int
    prices: Prices
    nodes: Ints


class Together:
    """The demands of one problem that open at one of their nodes, full, or not at all.

    node : the nodes they may open at; ``held`` are their places among all nodes with a minimum
    """

    def __init__(self, problem: Problem) -> None:
        demand = problem.demand
        self.problem = problem
        self.node, self.top = _openings(problem)
        place = np.cumsum(demand.minimum > 0) - 1
        self.held = int((problem.supply.minimum > 0).sum()) + place[self.node]
        self.rank = ranks(demand.key[self.node])
        number = np.full(demand.nodes, -1)
        number[self.node] = np.arange(len(self.node))
        at, above = problem.edge_demand, demand.parent[problem.edge_demand]
        inner = (number[at] < 0) & (above >= 0)
        opening = np.where(inner, number[above], number[at])
        self.edge = np.flatnonzero(opening >= 0)
        self.opening, self.leaf = opening[self.edge], at[self.edge]
        self.inside = np.zeros(demand.nodes, np.bool_)
        self.inside[self.top] = True
        self.inside |= self.inside[demand.roots()]
        saved = np.concatenate([[0], np.cumsum(demand.step_cost)])
        self.saved = (saved[demand.step_start[1:]] - saved[demand.step_start[:-1]])[self.top]

    def __len__(self) -> int:
        return len(self.node)

    def best(self, prices: Prices, decisions: Decisions) -> "Best":
        """The best choice of each demand at these prices, if it agrees with ``decisions``."""
        prices = Prices(*(np.clip(one, -FAR, FAR) for one in (prices.supply, prices.demand)))
        worth = self._worth(prices.supply)
        mine = decisions[self.held]
        worth[mine == CLOSED] = IMPOSSIBLE
        order = np.lexsort((self.rank, -worth, mine != OPEN, self.top))
        first = order[first_of_each(self.top[order], 1)]
        taken = (worth[first] > 0) | (mine[first] == OPEN)
        gained = int(worth[first][taken].sum())
        bound = gained + self._others(prices, decisions)
        return Best(bound, prices, self.held[first[taken]])

    def served(self, wanted: Flags, places: Ints) -> Flags:
        """Whether the demand of each of these nodes has one that is wanted already.

        wanted : per node with a minimum; ``places`` are places among those
        """
        has = np.zeros(len(self.inside), np.bool_)
        has[self.top[wanted[self.held]]] = True
        top = np.full(len(wanted), -1)
        top[self.held] = self.top
        found: Flags = has[top[places]]
        return found

    def rounded(self, share: Floats) -> Ints:
        """For each demand that is open to half at least, the node with the largest share.

        share : per node with a minimum; the nodes are places among those
        """
        mine = share[self.held]
        order = np.lexsort((self.rank, -np.round(mine, 6), self.top))
        first = order[first_of_each(self.top[order], 1)]
        whole = np.bincount(self.top, weights=mine, minlength=len(self.inside))
        return self.held[first[whole[self.top[first]] >= HALF]]

    def _worth(self, price: Ints) -> Ints:
        """What each node would bring, filled with the best that its edges offer."""
        worth = self.problem.edge_value[self.edge] - price[self.problem.edge_supply[self.edge]]
        capacity = self.problem.demand.capacity
        rows = np.lexsort((-worth, self.leaf))
        rows = rows[_first(self.leaf[rows], capacity)]
        rows = rows[np.lexsort((-worth[rows], self.opening[rows]))]
        want = capacity[self.node]
        rows = rows[_first(self.opening[rows], want)]
        count = np.bincount(self.opening[rows], minlength=len(self))
        total = np.zeros(len(self), np.int64)
        np.add.at(total, self.opening[rows], worth[rows])
        return np.where(count == want, total + self.saved, IMPOSSIBLE)

    def _others(self, prices: Prices, decisions: Decisions) -> int:
        """What the supply and all other demands can bring at most at these prices."""
        problem = self.problem
        supply, demand = prices.supply, prices.demand
        held = int((problem.supply.minimum > 0).sum())
        total = int(_earned(problem.supply, supply, decisions[:held], 1).sum())
        total += int(_earned(problem.demand, demand, decisions[held:], -1)[~self.inside].sum())
        left = problem.edge_value - supply[problem.edge_supply] - demand[problem.edge_demand]
        left = np.where(problem.edge_locked, left, np.maximum(left, 0))
        total += int(left[~self.inside[problem.edge_demand]].sum())
        return total - int(problem.demand.step_cost.sum())


def _first(group: Ints, most: Ints) -> Flags:
    """The first ``most[group]`` rows of each run of equal groups."""
    begins = np.flatnonzero(np.diff(group, prepend=-1))
    nth = np.arange(len(group)) - np.repeat(begins, np.diff(begins, append=len(group)))
    kept: Flags = nth < most[group]
    return kept


def _openings(problem: Problem) -> tuple[Ints, Ints]:
    """Nodes that fill their demand when they open, and the demand of each; plain trees only.

    A tree is plain when nothing in it is locked, everything runs through such a node, and below
    these there is no more than one level of capacities.
    """
    demand, parent = problem.demand, problem.demand.parent
    up = np.where(parent >= 0, parent, np.arange(demand.nodes))
    full = (demand.minimum > 0) & (demand.minimum == demand.capacity)
    top = (parent < 0) & (demand.steps > 0) & ((demand.minimum == 0) | full)
    opening = full & (demand.capacity == demand.capacity[up]) & top[up]
    opening &= (parent < 0) | ((demand.minimum[up] == 0) & (demand.steps == 0))
    below = ~opening & opening[up] & (demand.minimum == 0) & (demand.steps == 0)
    roots = demand.roots()
    odd = ~(opening | below | (top & (demand.minimum == 0)))
    strange = np.zeros(demand.nodes, np.bool_)
    strange[roots[odd]] = True
    strange[roots[problem.edge_demand[problem.edge_locked]]] = True
    at = problem.edge_demand
    strange[roots[at[~(opening | below)[at]]]] = True
    node = np.flatnonzero(opening & ~strange[roots])
    return node, roots[node]


def _earned(side: Side, price: Ints, decisions: Decisions, sign: int) -> Ints:
    """What the units through each node can bring at most at these prices."""
    own = price - np.where(side.parent < 0, 0, price[side.parent])
    mine = np.full(side.nodes, UNDECIDED, np.int8)
    mine[side.minimum > 0] = decisions
    least = np.where(mine == OPEN, side.minimum, 0)
    most = np.where(mine == CLOSED, 0, side.capacity)
    free = np.maximum(own, 0) * (most - least) + own * least
    node = side.step_node()
    nth = np.arange(len(node)) - side.step_start[:-1][node]
    unit = own[node] - sign * side.step_cost
    unit = np.where(nth < least[node], unit, np.maximum(unit, 0)) * (most[node] > 0)
    stepped = np.zeros(side.nodes, np.int64)
    np.add.at(stepped, node, unit)
    return np.where(side.steps > 0, stepped, free)
