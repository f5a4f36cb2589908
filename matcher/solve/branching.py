"""One case of the search: the nodes with a minimum held open, closed, or left undecided."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from multiprocessing import get_context

import numpy as np

from matcher.columns import Flags, Floats, Ints
from matcher.plan import CLOSED, OPEN, UNDECIDED, Decisions, Prices
from matcher.problem import Problem
from matcher.solve.flow import Flow, circulated
from matcher.solve.network import Network, networks

# Draws the first units of an open node; more than a county's worth.
BONUS = 1 << 35


@dataclass(frozen=True)
class Case:
    """The best flow of one case.

    bound : no plan that agrees with ``decisions`` is worth more
    objective : worth of ``flow`` itself; a plan only when ``feasible``
    flow : bool[edges]
    load : units through each node with a minimum
    proof : prices that prove ``bound``
    share : to which each node with a minimum is open in the relaxed case, once that was solved
    """

    decisions: Decisions
    bound: int
    objective: int
    flow: Flags
    load: Ints
    feasible: bool
    prices: Prices
    highest: Prices
    proof: Prices
    share: Floats | None = None


class Cases:
    """Solves cases of one problem; parts without a minimum are the same in all, and solved once."""

    def __init__(self, problem: Problem, workers: int) -> None:
        self.minimum = minimums(problem)
        locked = problem.edge_locked
        self.constant = int(problem.edge_value[locked].sum() - problem.demand.step_cost.sum())
        self.laid = Laid.empty(problem)
        nets = networks(problem)
        self.net = next(nets) if len(self.minimum) else None
        for part in _worked(nets, workers):
            self.constant += part.worth
            self.laid.take(part)

    def solve(self, decisions: Decisions) -> Case:
        """The exact optimum of one case."""
        if self.net is None:
            return self._case(decisions, self.laid, 0, 0, np.zeros(0, np.int64))
        return self._searched(decisions, self.net)

    def _searched(self, decisions: Decisions, net: Network) -> Case:
        """The bonus comes off again: a case that cannot be met has a bound far below every plan."""
        drawn, bonus = decided(net, decisions)
        done = circulated(net, drawn.upper, drawn.cost)
        part = part_of(net, done)
        laid = self.laid.copy()
        laid.take(part)
        load = np.zeros(len(self.minimum), np.int64)
        held = net.group >= 0
        np.add.at(load, net.group[held], done.flow[held])
        owed = bonus * int(self.minimum[decisions == OPEN].sum())
        bound = -int((drawn.cost * done.flow).sum()) - owed
        return self._case(decisions, laid, part.worth, bound, load)

    def _case(self, decisions: Decisions, laid: "Laid", worth: int, bound: int, load: Ints) -> Case:
        return Case(
            decisions=decisions,
            bound=self.constant + bound,
            objective=self.constant + worth,
            flow=laid.flow,
            load=load,
            feasible=bool(_kept(load, self.minimum, decisions).all()),
            prices=laid.prices,
            highest=laid.highest,
            proof=laid.prices,
        )

    def broken(self, case: Case) -> Flags:
        """Undecided nodes that carry something, but less than their minimum."""
        loose = case.decisions == UNDECIDED
        found: Flags = loose & ~_kept(case.load, self.minimum, case.decisions)
        return found


def decided(net: Network, decisions: Decisions) -> tuple[Network, int]:
    """The network of one case, and the bonus that draws the first units of an open node.

    No path swings further than the bonus, so a minimum is met whenever it can be. It is the same
    for all but the largest networks, so that prices of one fit another.
    """
    reach = int(np.abs(net.cost).max(initial=0)) + 1
    bonus = max(BONUS, (net.nodes + 1) * reach)
    mine = _per_arc(decisions, net.group)
    cost = net.cost - bonus * ((mine == OPEN) & net.floor)
    return replace(net, upper=np.where(mine == CLOSED, 0, net.upper), cost=cost), bonus


def loads(problem: Problem, used: Flags) -> Ints:
    """Units that a choice of edges sends through each node with a minimum."""
    return np.concatenate(
        [side.loads(ends[used])[side.minimum > 0] for side, ends in problem.sides()]
    )


def minimums(problem: Problem) -> Ints:
    """Of each node that has one, supply nodes first."""
    return np.concatenate([side.minimum[side.minimum > 0] for side, _ in problem.sides()])


def forced_open(problem: Problem) -> Flags:
    """Nodes with a minimum that locked edges run through."""
    return loads(problem, problem.edge_locked) > 0


@dataclass(frozen=True)
class Part:
    """One part's best flow, in rows of the problem; small enough to come from another process."""

    worth: int
    edges: Ints
    supply_row: Ints
    demand_row: Ints
    prices: Prices
    highest: Prices


@dataclass(frozen=True)
class Laid:
    """The parts' flows and prices laid side by side."""

    flow: Flags
    prices: Prices
    highest: Prices

    @classmethod
    def empty(cls, problem: Problem) -> "Laid":
        sizes = problem.supply.nodes, problem.demand.nodes
        low, high = (Prices(*(np.zeros(size, np.int64) for size in sizes)) for _ in range(2))
        return cls(problem.edge_locked.copy(), low, high)

    def copy(self) -> "Laid":
        low, high = (Prices(p.supply.copy(), p.demand.copy()) for p in (self.prices, self.highest))
        return Laid(self.flow.copy(), low, high)

    def take(self, part: Part) -> None:
        self.flow[part.edges] = True
        for mine, its in ((self.prices, part.prices), (self.highest, part.highest)):
            mine.supply[part.supply_row] = its.supply
            mine.demand[part.demand_row] = its.demand


def _worked(nets: Iterator[Network], workers: int) -> Iterator[Part]:
    """The best flow of each network, in their order; by several processes where asked."""
    if workers < 2:
        yield from map(_work, nets)
        return
    with get_context("fork").Pool(workers) as pool:
        yield from pool.imap(_work, nets)


def _work(net: Network) -> Part:
    return part_of(net, circulated(net, net.upper, net.cost))


def part_of(net: Network, done: Flow) -> Part:
    first, given = len(done.flow) - len(net.edge_row), 1 + len(net.supply_row)
    to_hub, from_hub = done.to_hub, done.from_hub
    return Part(
        worth=-int((net.cost * done.flow).sum()),
        edges=net.edge_row[done.flow[first:] > 0],
        supply_row=net.supply_row,
        demand_row=net.demand_row,
        prices=Prices(-to_hub[1:given], to_hub[given:]),
        highest=Prices(from_hub[1:given], -from_hub[given:]),
    )


def _kept(load: Ints, minimum: Ints, decisions: Decisions) -> Flags:
    kept: Flags = (load >= minimum) | ((load == 0) & (decisions != OPEN))
    return kept


def _per_arc(decisions: Decisions, group: Ints) -> Decisions:
    mine = np.full(len(group), UNDECIDED, np.int8)
    held = group >= 0
    mine[held] = decisions[group[held]]
    return mine
