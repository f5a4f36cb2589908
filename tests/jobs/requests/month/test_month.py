"""A month of requests: workers killed and started again, Redis emptied, PostgreSQL killed once.

Every request stands in exactly the state its steps lead to, every promise is judged as a slow
reference judges it, nothing is told twice and nothing is lost.
"""

import datetime as dt
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from redis import Redis
from rq import Queue
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from jobs.ground import engine, stand_on
from jobs.migrate import migrate
from jobs.queues import CHORES, enqueue, use_redis
from jobs.services.embedded import own_servers, with_urls
from jobs.services.kept import Kept
from jobs.services.postgres_server import PostgresNotStarted
from jobs.services.product import product
from jobs.services.supervisor import stop_all
from models.care.days import SHANGHAI
from models.database.engine import transaction
from models.database.refused import Refused
from models.notices.tables import Notice
from models.places.working_days import working_days
from models.requests.rules import DEFAULT_LIMITS
from models.requests.tables import Request, RequestDeadline, RequestStep
from models.settings import Settings
from tests.conftest import SECRET
from tests.county import County
from tests.jobs.requests.month.living import DAYS, MINUTE, Event, Month
from tests.jobs.requests.month.reference import by_request, wrong
from tests.jobs.requests.month.ticking import PATH, tell, tick

BEGINS = dt.datetime(2026, 9, 21, tzinfo=SHANGHAI)
# The highest rung that anybody of this county stands on.
TOP = "town"
# Seconds within which PostgreSQL is there again.
COMES_UP = 60


class Ground:
    """Servers and a worker of their own, some of which fall now and then."""

    def __init__(self, var: Path) -> None:
        settings = Settings.from_env({"LIANXIN_VAR": str(var), "LIANXIN_SECRET": SECRET})
        self.postgres, self.redis = own_servers(settings)
        self.kept: list[Kept] = [self.postgres, self.redis]
        for one in self.kept:
            one.ensure()
        self.settings = with_urls(settings)
        migrate(self.settings)
        stand_on(self.settings)
        assert self.settings.redis_url is not None
        use_redis(self.settings.redis_url)
        os.environ["LIANXIN_SECRET"] = SECRET
        self.worker = next(one for one in product(self.settings, False) if one.name == "worker")
        self.kept.append(self.worker)
        self.worker.ensure()

    def kill(self, one: Kept) -> None:
        """At once, with whatever it has in hand; and start it anew."""
        assert one.child is not None
        os.killpg(one.child.process.pid, signal.SIGKILL)
        one.child.process.wait()
        one.child = None
        until = time.monotonic() + COMES_UP
        while True:
            try:
                return one.ensure()
            except PostgresNotStarted:
                # The dead server's last processes may still hold its memory; the product's own
                # watch tries again as well.
                if time.monotonic() > until:
                    raise
                one.child = None
                time.sleep(0.5)

    def waiting(self) -> int:
        assert self.settings.redis_url is not None
        return Queue(CHORES, connection=Redis.from_url(self.settings.redis_url)).count

    def empty_redis(self) -> None:
        assert self.settings.redis_url is not None
        Redis.from_url(self.settings.redis_url).flushall()


