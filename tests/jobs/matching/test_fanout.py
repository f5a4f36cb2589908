"""Three counties, two workers on the same URLs, one of them killed: three published nights."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from redis import Redis
from sqlalchemy import Engine, func, select
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


def published(engine: Engine) -> int:
    with Session(engine) as session:
        found = select(func.count()).select_from(Run).where(Run.state == "published")
        return session.scalar(found) or 0


def begun(engine: Engine) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(Run)) or 0


def test_a_stopped_worker_loses_nothing(
    standing: Engine,
    redis_url: str,
    queue_redis: Redis,
    workers: list[subprocess.Popen[bytes]],
) -> None:
    use_redis(redis_url)
    with transaction(standing) as session:
        counties = [populate(County(session, code)) for code in COUNTIES]
    for county_id in counties:
        due.start(county_id, TODAY, TODAY)
    deadline = time.monotonic() + PATIENCE
    while begun(standing) == 0:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    workers[0].kill()
    while published(standing) < len(counties):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    with Session(standing) as session:
        open_runs = set(session.scalars(select(Proposal.run_id).where(Proposal.state == "open")))
        assert open_runs == set(session.scalars(select(Run.id)))
        assert len(open_runs) == len(counties)
