"""Wall and processor seconds, and memory, of this process and of those it started."""

import resource
import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


class Watch:
    """Adds up the seconds of every work it is given."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.cpu = 0.0

    def __call__(self, work: Callable[[], Found]) -> Found:
        wall, cpu = time.perf_counter(), _cpu()
        found = work()
        self.cpu += _cpu() - cpu
        self.seconds += time.perf_counter() - wall
        return found


def peak_mb() -> int:
    """The most memory so far, the largest process started from here added, in MB."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(kind).ru_maxrss for kind in kinds) // 1024


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
