"""One case of the search: the nodes with a minimum held open, closed, or left undecided."""

from dataclasses import dataclass

import numpy as np

from matcher.columns import Flags, Ints
from matcher.plan import CLOSED, OPEN, UNDECIDED, Decisions, Prices
from matcher.problem import Problem
from matcher.solve.flow import cheapest, distances
from matcher.solve.network import Network


@dataclass(frozen=True)
class Case:
    """The best flow of one case.

    bound : no plan that agrees with ``decisions`` is worth more
    objective : worth of ``flow`` itself; a plan only when ``feasible``
    load : units through each node with a minimum
    """

    decisions: Decisions
    bound: int
    objective: int
    flow: Ints
    load: Ints
    feasible: bool
    prices: Prices
    highest: Prices


class Cases:
    """Solves cases of one problem."""

    def __init__(self, problem: Problem, net: Network) -> None:
        self.net = net
        locked = problem.edge_locked
        self.constant = int(problem.edge_value[locked].sum() - problem.demand.step_cost.sum())
        # No path swings further than this, so a minimum is met whenever it can be.
        reach = int(np.abs(net.cost).max(initial=0)) + 1
        self.bonus = (net.nodes + 1) * reach if len(net.minimum) else 0

    def solve(self, decisions: Decisions) -> Case:
        """The exact optimum of one case.

        An open node's minimum is drawn by a bonus on its first units, which comes off again; so
        a case that cannot be met shows itself by a bound far below every plan.
        """
        net = self.net
        mine = _per_arc(decisions, net.group)
        upper = np.where(mine == CLOSED, 0, net.upper)
        cost = net.cost - self.bonus * ((mine == OPEN) & net.floor)
        flow = cheapest(net, upper, cost)
        to_hub, from_hub = distances(net, upper, cost, flow)
        load = np.zeros(len(net.minimum), np.int64)
        held = net.group >= 0
        np.add.at(load, net.group[held], flow[held])
        owed = self.bonus * int(net.minimum[decisions == OPEN].sum())
        return Case(
            decisions=decisions,
            bound=self.constant - int((cost * flow).sum()) - owed,
            objective=self.constant - int((net.cost * flow).sum()),
            flow=flow,
            load=load,
            feasible=bool(_kept(load, net.minimum, decisions).all()),
            prices=Prices(-to_hub[net.supply_at], to_hub[net.demand_at]),
            highest=Prices(from_hub[net.supply_at], -from_hub[net.demand_at]),
        )

    def broken(self, case: Case) -> Flags:
        """Undecided nodes that carry something, but less than their minimum."""
        loose = case.decisions == UNDECIDED
        found: Flags = loose & ~_kept(case.load, self.net.minimum, case.decisions)
        return found


def _kept(load: Ints, minimum: Ints, decisions: Decisions) -> Flags:
    kept: Flags = (load >= minimum) | ((load == 0) & (decisions != OPEN))
    return kept


def _per_arc(decisions: Decisions, group: Ints) -> Decisions:
    mine = np.full(len(group), UNDECIDED, np.int8)
    held = group >= 0
    mine[held] = decisions[group[held]]
    return mine
