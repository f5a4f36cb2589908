"""The job that ends care duties after their last day: twice is once, late is not never."""

import datetime as dt

from redis import Redis
from rq import SimpleWorker
from sqlalchemy import Engine, select

from jobs import queues
from jobs.bridge.duties import overdue
from jobs.clock import now, today
from models.bridge.duties import Given, ask, enter
from models.bridge.tables import CareDuty
from models.care.tables import Need
from models.database.engine import transaction
from models.people.tables import Person
from tests.county import County
from tests.jobs.care.conftest import standing

__all__ = ["standing"]


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
