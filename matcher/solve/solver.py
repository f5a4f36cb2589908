"""The exact solver: a flow, and branch and bound where something opens only when full enough."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import count

import numpy as np

from matcher.columns import Flags
from matcher.plan import CLOSED, OPEN, UNDECIDED, Branch, Decisions, Plan, Prices
from matcher.problem import FaultyProblem, Problem
from matcher.solve.branching import Case, Cases, forced_open, loads
from matcher.solve.ordered import Ordered
from matcher.solve.relaxed import relaxed
from matcher.solve.together import Together

Progress = Callable[[float], None]

# Edges that fall short by less than this are looked at from the start, in points of score.
NEAR = 3000
# A share so near to none or all counts as such.
SURE = 1e-6


class NoPlan(FaultyProblem):
    """Locked edges hold a node open that cannot reach its minimum."""


@dataclass(frozen=True)
class SolveParams:
    """When to stop looking.

    cases : most flows and linear programs solved for one problem
    gap : share of the gain that may stay unproven; 0 asks for the proven optimum
    workers : processes for parts of the problem that have nothing to do with each other
    stop : asked between two cases once there is a plan; True ends the search with the best so far
    """

    cases: int = 200
    gap: float = 0.001
    workers: int = 1
    stop: Callable[[], bool] = bool


def solve(
    problem: Problem,
    params: SolveParams | None = None,
    progress: Progress | None = None,
    known: Flags | None = None,
    last: Prices | None = None,
) -> Plan:
    """The best plan of ``problem``, with prices and proof.

    Without minimums the plan is optimal. With them it is within ``plan.gap(problem)`` of the best,
    at most ``params.gap`` unless the cases ran out first or ``params.stop`` said so.
    ``progress`` hears shares from 0 to 1. ``known`` are the edges of an earlier plan, bool[edges]:
    what it holds open is tried first, and others only while it is not proven good enough; for
    which the ``last`` prices that proved that plan may be enough.
    """
    heard = progress or (lambda share: None)
    params = params or SolveParams()
    if not any((side.minimum > 0).any() for side, _ in problem.sides()):
        return _flow(problem, params, heard)
    ordered = Ordered(problem)
    known = None if known is None or not known.any() else known[ordered.edge]
    last = None if last is None else ordered.prices(last)
    return ordered.back(_Search(ordered.problem, params, heard).run(known, last))


def _flow(problem: Problem, params: SolveParams, heard: Progress) -> Plan:
    """Nothing opens or stays shut, so that one flow is the plan and its prices are the proof."""
    case = Cases(problem, params.workers).solve(np.zeros(0, np.int8))
    heard(1.0)
    return _plan(problem, case, case.objective, (Branch(case.decisions, case.proof),))


class _Search:
    """Best-first branch and bound; the leaves left over are the proof.

    A leaf is (-bound, number, decisions, case). The case was solved for these decisions, or for
    those of the leaf above, whose prices prove a bound here too.
    """

    def __init__(self, problem: Problem, params: SolveParams, progress: Progress) -> None:
        self.problem, self.params, self.progress = problem, params, progress
        self.cases = Cases(problem, params.workers)
        self.together = Together(problem)
        self.forced = forced_open(problem)
        self.best: Case | None = None
        self.solved = 0
        self.number = count()
        self.leaves: list[tuple[int, int, Decisions, Case]] = []

    def run(self, known: Flags | None, last: Prices | None) -> Plan:
        start = np.where(self.forced, OPEN, UNDECIDED).astype(np.int8)
        if known is not None:
            self._keep(known, last, start)
        if not self.leaves:
            self._begin(start)
        while self._worth_going_on():
            _, _, decisions, case = heappop(self.leaves)
            if decisions is start and case.decisions is not decisions:
                self._begin(decisions)
            elif case.decisions is not decisions:
                self._leaf(decisions, self._solve(decisions))
            elif len(self.together) and case.share is None:
                self._relax(case)
            else:
                self._split(case)
        return self._plan()

    def _keep(self, known: Flags, last: Prices | None, start: Decisions) -> None:
        """Try what was open; a demand that lost its node gets the best one at the last prices."""
        wanted = loads(self.problem, known) >= self.cases.minimum
        if last is None or not len(self.together):
            self._open(wanted)
            return
        best = self.together.best(last, start)
        wanted[best.nodes] |= ~self.together.served(wanted, best.nodes)
        case = self._open(wanted)
        self._leaf(start, replace(case, bound=best.bound, proof=best.prices))

    def _begin(self, start: Decisions) -> None:
        case = self._solve(start)
        self._leaf(start, case)
        # With a plan in hand, what demands for several could choose waits for better prices.
        patient = len(self.together) and self.best is not None
        if not case.feasible and self._worth_going_on() and not patient:
            self._round_off(case)

    def _worth_going_on(self) -> bool:
        if self.best is None:
            return True
        bound, gain = -self.leaves[0][0], int(self.problem.demand.step_cost.sum())
        open_share = (bound - self.best.objective) / max(1, bound + gain)
        self.progress(min(1.0, self.solved / self.params.cases))
        if open_share <= self.params.gap or self.solved >= self.params.cases:
            return False
        return not self.params.stop()

    def _relax(self, case: Case) -> None:
        """Shares in place of halves: a better bound, and the plan that they round to."""
        problem, held = self.problem, self.together.held
        near = self.together.inside[problem.edge_demand] | problem.edge_locked | case.flow
        for prices in (case.prices, case.highest):
            near |= prices.short(problem) < NEAR
        while True:
            self.solved += 1
            found = relaxed(problem, case.decisions, near)
            if found is None:
                self._leaf(case.decisions, replace(case, share=np.zeros(len(case.load))))
                return
            case = replace(case, share=found.share)
            best = self.together.best(found.prices, case.decisions)
            if best.bound < case.bound:
                case = replace(case, bound=best.bound, proof=best.prices)
            self._leaf(case.decisions, case)
            wanted = case.load >= self.cases.minimum
            wanted[held] = False
            wanted[self.together.rounded(found.share)] = True
            self._open(wanted)
            short = found.prices.short(problem)
            complete = not (~near & (short < 0)).any()
            near |= short < NEAR
            if complete or self.leaves[0][-1] is not case or not self._worth_going_on():
                return
            heappop(self.leaves)

    def _split(self, case: Case) -> None:
        broken = np.flatnonzero(self.cases.broken(case))
        fill = case.load / self.cases.minimum
        if case.share is not None:
            loose = case.decisions == UNDECIDED
            part = np.flatnonzero(loose & (case.share > SURE) & (case.share < 1 - SURE))
            broken, fill = (part, case.share) if len(part) else (broken, fill)
        if not len(broken):
            raise NoPlan("locked edges hold a node open that cannot reach its minimum")
        for way in (OPEN, CLOSED):
            half = case.decisions.copy()
            half[broken[int(np.argmax(fill[broken]))]] = way
            self._leaf(half, case)

    def _round_off(self, case: Case) -> None:
        """Plans near a broken case: open what is at least half full, or only what is full.

        Demands for several first as the prices say, then where the flow has most of them.
        """
        held, part = self.together.held, case.load / self.cases.minimum
        ways = [(self.together.rounded(part), 0.5), (held[part[held] >= 1], 1.0)]
        if len(held):
            ways.insert(0, (self.together.best(case.highest, case.decisions).nodes, 1.0))
        for nodes, share in ways:
            if self._worth_going_on():
                wanted = part >= share
                wanted[held] = False
                wanted[nodes] = True
                self._open(wanted)

    def _open(self, wanted: Flags) -> Case:
        """A plan with these nodes open, less those that cannot be filled beside the others."""
        while True:
            tried = self._solve(self._settled(wanted))
            short = wanted & (tried.load < self.cases.minimum) & ~self.forced
            if tried.feasible or not short.any():
                return tried
            # Those that miss a unit often miss the same one: every other gives way.
            wanted[np.flatnonzero(short)[::2]] = False

    def _settled(self, wanted: Flags) -> Decisions:
        return np.where(wanted | self.forced, OPEN, CLOSED).astype(np.int8)

    def _solve(self, decisions: Decisions) -> Case:
        self.solved += 1
        case = self._bounded(self.cases.solve(decisions))
        if case.feasible and (self.best is None or case.objective > self.best.objective):
            self.best = case
        return case

    def _bounded(self, case: Case) -> Case:
        """The case with the best bound that its prices prove."""
        if not len(self.together) or (case.decisions != UNDECIDED).all():
            return case
        for prices in (case.prices, case.highest):
            best = self.together.best(prices, case.decisions)
            if best.bound < case.bound:
                case = replace(case, bound=best.bound, proof=best.prices)
        return case

    def _leaf(self, decisions: Decisions, case: Case) -> None:
        heappush(self.leaves, (-case.bound, next(self.number), decisions, case))

    def _plan(self) -> Plan:
        assert self.best is not None
        best = self.best
        if (best.decisions == UNDECIDED).any():
            # Its own choice made explicit, so that the prices belong to that choice.
            best = self.cases.solve(self._settled(best.load > 0))
        self.progress(1.0)
        proof = tuple(Branch(decisions, case.proof) for _, _, decisions, case in self.leaves)
        return _plan(self.problem, best, max(best.objective, -self.leaves[0][0]), proof)


def _plan(problem: Problem, best: Case, bound: int, proof: tuple[Branch, ...]) -> Plan:
    return Plan(
        flow=best.flow,
        unserved=problem.missing(best.flow),
        objective=best.objective,
        bound=bound,
        prices=best.prices,
        highest=best.highest,
        opened=best.decisions,
        proof=proof,
    )
