"""A process kept alive: started when missing, and again, ever more slowly, when it falls."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from jobs.services.child import Child

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
# Having stood this long, the next fall counts as a first one.
STEADY_SECONDS = 60.0


def _nowhere() -> bool:
    return False


@dataclass
class Kept:
    """``start`` makes the process; ``found`` tells whether somebody else runs the same already.

    One that was found is used and left alone: whoever started it stops it.
    """

    name: str
    start: Callable[[], Child]
    found: Callable[[], bool] = _nowhere
    child: Child | None = None
    _since: float = field(default=0.0, init=False)
    _pause: float = field(default=FIRST_PAUSE, init=False)

    def alive(self) -> bool:
        return self.found() if self.child is None else self.child.alive()

    def ensure(self) -> None:
        """Start it unless it runs; raises what ``start`` raises."""
        if not self.alive():
            self._since = time.monotonic()
            self.child = self.start()

    def due_again(self) -> bool:
        """Whether a fallen process has rested long enough to be started once more."""
        stood = time.monotonic() - self._since
        if stood > STEADY_SECONDS:
            self._pause = FIRST_PAUSE
        if stood < self._pause:
            return False
        self._pause = min(2 * self._pause, LONGEST_PAUSE)
        return True

    def stop(self) -> None:
        if self.child is not None:
            self.child.stop()
