"""An address that is kept: who sets it, and that no page or file gives it away."""

import uuid
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from models.database.engine import transaction
from models.people.tables import Resident, Seeker
from models.places.tables import Place
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, Hamlet, due
from tests.web.conftest import Visitor

ON = {"suppressed": "true", "reason": "safety"}
GIVEAWAYS = ("第1网格", "301")


@pytest.fixture
def resident(hamlet: Hamlet) -> uuid.UUID:
    """An elder with a visit owed, who looks for work as well."""

    def make(village: Village) -> uuid.UUID:
        elder = village.elder("欧阳文贵", phone="19912345678")
        due(village, resident=elder)
        facts = {"skills": [], "wishes": [], "hardship": [], "training_wishes": []}
        village.add(Seeker(person_id=elder.person_id, **facts))
        return elder.id

    found: uuid.UUID = hamlet.build(make)
    return found


def staff(hamlet: Hamlet, role: str) -> Visitor:
    """Somebody of that role over the whole county, signed in."""
    with transaction(hamlet.engine) as session:
        county = session.scalars(select(Place).where(Place.kind == "county")).one()
        village = Village.again(session, county)
        phone = village.login(role, place=county, password_hash=HASH).phone
    return hamlet.sign_in(phone)


def test_the_county_keeps_and_lifts(hamlet: Hamlet, resident: uuid.UUID) -> None:
    where = f"/care/residents/{resident}"
    county, community = staff(hamlet, "county"), staff(hamlet, "community")
    assert "住处保密" in county.get(where).text and "住处保密" not in community.get(where).text
    assert community.send(where + "/address", ON, on=where).status_code == 403
    wrong = county.send(where + "/address", {"suppressed": "true"}, on=where)
    assert wrong.status_code == 422 and "请填写这一项" in wrong.text
    assert county.send(where + "/address", ON, on=where).status_code == 303
    page = county.get(where).text
    assert "人身安全" in page and "地址不公开" in page
    lift = {"suppressed": "false", "reason": "over"}
    assert county.send(where + "/address", lift, on=where).status_code == 303
    assert "第1网格" in community.get(where).text


def test_no_page_gives_it_away(hamlet: Hamlet, resident: uuid.UUID) -> None:
    where = f"/care/residents/{resident}"
    county = staff(hamlet, "county")
    with transaction(hamlet.engine) as session:
        elder = session.get_one(Resident, resident)
        of_elder = select(Seeker.id).where(Seeker.person_id == elder.person_id)
        seeker = session.scalars(of_elder).one()
    pages = (
        where,
        f"/seekers/{seeker}",
        "/care/owed",
        "/lists/residents",
        "/lists/residents?q=欧阳",
        "/lists/seekers",
    )
    assert all("第1网格" in county.get(page).text for page in pages)
    county.send(where + "/address", ON, on=where)
    shown = [county.get(page).text for page in pages]
    shown.append(county.send(where, {"purpose": "contact"}, on=where).text)
    shown.append(county.send(f"/seekers/{seeker}", {"purpose": "call"}, on=where).text)
    for text in shown:
        assert "贵" in text
        assert [word for word in GIVEAWAYS if word in text] == []


def test_no_file_gives_it_away(hamlet: Hamlet, resident: uuid.UUID) -> None:
    county = staff(hamlet, "county")
    county.send(f"/care/residents/{resident}/address", ON, on=f"/care/residents/{resident}")
    for kind in ("residents", "seekers"):
        answer = county.send(f"/lists/{kind}/export", {"q": ""}, on=f"/lists/{kind}")
        sheet = load_workbook(BytesIO(answer.data)).active
        assert sheet is not None
        cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]
        assert any("贵" in cell for cell in cells)
        assert [cell for cell in cells if any(word in cell for word in GIVEAWAYS)] == []
