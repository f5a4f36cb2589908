"""Processes of ours: logged, stopped politely, and gone when we are gone."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from jobs.services.child import Child, Order
from jobs.services.kept import Kept
from tests.house.sources import ROOT

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


def _python(code: str, **more: float) -> Order:
    return Order("probe", [sys.executable, "-c", code], **more)  # type: ignore[arg-type]


def _eventually(true: Callable[[], bool], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return true()


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_what_a_child_says_is_in_its_log(tmp_path: Path) -> None:
    child = Child(_python("print('你好')"), tmp_path)
    child.process.wait(10)
    child.stop()
    assert (tmp_path / "probe.log").read_text("utf-8") == "你好\n"


def test_a_child_is_asked_before_it_is_killed(tmp_path: Path) -> None:
    code = """
        import signal, sys, time
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
        print("ready", flush=True)
        time.sleep(60)
    """
    child = Child(_python(textwrap.dedent(code)), tmp_path)
    assert _eventually(lambda: "ready" in (tmp_path / "probe.log").read_text())
    child.stop()
    assert child.process.returncode == 7


def test_one_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    child = Child(_python(STUBBORN, patience=0.3), tmp_path)
    time.sleep(0.3)
    child.stop()
    assert child.process.returncode == -signal.SIGKILL


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's help is Linux's")
def test_a_child_does_not_outlive_us_even_by_kill_9(tmp_path: Path) -> None:
    code = f"""
        import sys, time
        from pathlib import Path
        from jobs.services.child import Child, Order
        child = Child(Order("probe", ["sleep", "60"]), Path({str(tmp_path)!r}))
        print(child.process.pid, flush=True)
        time.sleep(60)
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, cwd=ROOT, text=True
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert _runs(pid)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    assert _eventually(lambda: not _runs(pid))


def test_a_fallen_process_is_due_again_after_a_growing_pause(tmp_path: Path) -> None:
    kept = Kept("probe", start=lambda: Child(_python("pass"), tmp_path))
    kept.ensure()
    assert _eventually(lambda: not kept.alive())
    assert not kept.due_again()
    assert _eventually(kept.due_again, 3.0)
    kept.ensure()
    assert not kept.due_again()
    time.sleep(1.2)
    assert not kept.due_again()


def test_what_somebody_else_runs_is_used_and_left_alone(tmp_path: Path) -> None:
    def start() -> Child:
        raise AssertionError("started although it was found")

    kept = Kept("probe", start=start, found=lambda: True)
    kept.ensure()
    assert kept.alive()
    kept.stop()
