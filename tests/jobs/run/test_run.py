"""``make run`` as an operator meets it: up, healed, stopped without a trace, up again quickly."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from models.accounts.roles import ROLES
from tests.house.sources import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes under /proc"),
]
UP = "连心已启动"


class Started:
    """One ``python -m jobs.run`` with its output in a file."""

    def __init__(self, var: Path, port: int) -> None:
        self.var, self.port = var, port
        self.output = var / f"out-{time.monotonic_ns()}"
        with self.output.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jobs.run"],
                cwd=ROOT,
                env={**_without_urls(), "LIANXIN_VAR": str(var), "LIANXIN_PORT": str(port)},
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    def said(self) -> str:
        return self.output.read_text("utf-8")

    def wait_for(self, text: str, seconds: float = 120.0) -> None:
        _wait(lambda: text in self.said() or self.process.poll() is not None, seconds)
        assert text in self.said(), self.said()

    def healthy(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, ConnectionError, TimeoutError):
            return False

    def stop(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(90)


def _without_urls() -> dict[str, str]:
    named = ("DATABASE_URL", "DATABASE_APP_URL", "REDIS_URL")
    return {key: value for key, value in os.environ.items() if key not in named}


def _wait(true: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def _processes(var: Path) -> list[int]:
    """Every process that was started, however indirectly, for this var folder."""
    mark = f"LIANXIN_VAR={var}\0".encode()
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdecimal() and mark in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except (OSError, ProcessLookupError):
            continue
    return found


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def var() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="lx"))
    yield folder
    for pid in _processes(folder):
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


def test_killed_at_its_first_start_healed_stopped_and_started_again(var: Path) -> None:
    killed = Started(var, _free_port())
    killed.wait_for("导入台账")
    killed.process.kill()
    killed.process.wait()
    _wait(lambda: _processes(var) == [], 60)

    whole = Started(var, _free_port())
    whole.wait_for(UP, 300)
    assert "导入台账" in whole.said()
    assert all(str(name) in whole.said() for name in ROLES.values())
    _refused_beside(whole)
    _healed(whole)
    assert whole.stop(signal.SIGINT) == 0
    assert "已全部停止" in whole.said()
    assert _processes(var) == []

    again = Started(var, _free_port())
    again.wait_for(UP)
    assert "导入台账" not in again.said()
    assert again.healthy()
    assert again.stop(signal.SIGTERM) == 0
    assert _processes(var) == []


def _refused_beside(running: Started) -> None:
    second = Started(running.var, _free_port())
    assert second.process.wait(60) == 1
    assert "已有一个系统在运行" in second.said()


def _healed(running: Started) -> None:
    for pid in _processes(running.var):
        if "gunicorn" in _command(pid):
            os.kill(pid, signal.SIGKILL)
    running.wait_for("web 已重新启动", 60)
    _wait(running.healthy, 60)


def test_a_port_in_use_is_said_before_anything_starts(var: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        late = Started(var, port)
        assert late.process.wait(30) == 1
    assert f"端口 {port} 无法使用" in late.said()
    assert not (var / "postgres").exists()
