"""A process of ours: started in its own session, its lines logged, and it never outlives us."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Order:
    """What to start: ``name`` in logs, command, the signal that asks it to stop politely.

    ``patience`` is how many seconds it may take to stop before it is killed.
    """

    name: str
    command: Sequence[str]
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 30.0
    environ: Mapping[str, str] | None = None
    user: str | None = None


class Child:
    """A running process; what it says goes to ``<logs>/<name>.log``, not to the terminal.

    Its own session keeps the terminal's Ctrl-C away from it: whoever started it decides the
    order in which things stop.
    """

    def __init__(self, order: Order, logs: Path) -> None:
        self.order = order
        logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (logs / f"{order.name}.log").open("ab") as file:
            self.process = subprocess.Popen(
                list(order.command),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=None if order.environ is None else {**os.environ, **order.environ},
                user=order.user,
                cwd=None if order.user is None else "/",
                preexec_fn=_dies_with(os.getpid(), order.stop_signal),
            )

    def alive(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> None:
        """Ask politely, wait, then kill; returns when the process is gone."""
        if self.alive():
            self.process.send_signal(self.order.stop_signal)
            try:
                self.process.wait(self.order.patience)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def _dies_with(parent: int, stop_signal: signal.Signals) -> Callable[[], None] | None:
    """On Linux the kernel itself stops the child when its parent is gone, even by kill -9."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl

    def before_exec() -> None:
        prctl(PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() != parent:
            os._exit(1)

    return before_exec
