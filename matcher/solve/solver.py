"""The exact solver: a flow, and branch and bound where something opens only when full enough."""

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

import numpy as np

from matcher.columns import Flags, Ints
from matcher.plan import CLOSED, OPEN, UNDECIDED, Branch, Decisions, Plan
from matcher.problem import FaultyProblem, Problem
from matcher.solve.branching import Case, Cases

Progress = Callable[[float], None]


class NoPlan(FaultyProblem):
    """Locked edges hold a node open that cannot reach its minimum."""


@dataclass(frozen=True)
class SolveParams:
    """When to stop looking.

    cases : most flows solved for one problem
    gap : share of the gain that may stay unproven; 0 asks for the proven optimum
    workers : processes for parts of the problem that have nothing to do with each other
    """

    cases: int = 200
    gap: float = 0.001
    workers: int = 1


def solve(
    problem: Problem,
    params: SolveParams | None = None,
    progress: Progress | None = None,
    known: Flags | None = None,
) -> Plan:
    """The best plan of ``problem``, with prices and proof.

    Without minimums the plan is optimal. With them it is within ``plan.gap(problem)`` of the best,
    at most ``params.gap`` unless the number of cases ran out first.
    ``progress`` hears shares from 0 to 1. ``known`` are the edges of an earlier plan, bool[edges]:
    what it holds open is tried first, and kept where nothing is proven to be worth more.
    """
    heard = progress or (lambda share: None)
    return _Search(problem, params or SolveParams(), heard).run(known)


class _Search:
    """Best-first branch and bound; the leaves left over are the proof.

    A leaf is (-bound, number, decisions, case). The case was solved for these decisions, or for
    those of the leaf above, whose prices prove a bound here too.
    """

    def __init__(self, problem: Problem, params: SolveParams, progress: Progress) -> None:
        self.problem, self.params, self.progress = problem, params, progress
        self.cases = Cases(problem, params.workers)
        self.forced = _forced_open(problem)
        self.best: Case | None = None
        self.solved = 0
        self.number = count()
        self.leaves: list[tuple[int, int, Decisions, Case]] = []

    def run(self, known: Flags | None) -> Plan:
        if known is not None and len(self.forced):
            self._solve(self._settled(_loads(self.problem, known) >= self.cases.minimum))
        start = np.where(self.forced, OPEN, UNDECIDED).astype(np.int8)
        case = self._solve(start)
        self._leaf(start, case)
        if not case.feasible and self._worth_going_on():
            self._round_off(case)
        while self._worth_going_on():
            _, _, decisions, case = heappop(self.leaves)
            if case.decisions is decisions:
                self._split(case)
            else:
                self._leaf(decisions, self._solve(decisions))
        return self._plan()

    def _worth_going_on(self) -> bool:
        if self.best is None:
            return True
        bound, gain = -self.leaves[0][0], int(self.problem.demand.step_cost.sum())
        open_share = (bound - self.best.objective) / max(1, bound + gain)
        self.progress(min(1.0, self.solved / self.params.cases))
        return open_share > self.params.gap and self.solved < self.params.cases

    def _split(self, case: Case) -> None:
        broken = np.flatnonzero(self.cases.broken(case))
        if not len(broken):
            raise NoPlan("locked edges hold a node open that cannot reach its minimum")
        fill = case.load[broken] / self.cases.minimum[broken]
        for way in (OPEN, CLOSED):
            half = case.decisions.copy()
            half[broken[int(np.argmax(fill))]] = way
            self._leaf(half, case)

    def _round_off(self, case: Case) -> None:
        """Plans near a broken case: open what is at least half full, or only what is full."""
        for share in (0.5, 1.0):
            wanted = case.load >= share * self.cases.minimum
            while True:
                tried = self._solve(self._settled(wanted))
                short = wanted & (tried.load < self.cases.minimum) & ~self.forced
                if tried.feasible or not short.any():
                    break
                # Those that miss a unit often miss the same one: every other gives way.
                wanted[np.flatnonzero(short)[::2]] = False

    def _settled(self, wanted: Flags) -> Decisions:
        return np.where(wanted | self.forced, OPEN, CLOSED).astype(np.int8)

    def _solve(self, decisions: Decisions) -> Case:
        self.solved += 1
        case = self.cases.solve(decisions)
        if case.feasible and (self.best is None or case.objective > self.best.objective):
            self.best = case
        return case

    def _leaf(self, decisions: Decisions, case: Case) -> None:
        heappush(self.leaves, (-case.bound, next(self.number), decisions, case))

    def _plan(self) -> Plan:
        assert self.best is not None
        best = self.best
        if (best.decisions == UNDECIDED).any():
            # Its own choice made explicit, so that the prices belong to that choice.
            best = self.cases.solve(self._settled(best.load > 0))
        demand = self.problem.demand
        served = demand.loads(self.problem.edge_demand[best.flow])
        self.progress(1.0)
        return Plan(
            flow=best.flow,
            unserved=np.where(demand.steps > 0, demand.steps - served, 0),
            objective=best.objective,
            bound=max(best.objective, -self.leaves[0][0]),
            prices=best.prices,
            highest=best.highest,
            opened=best.decisions,
            proof=tuple(Branch(decisions, case.prices) for _, _, decisions, case in self.leaves),
        )


def _forced_open(problem: Problem) -> Flags:
    """Nodes with a minimum that locked edges run through."""
    return _loads(problem, problem.edge_locked) > 0


def _loads(problem: Problem, flow: Flags) -> Ints:
    """Units that a choice of edges sends through each node with a minimum."""
    return np.concatenate(
        [side.loads(ends[flow])[side.minimum > 0] for side, ends in problem.sides()]
    )
