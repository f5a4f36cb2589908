"""Workers as separate processes: they share, they finish what they hold, they lose nothing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis

from jobs.queues import CHORES, NIGHT, enqueue
from models.settings import Settings
from tests.house.sources import ROOT
from tests.jobs.probes import marks

PROBE = "tests.jobs.probes.mark"
Start = Callable[[], subprocess.Popen[bytes]]

pytestmark = pytest.mark.slow


@pytest.fixture
def start(settings: Settings, queue_redis: Redis) -> Iterator[Start]:
    """Starts workers as an operator does; whatever still runs at the end is killed."""
    assert settings.database_app_url is not None and settings.redis_url is not None
    environ = {
        **os.environ,
        "LIANXIN_VAR": str(settings.var),
        "LIANXIN_SECRET": settings.secret.decode(),
        "DATABASE_APP_URL": settings.database_app_url,
        "REDIS_URL": settings.redis_url,
    }
    running: list[subprocess.Popen[bytes]] = []

    def begin() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "jobs.worker", "--queues", f"{NIGHT},{CHORES}"]
        running.append(subprocess.Popen(command, cwd=ROOT, env=environ))
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.wait()


def _wait(true: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def _ended(folder: Path) -> list[str]:
    return sorted(name for name, what, _who in marks(folder) if what == "ended")


def test_asked_to_stop_a_worker_ends_its_job_first(start: Start, tmp_path: Path) -> None:
    enqueue(PROBE, str(tmp_path), "held", 3.0, queue=NIGHT)
    worker = start()
    _wait(lambda: len(marks(tmp_path)) == 1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
    assert _ended(tmp_path) == ["held"]


def test_two_workers_share_a_fan_out(start: Start, tmp_path: Path) -> None:
    for county in ("a", "b", "c"):
        enqueue(PROBE, str(tmp_path), county, 2.0, queue=NIGHT)
    start()
    start()
    _wait(lambda: len(_ended(tmp_path)) == 3)
    assert _ended(tmp_path) == ["a", "b", "c"]
    assert len({who for _name, _what, who in marks(tmp_path)}) == 2


def test_a_killed_workers_job_is_done_by_the_next(start: Start, tmp_path: Path) -> None:
    enqueue(PROBE, str(tmp_path), "orphan", 6.0, queue=NIGHT)
    first = start()
    _wait(lambda: len(marks(tmp_path)) == 1)
    first.kill()
    first.wait()
    start()
    _wait(lambda: _ended(tmp_path) == ["orphan"], seconds=90)
    began = [who for _name, what, who in marks(tmp_path) if what == "began"]
    assert len(began) == 2
    # The killed worker's fork died with it: only the second one came to the end.
    assert marks(tmp_path)[-1] == ["orphan", "ended", began[-1]]
