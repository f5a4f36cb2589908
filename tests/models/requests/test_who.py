"""Who asks is known by the account, the person and the number, signed in or not."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.accounts.phone import phone_hash
from models.people.identity import person_phone_hash
from models.requests import life, lists
from models.requests.refusals import RequestStepWrong, RequestUnknown, RequestWrong
from models.requests.tables import Request
from models.requests.telling import in_hand
from models.requests.who import HANDLERS, asked_by, askers
from tests.county import NOW
from tests.models.requests.hall import Hall

OWN, PERSONS = "13900000001", "13900000002"
SIGNED_OUT = {"requester_id": None, "person_id": None, "recorder_id": None}


@pytest.fixture
def hall(session: Session) -> Hall:
    """The mate signs in by one number; another stands in the ledger for the person he is."""
    hall = Hall(session)
    person = hall.county.person("网格员", phone=PERSONS, phone_hash=person_phone_hash(PERSONS))
    mate = hall.accounts["mate"]
    mate.phone, mate.phone_hash, mate.person_id = OWN, phone_hash(OWN), person.id
    # A second account of the same person, by which he may ask as well.
    hall.accounts["again"] = hall.county.account(
        "resident", hall.grid, name="again", person_id=person.id
    )
    session.flush()
    return hall


def entered(hall: Hall, way: str) -> Request:
    asks: dict[str, object] = {
        "own": {"phone": f"+86 {OWN}"},
        "persons": {"phone": PERSONS},
        "account": {"requester_id": hall.accounts["mate"].id},
        "person": {"person_id": hall.accounts["mate"].person_id},
        "other account": {"requester_id": hall.accounts["again"].id},
    }[way]
    return loaded(hall, hall.enter(**(SIGNED_OUT | asks), source="qr"))


def loaded(hall: Hall, request: Request) -> Request:
    found = life.loaded(hall.session, request.id)
    assert found is request
    return found


@pytest.mark.parametrize("way", ["own", "persons", "account", "person", "other account"])
def test_whoever_has_the_number_asks_and_nothing_else(hall: Hall, way: str) -> None:
    hall.request = request = entered(hall, way)
    session, mate = hall.session, hall.scope("mate")
    assert {"mate"} <= {one.name for one in askers(session, request)} <= {"mate", "again"}
    assert hall.actor("mate").relations == {"resident"}
    assert hall.actor("worker").relations >= {"staff", "other"}
    with pytest.raises(RequestUnknown):
        lists.request_in(session, mate, request.id)
    assert request not in session.scalars(lists.board(session, mate)).all()
    assert request in session.scalars(lists.board(session, hall.scope("worker"))).all()
    assert hall.accounts["mate"].id not in in_hand(session, request, NOW)
    hall.takes("clerk", "accept")
    with pytest.raises(RequestStepWrong):
        hall.takes("clerk", "send", to="mate")
    assert "mate" not in {one.name for one in lists.handlers_for(session, request)}
    hall.handled("worker")
    assert hall.accounts["mate"].id not in in_hand(session, request, NOW)
    assert "supervisor" not in hall.actor("mate").relations


def test_both_sides_of_the_relation_say_the_same(hall: Hall) -> None:
    session = hall.session
    requests = [
        hall.request,
        hall.enter(**SIGNED_OUT),
        hall.enter(**SIGNED_OUT, phone="0915-3212345"),
        *(entered(hall, way) for way in ("own", "persons", "account", "person", "other account")),
    ]
    pairs = 0
    for name in hall.accounts:
        found = set(session.scalars(select(Request.id).where(asked_by(session, hall.scope(name)))))
        denied = select(Request.id).where(~asked_by(session, hall.scope(name)))
        assert found | set(session.scalars(denied)) == {one.id for one in requests}
        for request in requests:
            named = name in {one.name for one in askers(session, request)}
            assert named == (request.id in found), name
            pairs += named
    assert pairs == 2 + 2 + 2 + 2 + 2 + 1


@pytest.mark.parametrize("number", [OWN, PERSONS])
def test_a_recorder_does_not_leave_his_own_number(hall: Hall, number: str) -> None:
    given = {**SIGNED_OUT, "recorder_id": hall.accounts["mate"].id, "phone": number}
    with pytest.raises(RequestWrong) as refused:
        hall.enter(**given)
    assert refused.value.field == "phone"


def test_a_number_that_nobody_signs_in_with_keeps_nobody_out(hall: Hall) -> None:
    hall.request = loaded(hall, hall.enter(**SIGNED_OUT, phone="13912345678"))
    assert askers(hall.session, hall.request) == []
    staff = [one for one in hall.accounts.values() if one.grants[0].role in HANDLERS]
    assert all("resident" not in hall.actor(one.name).relations for one in staff)
