"""The minute's job: two workers at once, killed between, asleep for hours: each rung comes once."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from redis import Redis
from rq import SimpleWorker
from sqlalchemy import Engine, func, select

from jobs import queues
from jobs.clock import now
from jobs.requests import clocks
from models.database.engine import transaction
from models.notices.tables import Notice
from models.requests.tables import RequestDeadline, RequestOffer
from models.settings import Settings
from tests.conftest import SECRET
from tests.jobs.care.conftest import standing
from tests.models.requests.hall import Hall
from tests.models.requests.units import Units

__all__ = ["standing"]

ROOT = Path(__file__).parents[3]
PATIENCE = 60
ALONE = (
    "from jobs.ground import stand_on; from models.settings import Settings;"
    "from jobs.requests import clocks; stand_on(Settings.from_env()); clocks.turn()"
)


def overdue(engine: Engine, count: int) -> None:
    """So many requests that nobody accepted: six minutes old."""
    then = now() - timedelta(minutes=6)
    with transaction(engine) as session:
        hall = Hall(session, then)
        for _number in range(count - 1):
            hall.enter(then)


def passed_up(engine: Engine) -> dict[str, int]:
    """How many promises to accept have been passed up, new rungs and notices of it."""
    with transaction(engine) as session:
        accept = select(func.count()).where(RequestDeadline.what == "accept")
        missed = select(func.count()).where(Notice.key.endswith(":missed"))
        return {
            "up": session.scalar(accept.where(RequestDeadline.escalated_at.is_not(None))) or 0,
            "rungs": session.scalar(accept.where(RequestDeadline.level != "holder")) or 0,
            "told": session.scalar(missed) or 0,
        }


def test_two_workers_at_once_pass_each_up_once(standing: Engine) -> None:
    count = 2 * clocks.AT_A_TIME + 20
    overdue(standing, count)
    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(clocks.turn) for _worker in range(2)]
    assert all(one.result() for one in done)
    clocks.turn()
    # A grid worker and his mate hear of each.
    assert passed_up(standing) == {"up": count, "rungs": count, "told": 2 * count}


def test_killed_between_it_ends_as_if_it_had_not_been(standing: Engine, settings: Settings) -> None:
    count = 150
    overdue(standing, count)
    environ = os.environ | {
        "DATABASE_URL": str(settings.database_url),
        "DATABASE_APP_URL": str(settings.database_app_url),
        "LIANXIN_SECRET": SECRET,
        "LIANXIN_VAR": str(settings.var),
    }
    with subprocess.Popen([sys.executable, "-c", ALONE], cwd=ROOT, env=environ) as process:
        until = time.monotonic() + PATIENCE
        while not passed_up(standing)["up"]:
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    between = passed_up(standing)
    assert 0 < between["up"] < count
    assert between == {"up": between["up"], "rungs": between["up"], "told": 2 * between["up"]}
    clocks.turn()
    assert clocks.turn() == 0
    assert passed_up(standing) == {"up": count, "rungs": count, "told": 2 * count}


def test_a_worker_does_it_from_the_queue(standing: Engine, queue_redis: Redis) -> None:
    overdue(standing, 1)
    for _twice in range(2):
        queues.enqueue(queues.REQUEST_CLOCKS, queue=queues.CHORES)
    SimpleWorker([queues.CHORES], connection=queue_redis).work(burst=True)
    assert passed_up(standing) == {"up": 1, "rungs": 1, "told": 2}


def test_offers_without_an_answer_are_told_once_by_two_workers(standing: Engine) -> None:
    then = now() - timedelta(hours=1)
    with transaction(standing) as session:
        hall = Hall(session, then, urgency="urgent")
        units = Units(hall)
        hall.takes("clerk", "accept", then)
        units.offers("office", "firm", now=then)
    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(clocks.turn) for _worker in range(2)]
    assert sum(one.result() for one in done) >= 1
    clocks.turn()
    with transaction(standing) as session:
        told = session.scalars(select(Notice).where(Notice.key.contains(":offers:"))).all()
        assert [one.account_id for one in told] == [hall.accounts["unit"].id]
        offers = session.scalars(select(RequestOffer)).all()
        assert all(one.late_at and one.answer == "none" for one in offers) and len(offers) == 2
