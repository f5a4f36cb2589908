"""What the solver answers: who with whom, how good, how good at best, and at what prices."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.columns import Flags, Ints
from matcher.problem import Problem

Decisions = NDArray[np.int8]
UNDECIDED, CLOSED, OPEN = -1, 0, 1

# Prices at and above this mean: not to be had at any price (no capacity, or all of it locked).
PRICELESS = 1 << 40


@dataclass(frozen=True)
class Prices:
    """Dual prices, in units of value.

    supply : price of one unit at each supply node, everything above it included
    demand : price asked at each demand node, everything above it included; negative where the
        demand would rather pay than miss a unit

    An edge is worth using when ``value >= supply + demand`` at its ends.
    """

    supply: Ints
    demand: Ints

    def short(self, problem: Problem) -> Ints:
        """What each edge lacks of what its ends ask, int64[edges]; below 0 it gains."""
        asked: Ints = self.supply[problem.edge_supply] + self.demand[problem.edge_demand]
        return asked - problem.edge_value


@dataclass(frozen=True)
class Branch:
    """One leaf of the proof: nodes with a minimum held open or closed, and prices for that case.

    decisions : int8 per node with a minimum (supply nodes first, then demand nodes, by row).
    """

    decisions: Decisions
    prices: Prices


@dataclass(frozen=True)
class Plan:
    """The chosen edges.

    flow : bool[edges]
    unserved : units missing at each demand node, int[demand nodes], 0 for nodes without steps
    objective : worth of the plan, as the problem states it
    bound : no plan is worth more; proven by ``proof``
    prices : the smallest optimal ones for the plan's own choice of open groups: at a supply root
        exactly what one unit more there would be worth
    highest : the largest optimal ones: at a supply node what a unit taken away would cost
    opened : decisions taken for the nodes with a minimum
    proof : branches that together cover every choice of open groups
    """

    flow: Flags
    unserved: Ints
    objective: int
    bound: int
    prices: Prices
    highest: Prices
    opened: Decisions
    proof: tuple[Branch, ...]

    def needed_more(self, problem: Problem) -> Ints:
        """By how much each edge falls short of being worth its use, int64[edges], >= 0.

        What it would cost to free a unit of the supply and to give up the demand's present one;
        so much more is always enough. Used edges fall short of nothing.
        """
        cost = self.highest.supply[problem.edge_supply] + self.prices.demand[problem.edge_demand]
        return np.where(self.flow, 0, np.maximum(0, cost - problem.edge_value))

    def gap(self, problem: Problem) -> float:
        """What could at most be gained yet, as a share of the best gain over doing nothing."""
        best = self.bound + int(problem.demand.step_cost.sum())
        return (self.bound - self.objective) / max(1, best)