@pytest.fixture
def ground(settings: Settings) -> Iterator[Ground]:
    # Not below pytest's own folder: the start of another run closes that to PostgreSQL's user.
    with TemporaryDirectory(prefix="lx", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        found = Ground(Path(folder))
        yield found
        stop_all(found.kept)
    engine().dispose()
    stand_on(settings)
    assert settings.redis_url is not None
    use_redis(settings.redis_url)


@pytest.mark.slow
def test_a_month_of_a_few(ground: Ground) -> None:
    lived(ground, 120, seed=5, every=120 * MINUTE, kills=4)


@pytest.mark.evidence
def test_a_month_of_ten_thousand(ground: Ground) -> None:
    lived(ground, 10_000, seed=7, every=10 * MINUTE, kills=40)


def lived(ground: Ground, wanted: int, seed: int, every: dt.timedelta, kills: int) -> None:
    """The clocks are looked at ``every`` so often; the worker is killed so many times."""
    month = settled(wanted, seed)
    r = Random(seed)
    ticks = [BEGINS + n * every for n in range(dt.timedelta(DAYS) // every)]
    falls = set(r.sample(range(len(ticks)), kills))
    emptied, restarted = r.sample(range(len(ticks) // 4, len(ticks) * 3 // 4), 2)
    for number, at in enumerate(ticks):
        for event in month.until(at):
            tell(ground.settings.var, event.at)
            went_through(month, event)
        tell(ground.settings.var, at)
        enqueue(PATH, queue=CHORES)
        if number in falls:
            ground.kill(ground.worker)
        if number == emptied:
            ground.empty_redis()
        if number == restarted:
            ground.kill(ground.postgres)
            ground.kill(ground.worker)
        while ground.waiting() > 200:
            ground.worker.ensure()
    judged(month, ticks[-1])


def settled(wanted: int, seed: int) -> Month:
    with transaction(engine()) as session:
        county = County(session)
        near = county.communities[0]
        roles = {
            "clerk": ("community", near),
            "worker": ("grid_worker", near),
            "lead": ("grid_lead", near),
            "town": ("town", county.town),
        }
        accounts = {
            name: county.account(role, place, name=name).id for name, (role, place) in roles.items()
        }
        grids = [one.id for one in county.grids if one.path.startswith(near.path)]
        return Month(seed, BEGINS, wanted, accounts, grids)


def went_through(month: Month, event: Event) -> None:
    """Once; an event that PostgreSQL was killed under is tried again."""
    until = time.monotonic() + COMES_UP
    taken: str | None
    while True:
        try:
            with transaction(engine()) as session:
                taken = month.happen(session, event)
        except Refused:
            # As in the product, the whole change is taken back.
            taken = None
        except OperationalError:
            # It is on its way up again.
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
            continue
        month.went(event, taken)
        return


def judged(month: Month, last: dt.datetime) -> None:
    """Run the clocks once more and hold every row against the reference."""
    tick()
    with Session(engine()) as session:
        days = working_days(session, BEGINS.date(), DAYS + 60)
        worked = {BEGINS.date() + dt.timedelta(n) for n, works in enumerate(days) if works}
        hours = [tuple(map(dt.time.fromisoformat, span)) for span in DEFAULT_LIMITS["hours"]]
        requests = session.scalars(select(Request)).all()
        order = (RequestStep.at, RequestStep.id)
        steps = by_request(session.scalars(select(RequestStep).order_by(*order)).all())
        rows = by_request(session.scalars(select(RequestDeadline)).all())
        assert {one.id for one in requests} == month.entered
        faults = {
            one.number: (found, story(steps[one.id], rows[one.id]))
            for one in requests
            if (found := wrong(one, steps[one.id], rows[one.id], worked, hours, last))
        }
        assert not faults
        told_once(session)


def story(steps: list[RequestStep], rows: list[RequestDeadline]) -> list[tuple[object, ...]]:
    """What was done and what was owed, for whoever looks for the reason of a fault."""
    done = [(str(one.at), one.step, str(one.id)) for one in steps]
    owed = [
        tuple(
            str(value)
            for value in (
                *(row.round, row.what, row.level, row.minutes, row.since, row.due_at),
                *(row.paused_at, row.met_at, row.missed, row.escalated_at),
            )
        )
        for row in rows
    ]
    return [*done, *owed]


def told_once(session: Session) -> None:
    """Whatever was entered or passed up has been told, and nobody was told anything twice."""
    same = (Notice.key, Notice.account_id)
    twice = select(*same).group_by(*same).having(func.count() > 1)
    assert session.execute(twice).all() == []
    keys = set(session.scalars(select(Notice.key)))
    assert {f"request:{one}:found" for one in session.scalars(select(Request.id))} <= keys
    passed = select(RequestDeadline).where(RequestDeadline.escalated_at.is_not(None))
    rows = session.scalars(passed).all()
    assert len({row.level for row in rows}) > 1, "nothing climbed more than one rung"
    # At the top there is nobody above to tell.
    wanted = [row for row in rows if row.level != TOP]
    assert [row for row in wanted if f"request:{row.id}:missed" not in keys] == []
