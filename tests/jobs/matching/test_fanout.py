"""Three counties, two workers on the same URLs, one of them stopped: three nights, each once."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from redis import Redis
from rq import Queue, Worker
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs.matching import due
from jobs.queues import NIGHT, use_redis
from models.database.engine import transaction
from models.matching.tables import Proposal, Run
from models.settings import Settings
from tests.county import TODAY, County
from tests.house.sources import ROOT
from tests.jobs.matching.conftest import populate

pytestmark = pytest.mark.slow

COUNTIES = ("610995", "610996", "610997")
PATIENCE = 120.0


@pytest.fixture
def workers(settings: Settings) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Two workers of the night's queue, as an operator starts them on two machines."""
    environ = {
        **os.environ,
        "LIANXIN_VAR": str(settings.var),
        "LIANXIN_SECRET": settings.secret.decode(),
        "DATABASE_APP_URL": str(settings.database_app_url),
        "DATABASE_URL": str(settings.database_url),
        "REDIS_URL": str(settings.redis_url),
    }
    command = [sys.executable, "-m", "jobs.worker", "--queues", NIGHT]
    running = [subprocess.Popen(command, cwd=ROOT, env=environ) for _ in range(2)]
    yield running
    for process in running:
        process.kill()
        process.wait()


def wait(true: Callable[[], bool], instead: Callable[[], object] = lambda: "") -> None:
    """Until it is true; ``instead`` tells how things stand when it never was."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"it did not happen in time: {instead()}"
        time.sleep(0.01)


def in_hand(redis: Redis) -> dict[int, uuid.UUID]:
    """Process of a worker -> the county it is working on."""
    jobs = {worker.pid: worker.get_current_job() for worker in Worker.all(connection=redis)}
    return {pid: job.args[0] for pid, job in jobs.items() if pid and job}


def runs(engine: Engine) -> dict[uuid.UUID, Run]:
    with Session(engine) as session:
        return {run.county_id: run for run in session.scalars(select(Run))}


def states(engine: Engine) -> list[str]:
    return [run.state for run in runs(engine).values()]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_stopped_worker_loses_nothing(
    standing: Engine,
    redis_url: str,
    queue_redis: Redis,
    workers: list[subprocess.Popen[bytes]],
    how: signal.Signals,
) -> None:
    use_redis(redis_url)
    wait(lambda: len(Worker.all(connection=queue_redis)) == len(workers))
    with transaction(standing) as session:
        counties = [populate(County(session, code)) for code in COUNTIES]
    for county_id in counties:
        due.start(county_id, TODAY, TODAY)
    wait(lambda: len(in_hand(queue_redis)) == len(workers))
    county = in_hand(queue_redis)[workers[0].pid]
    wait(lambda: county in runs(standing))
    workers[0].send_signal(how)
    # Asked politely it ends the county in hand; killed, its county is done by the other one.
    assert workers[0].wait(PATIENCE) == (0 if how == signal.SIGTERM else -how)
    wait(
        lambda: states(standing) == ["published"] * len(counties),
        instead=lambda: (states(standing), Queue(NIGHT, connection=queue_redis).job_ids),
    )
    again = 1 if how == signal.SIGTERM else 2
    attempts = {found: run.attempt for found, run in runs(standing).items()}
    assert attempts == dict.fromkeys(counties, 1) | {county: again}
    # Equal counties have equal plans, whoever worked them and however often.
    with Session(standing) as session:
        plans = Counter(session.scalars(select(Proposal.run_id).where(Proposal.state == "open")))
    assert len(plans) == len(counties)
    assert len(set(plans.values())) == 1
