"""Who saw my data: on the resident's own page, and on paper for who has no account."""

import pytest
from sqlalchemy import select

from models.database.engine import transaction
from models.people.tables import Resident
from models.places.tables import Place
from tests.models.care.village import Village
from tests.web.auditing.conftest import Staff, written
from tests.web.care.conftest import HASH, Hamlet


@pytest.fixture
def seen(staff: Staff, elders: list[Resident]) -> Resident:
    """Somebody whom a community clerk has seen in clear."""
    clerk, where = staff("community", name="赵敏"), f"/care/residents/{elders[0].id}"
    assert "欧阳文贵" in clerk.send(where, {"purpose": "arrange"}, on=where).text
    return elders[0]


def test_a_resident_reads_day_role_place_and_purpose_but_no_name(
    hamlet: Hamlet, seen: Resident
) -> None:
    with transaction(hamlet.engine) as session:
        top = session.scalars(select(Place).where(Place.kind == "county")).one()
        village = Village.again(session, top)
        phone = village.login("resident", seen.person_id, top, password_hash=HASH).phone
    own = hamlet.sign_in(phone)
    assert "/trail/mine" in own.get("/all").text
    page = own.get("/trail/mine").text
    assert "社区工作人员（测试县610997）" in page
    assert "查看完整姓名、电话和住处" in page and "安排或核实探访" in page
    assert "赵敏" not in page


def test_at_the_counter_it_is_printed_and_stands_there_from_then_on(
    hamlet: Hamlet, staff: Staff, seen: Resident
) -> None:
    clerk = staff("community")
    person = clerk.get(f"/care/residents/{seen.id}")
    url = f"/trail/persons/{seen.person_id}"
    assert url in person.text
    paper = clerk.get(url).text
    assert "安排或核实探访" in paper and "欧**贵" in paper and "赵敏" not in paper
    assert [one.whose for one in written(hamlet, "trail.seen")] == [seen.person_id]
    assert "替本人查谁看过他的资料" in clerk.get(url).text


def test_nobody_elses(hamlet: Hamlet, staff: Staff, seen: Resident) -> None:
    url = f"/trail/persons/{seen.person_id}"
    assert staff("auditor").get(url).status_code == 403
    far = staff("resident")
    assert far.get(url).status_code == 403
    page = far.get("/trail/mine")
    assert "还查不到" in page.text and "安排或核实探访" not in page.text
    assert written(hamlet, "trail.seen") == []
