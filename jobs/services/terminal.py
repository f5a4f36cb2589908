"""What the operator sees: one line a step, a bar while something long goes on."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH = 30


@contextmanager
def step(name: str) -> Iterator[None]:
    """Name the step when it begins, its seconds when it has ended."""
    began = time.monotonic()
    _line(f"▸ {name} …")
    yield
    _line(f"✓ {name}（{time.monotonic() - began:.1f} 秒）")


def bar(stage: str, share: float) -> None:
    """Progress within a step; drawn over itself on a terminal, left out of a log."""
    if sys.stdout.isatty():
        full = round(WIDTH * share)
        sys.stdout.write(f"\r  {'█' * full}{'░' * (WIDTH - full)} {share:4.0%} {stage}\x1b[K")
        sys.stdout.write("\n" if share >= 1 else "")
        sys.stdout.flush()


def say(text: str) -> None:
    _line(text)


def _line(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
