"""A process of ours: started in its own session, its lines logged, and it never outlives us."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

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
    quiet: bool = False


class Child:
    """A running process; output goes to ``<logs>/<name>.log`` and, unless quiet, to the terminal.

    Its own session keeps the terminal's Ctrl-C away from it: whoever started it decides the
    order in which things stop.
    """

    def __init__(self, order: Order, logs: Path) -> None:
        self.order = order
        logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = (logs / f"{order.name}.log").open("ab")
        self.process = subprocess.Popen(
            list(order.command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=None if order.environ is None else {**os.environ, **order.environ},
            user=order.user,
            cwd=None if order.user is None else "/",
            preexec_fn=_dies_with(os.getpid(), order.stop_signal),
        )
        self._pump = threading.Thread(target=self._log, args=(file,), daemon=True)
        self._pump.start()

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
        self._pump.join(1.0)

    def _log(self, file: BinaryIO) -> None:
        assert self.process.stdout is not None
        with file:
            for line in self.process.stdout:
                file.write(line)
                file.flush()
                if not self.order.quiet:
                    sys.stdout.write(f"[{self.order.name}] {line.decode(errors='replace')}")
                    sys.stdout.flush()


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
