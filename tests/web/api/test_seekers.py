"""Out of automated matching over the API: the same function, scope and trail as on the page."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.trail.tables import TrailEntry
from tests.web.api.conftest import Callers, code
from tests.web.matching.conftest import Desk

OFF = {"automated": False, "reason": "in_writing"}


def test_off_once_for_a_key_and_the_proposal_lapses(desk: Desk, caller: Callers) -> None:
    clerk = caller("employment", desk.county_id)
    seeker = desk.proposal("first").seeker_id
    key = uuid.uuid4().hex
    for _ in range(2):
        answer = clerk.post(f"/seekers/{seeker}/automation", OFF, key)
        assert answer.get_json() == {"seeker_id": str(seeker), "automated": False}
    assert desk.proposal("first").state == "lapsed"
    with Session(desk.engine) as session:
        lines = select(TrailEntry.why).where(TrailEntry.action == "seeker.automation")
        assert session.scalars(lines).all() == ["in_writing"]


def test_refusals(desk: Desk, caller: Callers) -> None:
    url = f"/seekers/{desk.proposal('far').seeker_id}/automation"
    clerk = caller("employment", desk.county_id)
    assert code(caller("employment", desk.places["east"]).post(url, OFF)) == (404, "seeker_unknown")
    assert code(caller("community", desk.county_id).post(url, OFF))[0] == 403
    assert clerk.post(url, OFF | {"reason": "because"}).status_code == 422
    reader = caller("employment", desk.county_id, None, ("read",))
    assert code(reader.post(url, OFF))[0] == 403
    assert desk.proposal("far").state == "open"
