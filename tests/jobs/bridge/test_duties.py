"""The job that ends care duties after their last day: twice is once, late is not never."""

import datetime as dt
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis
from rq import SimpleWorker
from sqlalchemy import Engine, select, text

from jobs import queues
from jobs.bridge.duties import overdue
from jobs.clock import now, today
from models.accounts.scope import Scope
from models.bridge.duties import Given, ask, end, enter
from models.bridge.tables import CareDuty
from models.care.tables import Need
from models.database.engine import transaction
from models.people.tables import Person
from models.trail.tables import TrailEntry
from tests.county import County
from tests.jobs.care.conftest import standing
from tests.models.bridge.test_duties import HOME, House

__all__ = ["standing"]

Pair = tuple[uuid.UUID, uuid.UUID]


def asked_until(engine: Engine, days: int) -> None:
    """A duty noted and asked for ten days ago, to end in so many days from now."""
    moment = now() - dt.timedelta(10)
    then, until = today(moment), today(now()) + dt.timedelta(days)
    with transaction(engine) as session:
        county = County(session)
        county.kind("daily_care", name="生活照料")
        seeker, cared = county.seeker(), county.resident()
        for person_id in (seeker.person_id, cared.person_id):
            session.get_one(Person, person_id).household = b"one door"
        staff = county.scope("employment")
        given = Given("daily_care", 1, 7, until, cared.id)
        duty = enter(session, staff, seeker.id, given, then, moment)
        ask(session, staff, seeker.id, duty.id, "own", then, moment)


def due_yesterday(engine: Engine, whose: tuple[str, ...]) -> tuple[Scope, list[Pair]]:
    """A household's duties of several seekers, asked for and over: their staff, (seeker, duty)."""
    day, moment = today(now()), now()
    with transaction(engine) as session:
        house = House(session)
        duties = []
        for kind in whose:
            house.county.kind(kind, every_days=30)
            seeker = house.county.seeker()
            session.get_one(Person, seeker.person_id).household = HOME
            session.flush()
            given = house.given(kind=kind, until=day - dt.timedelta(1))
            then = day - dt.timedelta(9)
            duty = enter(session, house.staff, seeker.id, given, then, moment)
            ask(session, house.staff, seeker.id, duty.id, "own", then, moment)
            duties.append((seeker.id, duty.id))
    return house.staff, duties


def test_what_a_clerk_ends_meanwhile_is_ended_once(standing: Engine) -> None:
    staff, ((seeker_id, duty_id),) = due_yesterday(standing, ("nursing",))
    day, moment = today(now()) - dt.timedelta(1), now()
    with ThreadPoolExecutor(1) as pool:
        with transaction(standing) as clerk:
            end(clerk, staff, seeker_id, duty_id, day, moment)
            clerk.flush()
            job = pool.submit(overdue)
            until_waiting(standing)
        assert job.result(20) == 0
    with transaction(standing) as session:
        wanted = select(TrailEntry).where(TrailEntry.action == "bridge.duty_ended")
        assert len(session.scalars(wanted).all()) == 1
        assert session.get_one(CareDuty, duty_id).ended_on == day


def test_the_job_holds_one_duty_at_a_time(standing: Engine) -> None:
    """A clerk has the second duty and wants the household's visits, which the job has let go."""
    staff, (_, (seeker_id, duty_id)) = due_yesterday(standing, ("nursing", "daily_care"))
    day, moment = today(now()), now()
    with ThreadPoolExecutor(1) as pool:
        with transaction(standing) as clerk:
            clerk.get_one(CareDuty, duty_id, with_for_update=True)
            job = pool.submit(overdue)
            # The first is over and its household free again, while the second is waited for.
            until_waiting(standing)
            end(clerk, staff, seeker_id, duty_id, day, moment)
        assert job.result(20) == 1
    with transaction(standing) as session:
        assert set(session.scalars(select(CareDuty.ended_on))) == {day}


def until_waiting(engine: Engine) -> None:
    """Until somebody waits for a lock."""
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    for _ in range(200):
        with engine.connect() as connection:
            if connection.execute(waiting).scalar():
                return
        time.sleep(0.05)
    pytest.fail("nobody waited")


def ended(engine: Engine) -> tuple[dt.date | None, dt.date | None]:
    with transaction(engine) as session:
        duty = session.scalars(select(CareDuty)).one()
        return duty.ended_on, session.get_one(Need, duty.need_id).closed_on


def test_the_last_day_itself_still_counts(standing: Engine) -> None:
    asked_until(standing, days=0)
    assert overdue() == 0
    assert ended(standing) == (None, None)


def test_after_it_duty_and_need_end_once(standing: Engine, queue_redis: Redis) -> None:
    asked_until(standing, days=-3)
    queues.enqueue(queues.END_DUTIES, queue=queues.CHORES)
    SimpleWorker([queues.CHORES], connection=queue_redis).work(burst=True)
    day = today(now())
    assert ended(standing) == (day, day)
    assert overdue() == 0
