"""One peer on one instance, in a process of its own: figures as JSON on standard output."""

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.full import full
from benchmarks.instances import COUNTIES, bare, problem
from benchmarks.peers import PEERS
from benchmarks.stated import highs
from matcher.certificate import certificate
from matcher.problem import Problem
from matcher.solve.solver import SolveParams, solve

# Open classes and pairs of helpers are searched for; the rest of the problem is a flow.
SEARCH = SolveParams(gap=0.001)


class Watch:
    """Wall and processor seconds of each run, and of each named stage of the last one."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.cpu: list[float] = []

    def __call__(self, work: Callable[[], Any]) -> Any:
        wall, cpu = time.perf_counter(), time.process_time()
        found = work()
        self.cpu.append(time.process_time() - cpu)
        self.seconds.append(time.perf_counter() - wall)
        return found


def main() -> None:
    size, seed, form, name, runs, limit = sys.argv[1:]
    measure = _bare if form == "bare" else _full
    found = measure(size, int(seed), name, int(runs), float(limit))
    found["mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(found))


def _bare(size: str, seed: int, name: str, runs: int, limit: float) -> dict[str, Any]:
    asked, stages = bare(size, seed)
    watch = Watch()
    for _ in range(runs):
        chosen = watch(lambda: PEERS[name](asked))
        if sum(watch.seconds) > limit:
            break
    found = _figures(watch, int(asked.worth[chosen].sum()))
    if name.startswith("ours"):
        found |= _proved([problem(asked)], stages)
    return found


def _full(size: str, seed: int, name: str, runs: int, limit: float) -> dict[str, Any]:
    """Counties one after the other: each is solved by itself, as the nights are."""
    watch = Watch()
    counties = [full(seed + number) for number in range(COUNTIES[size])]
    markets = [market for county in counties for market in county]
    share = limit / len(markets)
    work = _ours if name == "ours" else _highs
    for _ in range(runs):
        objective = watch(lambda: sum(work(one, share) for one in markets))
        if sum(watch.seconds) > limit:
            break
    missing = sum(int(one.demand.step_cost.sum()) for one in markets)
    found = _figures(watch, objective + missing)
    return found | (_proved(markets, {}) if name == "ours" else {})


def _ours(asked: Problem, seconds: float) -> int:
    return solve(asked, SEARCH).objective


def _highs(asked: Problem, seconds: float) -> int:
    return highs(asked, seconds)[0]


def _figures(watch: Watch, objective: int) -> dict[str, Any]:
    return {"seconds": watch.seconds, "cpu": watch.cpu, "objective": objective}


def _proved(asked: list[Problem], stages: dict[str, float]) -> dict[str, Any]:
    """Gap and certificate of all plans together, and what each stage took."""
    watch = Watch()
    plans = watch(lambda: [solve(one, SEARCH) for one in asked])
    both = list(zip(asked, plans, strict=True))
    holds = watch(lambda: all(certificate(one, plan).holds for one, plan in both))
    open_share = sum(plan.bound - plan.objective for plan in plans)
    gain = sum(plan.bound + int(one.demand.step_cost.sum()) for one, plan in both)
    return {
        "gap": open_share / gain,
        "certificate": "holds" if holds else "does not hold",
        "stages": stages | dict(zip(("solve", "certificate"), watch.seconds, strict=True)),
    }


if __name__ == "__main__":
    main()
