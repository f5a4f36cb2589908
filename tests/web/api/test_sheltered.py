"""A kept address over the API and on the desk: neither answer nor page gives it away."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.care.tables import Visit
from models.database.engine import transaction
from models.people.tables import Helper, Person, Resident
from tests.web.api.conftest import Callers
from tests.web.matching.conftest import Desk

GIVEAWAYS = ("第1网格", "三单元301")


@pytest.fixture
def sheltered(desk: Desk) -> Desk:
    """The desk's one visit is owed to somebody whose address is kept."""
    with transaction(desk.engine) as session:
        visit = session.get_one(Visit, desk.proposal("visit").visit_id)
        resident = session.get_one(Resident, visit.resident_id)
        person = session.get_one(Person, resident.person_id)
        person.door, person.address_suppressed = "三单元301", True
    return desk


def test_the_desk_names_the_community_only(sheltered: Desk, caller: Callers) -> None:
    clerk, page = caller("community", sheltered.county_id), sheltered.staff("community")
    one = sheltered.proposals["visit"]
    answers = [
        clerk.get("/proposals", market="care").text,
        clerk.get(f"/proposals/{one}").text,
        page.get("/desk/?market=care&search=孙").text,
        page.get(f"/desk/{one}").text,
    ]
    for text in answers:
        assert "新城社区" in text
        assert [word for word in GIVEAWAYS if word in text] == []


def test_not_even_the_helper_who_claimed_is_told(sheltered: Desk, caller: Callers) -> None:
    with Session(sheltered.engine) as session:
        helper_id = sheltered.proposal("visit").helper_id
        person_id = session.scalars(select(Helper.person_id).where(Helper.id == helper_id)).one()
    helper = caller("volunteer", sheltered.county_id, person_id)
    offered = helper.get("/visits").get_json()["items"]
    assert [(offer["community"], offer["grid"]) for offer in offered] == [("新城社区", "")]
    body = {"visit_id": offered[0]["visit_id"], **offered[0]["slots"][0]}
    claim = helper.post("/claims", body).get_json()
    contact = helper.get(f"/claims/{claim['id']}/contact").get_json()
    assert contact["name"] == "孙奶奶" and contact["address"] is None
    assert (claim["grid"], claim["lat"], claim["lon"]) == ("", None, None)
