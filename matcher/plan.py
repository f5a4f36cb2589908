"""What the solver answers: who with whom, how good, how good at best, and at what prices."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.columns import Flags, Ints
from matcher.problem import Problem

Decisions = NDArray[np.int8]
UNDECIDED, CLOSED, OPEN = -1, 0, 1


@dataclass(frozen=True)
class Prices:
    """Dual prices, in units of value.

    supply : price of one unit at each supply node, everything above it included; the smallest
        optimal one: at a root, exactly what one more unit there would be worth
    demand : price asked at each demand node, everything above it included; negative where the
        demand would rather pay than miss a unit

    An edge is worth using when ``value >= supply + demand`` at its ends.
    """

    supply: Ints
    demand: Ints


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
    prices : those of the plan's own choice of open groups
    opened : decisions taken for the nodes with a minimum
    proof : branches that together cover every choice of open groups
    """

    flow: Flags
    unserved: Ints
    objective: int
    bound: int
    prices: Prices
    opened: Decisions
    proof: tuple[Branch, ...]

    def gap(self, problem: Problem) -> float:
        """What could at most be gained yet, as a share of the best gain over doing nothing."""
        best = self.bound + int(problem.demand.step_cost.sum())
        return (self.bound - self.objective) / max(1, best)
