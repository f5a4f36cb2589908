"""Help asked for with requests is offered and ended, whatever dies or comes between."""

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis
from rq import Queue
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs.clock import now, today
from jobs.queues import INTERACTIVE, OFFER_NEEDS
from jobs.requests import needs
from models.care import service_kinds
from models.care.tables import Need
from models.database.engine import transaction
from models.places.tables import Place
from models.requests import life
from models.requests.asking import at_once
from models.requests.asking.entering import enter_once
from models.requests.asking.needs import Wanted
from models.requests.life import Asked, Entry
from models.requests.tables import Request
from models.requests.who import actor
from tests.county import County
from tests.jobs.bridge.test_duties import until_waiting
from tests.jobs.care.conftest import standing

__all__ = ["standing"]
SONS = "13812345678"
LATE = dt.timedelta(minutes=11)


@pytest.fixture
def code(standing: Engine) -> str:
    """Somebody asked with a number on record; nobody has looked at it."""
    moment = now()
    wanted = Wanted("clinic", today(moment), today(moment) + dt.timedelta(days=7), "own", "李桂花")
    with transaction(standing) as session:
        service_kinds.seed(session)
        county = County(session)
        county.resident("李桂花", guardian_phone=SONS)
        entry = Entry("care", county.grids[0].id, "想请人陪她去医院", phone=SONS)
        return enter_once(session, uuid.uuid4().hex, entry, moment, wanted)


@pytest.mark.parametrize(("ago", "offered"), [(dt.timedelta(), [OFFER_NEEDS]), (LATE, [])])
def test_opened_by_whoever_died_then_it_is_offered_the_next_minute(
    standing: Engine, code: str, queue_redis: Redis, ago: dt.timedelta, offered: list[str]
) -> None:
    """Later on the rounds of asking have been there."""
    moment = now() - ago
    with transaction(standing) as session:
        (made,) = at_once.not_looked_at(session)
        assert at_once.look_at(session, made, today(moment), moment) is not None
    assert needs.serve() == 0
    queue = Queue(INTERACTIVE, connection=queue_redis)
    assert [job.func_name for job in queue.get_jobs()] == offered


def test_a_no_in_the_moment_of_closing_keeps_the_need(standing: Engine, code: str) -> None:
    assert needs.serve() == 1
    with transaction(standing) as session:
        request = life.request_by(session, code, lock=True)
        clerk = County.again(session, session.scalars(select(Place).filter_by(kind="county")).one())
        by = actor(session, clerk.scope("community"), request)
        life.step(session, request, by, Asked("accept"), now())
        life.step(session, request, by, Asked("refer", "affairs", "转窗口"), now())
    with ThreadPoolExecutor(1) as pool:
        with transaction(standing) as session:
            life.answer(session, code, Asked("resident_no", "not_done"), now())
            job = pool.submit(needs.follow)
            until_waiting(standing)
        assert job.result(20) == 0
    with Session(standing) as session:
        assert session.scalars(select(Request.state)).one() == "reopened"
        assert session.scalars(select(Need.closed_on)).one() is None
