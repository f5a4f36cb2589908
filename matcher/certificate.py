"""Checks a plan by arithmetic alone; nothing here is shared with the solver.

For any prices whatsoever, linear duality gives a bound that no plan exceeds. ``certificate``
computes it in whole numbers from the prices a plan carries, and the plan's worth from its edges:
where both meet, the plan is optimal, whoever found it and however. Demand trees with a minimum need
no prices of their own: what they bring at most at those of the supply is counted out.
"""

from dataclasses import dataclass

import numpy as np

from matcher.columns import Flags, Ints
from matcher.exact_trees import exact_roots, exact_worth
from matcher.plan import CLOSED, OPEN, UNDECIDED, Branch, Decisions, Plan
from matcher.problem import Problem, Side


@dataclass(frozen=True)
class Violation:
    """One broken promise: its kind, where (row of an edge or node), by how much."""

    kind: str
    row: int
    amount: int


@dataclass(frozen=True)
class Certificate:
    """What the arithmetic proves.

    objective : worth of the plan's edges
    bound : no plan is worth more
    faults : what the plan states and the arithmetic does not confirm
    """

    objective: int
    bound: int
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.faults


def certificate(problem: Problem, plan: Plan) -> Certificate:
    """Recompute worth and bound of a plan (whole numbers, no rounding).

    Faults: ``shape``, ``objective`` (stated worth is not its worth), ``prices`` (they do not prove
    the plan best for its own open groups), ``cover`` (the proof leaves out a case), ``bound``
    (the proof is weaker than stated), ``violations``.
    """
    if not _fits(problem, plan):
        return Certificate(0, 0, ("shape",))
    objective = _worth(problem, plan.flow)
    roots = exact_roots(problem)
    bound = max((_dual(problem, branch, roots) for branch in plan.proof), default=objective)
    own = {_dual(problem, Branch(plan.opened, p)) for p in (plan.prices, plan.highest)}
    checks = {
        "objective": objective == plan.objective,
        "prices": own == {objective},
        "cover": _covers(problem, plan.proof),
        "bound": objective <= bound <= plan.bound,
        "violations": not violations(problem, plan),
    }
    faults = tuple(name for name, right in checks.items() if not right)
    return Certificate(objective, bound, faults)


def violations(problem: Problem, plan: Plan) -> list[Violation]:
    """Every promise of the problem the plan breaks; empty when it is sound.

    Kinds: ``shape``, ``locked``, ``capacity``, ``minimum``, ``opened``, ``unserved``,
    ``same_supplier``.
    """
    if not _fits(problem, plan):
        return [Violation("shape", -1, 0)]
    found = _listed("locked", (problem.edge_locked & ~plan.flow).astype(np.int64))
    first = 0
    for side, ends in problem.sides():
        load = _through(side, ends[plan.flow])
        found += _listed("capacity", load - side.capacity)
        found += _listed("minimum", np.where(load > 0, side.minimum - load, 0))
        held = np.flatnonzero(side.minimum > 0)
        stated = plan.opened[first : first + len(held)]
        first += len(held)
        lying = ((load[held] > 0) & (stated != OPEN)) | (
            (load[held] < side.minimum[held]) & (stated != CLOSED)
        )
        found += [Violation("opened", int(row), 1) for row in held[lying]]
    load = _through(problem.demand, problem.edge_demand[plan.flow])
    steps = np.diff(problem.demand.step_start)
    missing = np.where(steps > 0, steps - load, 0)
    found += _listed("unserved", np.abs(missing - plan.unserved))
    return found + _doubled(problem, plan.flow)


def _fits(problem: Problem, plan: Plan) -> bool:
    sizes = (problem.supply.nodes, problem.demand.nodes)
    prices = (plan.prices, plan.highest, *(branch.prices for branch in plan.proof))
    held = sum(int((side.minimum > 0).sum()) for side, _ in problem.sides())
    decisions = (plan.opened, *(branch.decisions for branch in plan.proof))
    return (
        plan.flow.shape == (problem.edges,)
        and plan.flow.dtype == np.bool_
        and plan.unserved.shape == (sizes[1],)
        and all((len(p.supply), len(p.demand)) == sizes for p in prices)
        and all(len(d) == held for d in decisions)
    )


def _listed(kind: str, excess: Ints) -> list[Violation]:
    return [Violation(kind, int(row), int(excess[row])) for row in np.flatnonzero(excess > 0)]


def _through(side: Side, at: Ints) -> Ints:
    """Units through each node: counted where they enter, then pushed up level by level."""
    load = np.bincount(at, minlength=side.nodes)
    moving = load.copy()
    while moving.any():
        inner = side.parent >= 0
        moving = np.bincount(side.parent[inner], weights=moving[inner], minlength=side.nodes)
        moving = moving.astype(np.int64)
        load = load + moving
    return load.astype(np.int64)


