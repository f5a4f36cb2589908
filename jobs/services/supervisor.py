"""Keeps a row of processes running until asked to stop, then stops them from the last one back."""

import fcntl
import signal
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from jobs.services.kept import Kept
from jobs.services.terminal import say

LOOK_SECONDS = 0.5
ASKED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class AlreadyRunning(Exception):
    """Another start holds the same var folder."""


class PortTaken(Exception):
    """Something else listens where the web server should."""


class AskedToStop(BaseException):
    """Ctrl-C or a signal; like KeyboardInterrupt, nobody catches it by the way."""


@contextmanager
def only_one(var: Path) -> Iterator[None]:
    """Hold the var folder; the lock goes with the process, however it ends."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "running.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(
                f"{var} 已有一个系统在运行；请先停止它，或另设 LIANXIN_VAR"
            ) from None
        yield


def port_free(host: str, port: int) -> None:
    """Raise ``PortTaken`` when the web server could not listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise PortTaken(
                f"端口 {port} 无法使用（{fault.strerror}）；换一个：LIANXIN_PORT=8001 make run"
            ) from None


@contextmanager
def stoppable() -> Iterator[None]:
    """Within the block the first signal to stop raises ``AskedToStop``; further ones do nothing."""

    def ask(number: int, frame: FrameType | None) -> None:
        for each in ASKED:
            signal.signal(each, signal.SIG_IGN)
        raise AskedToStop

    before = [signal.signal(each, ask) for each in ASKED]
    try:
        yield
    finally:
        for each, handler in zip(ASKED, before, strict=True):
            signal.signal(each, handler)


def watch(row: Sequence[Kept]) -> None:
    """Start again whatever has fallen; returns only by an exception."""
    down: set[str] = set()
    while True:
        for kept in row:
            if kept.alive():
                down.discard(kept.name)
            elif kept.name not in down:
                down.add(kept.name)
                say(f"! {kept.name} 意外退出，即将重新启动；它的日志是 {kept.name}.log")
            elif kept.due_again():
                _again(kept)
        time.sleep(LOOK_SECONDS)


def stop_all(row: Sequence[Kept]) -> None:
    """Stop from the last started to the first."""
    for kept in reversed(row):
        if kept.child is not None:
            say(f"▸ 停止 {kept.name}")
            kept.stop()


def _again(kept: Kept) -> None:
    try:
        kept.ensure()
    except Exception as fault:
        say(f"! {kept.name} 没有起来：{fault}")
    else:
        say(f"✓ {kept.name} 已重新启动")
