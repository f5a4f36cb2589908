"""Staff turn a request into a need, and a risk from a visit into a request, over HTTP."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from redis import Redis
from rq import Queue
from sqlalchemy import Engine, select

from jobs.queues import INTERACTIVE, OFFER_NEEDS
from models.care import service_kinds
from models.care.owed.tables import RiskFlag
from models.care.tables import Need
from models.database.engine import transaction
from models.people.tables import Person as PersonRow
from models.people.tables import Resident
from models.places.tables import Place
from models.requests.tables import Request
from tests.web.conftest import EAST, NOW, WEST, People, Visitor
from tests.web.requests.village import GRID, ask, building, stored
from web.clock import today

__all__ = ["building"]
ClientOf = Callable[..., Visitor]


@pytest.fixture
def mother(engine: Engine, building: str) -> uuid.UUID:
    """Somebody who is served in the grid of the building."""
    with transaction(engine) as session:
        service_kinds.seed(session)
        place = session.scalars(select(Place.id).where(Place.path == GRID)).one()
        person = PersonRow(name="李桂花", place_id=place, created_at=NOW)
        session.add(person)
        session.flush()
        found = Resident(person_id=person.id, categories=["独居老人"], week=(1 << 21) - 1)
        session.add(found)
        session.flush()
        return found.id


def test_a_request_becomes_a_need_and_is_matched_at_once(
    client: Visitor,
    client_of: ClientOf,
    engine: Engine,
    building: str,
    mother: uuid.UUID,
    queue_redis: Redis,
) -> None:
    clerk = client_of("community", EAST)
    code = ask(client, building, words="妈妈腿脚不好，想请人陪她去医院")
    made = stored(engine, code)
    here = f"/requests/{made.id}/need"
    day = today(NOW)
    typed: dict[str, object] = {
        "name": "李桂花",
        "kind": "company",
        "first_day": day,
        "last_day": day + dt.timedelta(days=7),
        "consent": "own",
    }
    assert here in clerk.get(f"/requests/{made.id}").text
    for wrong in ({"name": "别人"}, {"kind": "none"}, {"consent": ""}, {"last_day": "x"}):
        assert clerk.send(here, typed | wrong, on=here).status_code == 422, wrong
    queue = Queue(INTERACTIVE, connection=queue_redis)
    queue.empty()
    assert clerk.send(here, typed, on=here).status_code == 303
    page = clerk.get(here).text
    assert "已提出，等人认领" in page and 'name="kind"' not in page
    assert [job.func_name for job in queue.get_jobs()] == [OFFER_NEEDS]
    with transaction(engine) as session:
        need = session.scalars(select(Need)).one()
        assert (need.resident_id, need.source) == (mother, "request")
    assert "诉求提出" in clerk.get(f"/care/residents/{mother}").text
    assert client_of("community", WEST).get(here).status_code == 404
    assert client_of("volunteer", EAST).get(here).status_code == 403
    with transaction(engine) as session:
        session.scalars(select(Need)).one().closed_on = day
    assert 'name="kind"' in clerk.get(here).text, "while it is open it may be asked for again"


def test_who_needs_it_is_shown_in_clear_only_where_somebody_says_what_for(
    client: Visitor, client_of: ClientOf, engine: Engine, building: str, mother: uuid.UUID
) -> None:
    helped = {"service": "clinic", "who": "李桂花", "consent": "own"}
    made = stored(engine, ask(client, building, words="家里老人想去医院", **helped))
    clerk, one = client_of("community", EAST), f"/requests/{made.id}"
    here = f"{one}/need"
    for page in (clerk.get(one), clerk.get(here)):
        assert "李桂花" not in page.text and "李*花" in page.text
    assert "李桂花" in clerk.send(one, {"purpose": "check"}, on=one).text
    typed: dict[str, object] = {"kind": "clinic", "consent": "own"}
    typed |= {"first_day": today(NOW), "last_day": today(NOW)}
    assert clerk.send(here, typed | {"name": "别人"}, on=here).status_code == 422
    assert clerk.send(here, typed | {"name": ""}, on=here).status_code == 303
    with transaction(engine) as session:
        assert session.scalars(select(Need.resident_id)).one() == mother


def test_a_risk_from_a_visit_is_one_tap(
    client_of: ClientOf, engine: Engine, person: People, mother: uuid.UUID
) -> None:
    clerk = client_of("community", EAST)
    by = uuid.UUID(person("volunteer", EAST).id)
    with transaction(engine) as session:
        flag = RiskFlag(resident_id=mother, signs=["fall"], raised_at=NOW, raised_by=by)
        session.add(flag)
        session.flush()
        url = f"/requests/from-flag/{flag.id}"
    page = f"/care/residents/{mother}"
    assert url in clerk.get(page).text
    assert clerk.send(url, on=page).status_code == 303
    with transaction(engine) as session:
        made = session.scalars(select(Request)).one()
        assert (made.source, made.urgency) == ("visit", "urgent")
        there = f"/requests/{made.id}"
    assert there in clerk.get(page).text and url not in clerk.get(page).text
    assert "摔倒" in clerk.get(there).text
    key: dict[str, object] = {"key": "k" * 22}
    assert clerk.send(url, key, on=page).status_code == 409
    assert client_of("community", WEST).send(url, key).status_code == 404


def test_a_risk_of_somebody_kept_back_leaves_the_hands_of_the_grid(
    client_of: ClientOf,
    engine: Engine,
    county: dict[str, Place],
    person: People,
    mother: uuid.UUID,
) -> None:
    by = uuid.UUID(person("volunteer", EAST).id)
    with transaction(engine) as session:
        county[GRID] = session.scalars(select(Place).where(Place.path == GRID)).one()
        session.scalars(select(PersonRow)).one().address_suppressed = True
        flag = RiskFlag(resident_id=mother, signs=["fall"], raised_at=NOW, raised_by=by)
        session.add(flag)
        session.flush()
        url = f"/requests/from-flag/{flag.id}"
    worker = client_of("grid_worker", GRID)
    made = worker.send(url, on=f"/care/residents/{mother}")
    assert (made.status_code, made.location) == (303, "/requests/")
    assert worker.get(made.location).status_code == 200


def test_staff_see_what_may_be_the_same_and_the_resident_does_not(
    client: Visitor, client_of: ClientOf, engine: Engine, building: str
) -> None:
    clerk = client_of("community", EAST)
    first = ask(client, building, words="三楼楼道灯不亮，找王师傅")
    second = stored(engine, ask(client, building, words="三楼楼道灯不亮，摔了人"))
    page = clerk.get(f"/requests/{second.id}").text
    assert "可能是同一件事" in page and f"/requests/{stored(engine, first).id}" in page
    assert "王师傅" not in clerk.get(f"/asked/{second.code}").text