def _doubled(problem: Problem, flow: Flags) -> list[Violation]:
    """Demands served twice by one root supplier."""
    root, node = problem.edge_supply[flow], problem.edge_demand[flow]
    while (below := np.flatnonzero(problem.supply.parent[root] >= 0)).size:
        root[below] = problem.supply.parent[root[below]]
    wanted = np.diff(problem.demand.step_start) > 1
    joined = []
    while len(node):
        joined.append((node * problem.supply.nodes + root)[wanted[node]])
        node = problem.demand.parent[node]
        root, node = root[node >= 0], node[node >= 0]
    pair, times = np.unique(np.concatenate([root[:0], *joined]), return_counts=True)
    twice = pair[times > 1], times[times > 1]
    return [
        Violation("same_supplier", one // problem.supply.nodes, n - 1)
        for one, n in zip(*(column.tolist() for column in twice), strict=True)
    ]


def _worth(problem: Problem, flow: Flags) -> int:
    """Values of the edges, less the load's cost, less what is missing."""
    worth = int(problem.edge_value[flow].sum())
    for side, ends in problem.sides():
        load = np.repeat(_through(side, ends[flow]), np.diff(side.step_start))
        nth = np.arange(len(side.step_cost)) - np.repeat(
            side.step_start[:-1], np.diff(side.step_start)
        )
        charged = nth < load if side is problem.supply else nth >= load
        worth -= int(side.step_cost[charged].sum())
    return worth


def _dual(problem: Problem, branch: Branch, counted: Flags | None = None) -> int:
    """The bound that a branch's prices prove for all plans agreeing with its decisions.

    counted : roots of demand trees whose best is counted out, whatever their own prices say
    """
    held = int((problem.supply.minimum > 0).sum())
    mine, its = branch.decisions[:held], branch.decisions[held:]
    prices, demand = branch.prices, problem.demand
    priced, total = np.ones(demand.nodes, np.bool_), 0
    if counted is not None and counted.any():
        priced = ~counted[demand.roots()]
        total += exact_worth(problem, prices.supply, its, counted)
    total += int(_forest_dual(problem.supply, prices.supply, mine, 1).sum())
    total += int(_forest_dual(demand, prices.demand, its, -1)[priced].sum())
    left = (
        problem.edge_value - prices.supply[problem.edge_supply] - prices.demand[problem.edge_demand]
    )
    left = np.where(problem.edge_locked, left, np.maximum(left, 0))
    return total + int(left[priced[problem.edge_demand]].sum()) - int(demand.step_cost.sum())


def _forest_dual(side: Side, price: Ints, decisions: Decisions, sign: int) -> Ints:
    """What the units through each node are worth at most at these prices, int64[nodes].

    A unit through a node earns the node's own price, its price less its parent's; with steps,
    less the cost of load (supply) or plus the missing saved (demand). Units that lose are left
    out, except the minimum of an open node.
    """
    own = price - np.where(side.parent < 0, 0, price[side.parent])
    mine = np.full(side.nodes, UNDECIDED, np.int8)
    mine[side.minimum > 0] = decisions
    capacity = np.where(mine == CLOSED, 0, side.capacity)
    least = np.where(mine == OPEN, side.minimum, 0)
    steps = np.diff(side.step_start)
    plain = steps == 0
    total = np.where(plain, np.maximum(own, 0) * (capacity - least) + own * least, 0)
    node = np.repeat(np.arange(side.nodes), steps)
    nth = np.arange(len(node)) - side.step_start[:-1][node]
    earned = own[node] - sign * side.step_cost
    earned = np.where(nth < least[node], earned, np.maximum(earned, 0))
    np.add.at(total, node, np.where(capacity[node] > 0, earned, 0))
    return total


def _covers(problem: Problem, proof: tuple[Branch, ...]) -> bool:
    """Whether the branches are disjoint and leave out no choice of open nodes.

    Disjoint cases that fix k of n nodes each stand for 2**(n - k) choices; all must add up to
    2**n. Nodes with locked edges can only be open.
    """
    held = [
        _through(side, ends[problem.edge_locked])[side.minimum > 0] > 0
        for side, ends in problem.sides()
    ]
    free = ~np.concatenate(held)
    cases = [branch.decisions for branch in proof]
    if any((case[~free] == CLOSED).any() for case in cases):
        return False
    for k, one in enumerate(cases):
        for other in cases[:k]:
            if not ((one != other) & (one != UNDECIDED) & (other != UNDECIDED) & free).any():
                return False
    size = int(free.sum())
    return sum(1 << int((case[free] == UNDECIDED).sum()) for case in cases) == 1 << size


def optimal(problem: Problem, plan: Plan) -> bool:
    """Whether the plan is sound and provably the best there is."""
    proven = certificate(problem, plan)
    return proven.holds and proven.objective == proven.bound
