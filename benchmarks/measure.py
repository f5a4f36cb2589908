"""A peer at work, in a process of its own: what it took and found, as JSON on standard output."""

import json
import signal
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from typing import Any

from benchmarks.full import full
from benchmarks.instances import Bare, bare, problem
from benchmarks.watch import Watch, peak_mb
from benchmarks.worth import gained
from matcher.certificate import certificate
from matcher.columns import Flags
from matcher.plan import Plan
from matcher.problem import Problem

# Edges to use; a plan brings its prices too, and is then held against its certificate.
Answer = Flags | Plan
# How to ask, and the problem the answer is held against: made after, for it is no peer's memory.
Asked = tuple[Callable[[], Answer], Callable[[], Problem]]


def measured(
    of_bare: Callable[[Bare], Answer], of_full: Callable[[Problem], Answer] | None = None
) -> None:
    """Work the instance that the words of the command name, as often as they say.

    A first run over the limit ends the process by SIGALRM, whatever library it is in.
    """
    size, seed, form, runs, limit = sys.argv[1:]
    work = _Work()
    signal.alarm(int(limit))
    for run in range(int(runs)):
        if form == "bare":
            work.run(_bare(size, int(seed), of_bare, work))
        elif of_full is not None:
            work.run(_full(size, int(seed), of_full))
        signal.alarm(0)
        if sum(work.seconds) * (run + 2) / (run + 1) > int(limit):
            break
    print(json.dumps(work.figures()))


def _bare(size: str, seed: int, solve: Callable[[Bare], Answer], work: "_Work") -> Iterator[Asked]:
    asked, stages = bare(size, seed)
    for stage, seconds in stages.items():
        work.stages[stage].append(seconds)
    yield partial(solve, asked), partial(problem, asked)


def _full(size: str, seed: int, solve: Callable[[Problem], Answer]) -> Iterator[Asked]:
    for asked in full(size, seed):
        yield partial(solve, asked), partial(_itself, asked)


def _itself(asked: Problem) -> Problem:
    return asked


class _Work:
    """What each run took, and what the last one found."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.cpu: list[float] = []
        self.stages: dict[str, list[float]] = defaultdict(list)
        self.mb = 0
        self.found: dict[str, Any] = {}

    def run(self, problems: Iterator[Asked]) -> None:
        solving, proving = Watch(), Watch()
        objective = bound = 0
        sound: list[bool] = []
        for solve, stated in problems:
            answer = solving(solve)
            if not self.seconds:
                # Of the first run alone: what is looked at after it is no peer's doing.
                self.mb = max(self.mb, peak_mb())
            asked = stated()
            if isinstance(answer, Plan):
                sound.append(proving(partial(certificate, asked, answer)).holds)
                bound += answer.bound + int(asked.demand.step_cost.sum())
                answer = answer.flow
            objective += gained(asked, answer)
        self.seconds.append(solving.seconds)
        self.cpu.append(solving.cpu)
        self.found = {"objective": objective}
        if sound:
            self.stages["solve"].append(solving.seconds)
            self.stages["certificate"].append(proving.seconds)
            holds = "holds" if all(sound) else "does not hold"
            self.found |= {"gap": (bound - objective) / bound, "certificate": holds}

    def figures(self) -> dict[str, Any]:
        stages = {stage: median(seconds) for stage, seconds in self.stages.items()}
        return {
            "seconds": median(self.seconds),
            "cpu": median(self.cpu),
            "runs": len(self.seconds),
            "mb": self.mb,
            **self.found,
            **({"stages": stages} if "solve" in stages else {}),
        }
