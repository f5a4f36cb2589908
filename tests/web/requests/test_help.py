"""Help asked for together with a request, over HTTP: by staff and by the public form."""

import re
import uuid
from collections.abc import Callable

import pytest
from redis import Redis
from rq import Queue
from sqlalchemy import Engine, select

from jobs.queues import INTERACTIVE, OFFER_NEEDS, SERVE_REQUESTS
from models.care import service_kinds
from models.database.engine import transaction
from models.people.tables import Person, Resident
from models.places.tables import Place
from models.requests.asking.tables import RequestHelp, RequestNeed
from models.requests.tables import Request
from tests.web.conftest import EAST, NOW, Visitor
from tests.web.requests.village import GRID, building

__all__ = ["building"]
ClientOf = Callable[..., Visitor]
NUMBER = "13912345678"


@pytest.fixture
def grid(engine: Engine, building: str) -> uuid.UUID:
    """The grid of the building, with somebody who is served there."""
    with transaction(engine) as session:
        service_kinds.seed(session)
        place = session.scalars(select(Place.id).where(Place.path == GRID)).one()
        person = Person(name="李桂花", phone=NUMBER, place_id=place, created_at=NOW)
        session.add(person)
        session.flush()
        session.add(Resident(person_id=person.id, categories=["独居老人"], week=(1 << 21) - 1))
        return place


def jobs_on(queue_redis: Redis) -> list[str]:
    return [job.func_name for job in Queue(INTERACTIVE, connection=queue_redis).get_jobs()]


def stored(engine: Engine, table: type) -> list[object]:
    with transaction(engine) as session:
        return list(session.scalars(select(table)))


def test_staff_enter_it_with_the_request_and_helpers_are_asked_at_once(
    client_of: ClientOf, engine: Engine, grid: uuid.UUID, queue_redis: Redis
) -> None:
    clerk = client_of("community", EAST)
    typed = {"words": "想请人陪她去医院", "kind": "care", "place_id": str(grid), "source": "door"}
    helped = typed | {"service": "clinic", "who": "李桂花", "consent": "own"}
    for wrong, told in (
        ({"who": "李桂华"}, "没有这位服务对象"),
        ({"who": ""}, "写全名"),
        ({"consent": ""}, "请先问一问"),
        ({"day": "2020-01-01"}, "已经过了"),
    ):
        refused = clerk.send("/requests/new", helped | wrong, on="/requests/new")
        assert refused.status_code == 422 and told in refused.text, wrong
        assert "想请人陪她去医院" in refused.text, "nothing that was typed is lost"
    assert stored(engine, Request) == [] and jobs_on(queue_redis) == []
    assert clerk.send("/requests/new", helped, on="/requests/new").status_code == 303
    assert len(stored(engine, RequestNeed)) == 1 and jobs_on(queue_redis) == [OFFER_NEEDS]
    assert clerk.send("/requests/new", typed, on="/requests/new").status_code == 303
    assert len(stored(engine, RequestNeed)) == 1 and jobs_on(queue_redis) == [OFFER_NEEDS]


def test_the_form_tells_nobody_whether_somebody_is_served_here(
    client: Visitor, engine: Engine, grid: uuid.UUID, building: str, queue_redis: Redis
) -> None:
    asked = {
        "words": "家里老人想去医院",
        "service": "clinic",
        "consent": "own",
        "urgency": "urgent",
    }
    pages = []
    for who, phone in (("李桂花", NUMBER), ("李桂花", "13700000000"), ("不在册", NUMBER)):
        sent = client.send(building, asked | {"who": who, "phone": phone}, on=building)
        assert sent.status_code == 303
        page = client.get(sent.location).text
        pages.append(
            re.sub(r"\w{5}-\w{5}|asked/\w{10}|<svg.*?</svg>|csrf.*?>|\d+", "", page, flags=re.S)
        )
    assert pages[0] == pages[1] == pages[2]
    assert jobs_on(queue_redis) == [SERVE_REQUESTS]
    assert {one.kind for one in stored(engine, Request)} == {"care"}  # type: ignore[attr-defined]
    assert len(stored(engine, RequestHelp)) == 3
    assert stored(engine, RequestNeed) == [], "nothing is looked up while somebody waits"


def test_whoever_forgets_whom_it_is_for_is_asked(
    client: Visitor, engine: Engine, grid: uuid.UUID, building: str
) -> None:
    asked = {"words": "家里老人想去医院", "service": "clinic"}
    sent = client.send(building, asked, on=building)
    assert sent.status_code == 422 and "写全名" in sent.text and "家里老人想去医院" in sent.text
    assert stored(engine, Request) == []
