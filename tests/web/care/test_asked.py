"""Being asked over HTTP: two large answers, nothing of the resident, staff see who was asked."""

import uuid
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.care.asking.tables import Asking, Unfilled
from models.care.tables import Claim
from models.database.engine import transaction
from models.matching.tables import ForbiddenPair
from models.places.tables import Place
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, NOW, Hamlet, due, from_today
from tests.web.conftest import Visitor

SLOT = f"{from_today(1).isoformat()}.1"


@dataclass(frozen=True)
class Scene:
    """A volunteer who was asked for a visit, and the staff of the place."""

    hamlet: Hamlet
    browser: Visitor
    staff: Visitor
    helper: uuid.UUID
    visit: uuid.UUID
    resident: uuid.UUID
    ask: uuid.UUID

    def state(self) -> str:
        with transaction(self.hamlet.engine) as session:
            return session.get_one(Asking, self.ask).answer

    @property
    def page(self) -> str:
        return f"/care/asked/{self.visit}"


@pytest.fixture
def scene(hamlet: Hamlet) -> Scene:
    def make(village: Village) -> tuple[str, str, list[uuid.UUID]]:
        helper = village.volunteer("司马琴")
        account = village.login("volunteer", helper.person_id, password_hash=HASH)
        elder = village.elder("欧阳文贵", phone="19912345678", note="有狗，听力不好")
        visit = due(village, resident=elder)
        one = {"wave": 1, "asked_at": NOW}
        asked = village.add(Asking(visit_id=visit.id, helper_id=helper.id, **one))
        staff = village.login("community", password_hash=HASH)
        return account.phone, staff.phone, [helper.id, visit.id, elder.id, asked.id]

    phone, staff, ids = hamlet.build(make)
    return Scene(hamlet, hamlet.sign_in(phone), hamlet.sign_in(staff), *ids)


def again(session: Session) -> Village:
    """The village of the scene, to add to it."""
    county = session.scalars(select(Place).where(Place.kind == "county")).one()
    village = Village.again(session, county)
    assert isinstance(village, Village)
    return village


def test_asked_comes_first_and_names_nobody(scene: Scene) -> None:
    for url in ("/care/", scene.page):
        page = scene.browser.get(url).text
        assert "我能去" in page and "这次不行" in page
        for hidden in ("欧阳", "301", "19912345678", "独居", "有狗"):
            assert hidden not in page
    page = scene.browser.get("/care/").text
    assert page.count(f"/care/visits/{scene.visit}/claim") == 1, "not in the pool once more"
    assert "1 次探访请您回个话" in scene.browser.get("/").text


def test_i_can_go(scene: Scene) -> None:
    form = {"slot": SLOT, "key": "one-two-three"}
    answer = scene.browser.send(f"/care/visits/{scene.visit}/claim", form, on=scene.page)
    assert answer.status_code == 303
    assert scene.state() == "yes"
    assert "已经答应去了" in scene.browser.get(scene.page).text


def test_not_this_time_and_yet(scene: Scene) -> None:
    for _ in range(2):
        answer = scene.browser.send(scene.page + "/no", on=scene.page)
        assert (answer.status_code, answer.location) == (303, "/care/")
    assert scene.state() == "no"
    assert "请您回个话" not in scene.browser.get("/care/").text
    with transaction(scene.hamlet.engine) as session:
        assert session.scalars(select(ForbiddenPair.right_id)).all() == [scene.visit]
    page = scene.browser.get(scene.page).text
    assert "又能去了，还可以认领" in page
    form = {"slot": SLOT, "key": "one-two-three"}
    scene.browser.send(f"/care/visits/{scene.visit}/claim", form, on=scene.page)
    assert scene.state() == "yes"


def test_not_now_answers_for_all(scene: Scene) -> None:
    scene.browser.send("/care/quiet", {"days": 30}, on=scene.page)
    assert scene.state() == "not_now"


def test_an_old_link_says_that_it_is_over(scene: Scene) -> None:
    with transaction(scene.hamlet.engine) as session:
        session.add(
            Claim(
                visit_id=scene.visit,
                helper_id=scene.helper,
                seat=0,
                day=from_today(1),
                part=0,
                claimed_at=NOW,
            )
        )
    assert "已经有人去了" in scene.browser.get(scene.page).text
    assert "请您回个话" not in scene.browser.get("/care/").text


def test_nobody_answers_for_another(scene: Scene) -> None:
    with transaction(scene.hamlet.engine) as session:
        village = again(session)
        person = village.volunteer("别人").person_id
        phone = village.login("volunteer", person, password_hash=HASH).phone
    stranger = scene.hamlet.sign_in(phone)
    assert stranger.get(scene.page).status_code == 404
    assert stranger.send(scene.page + "/no", on="/care/").status_code == 404
    assert scene.state() == "none"


def test_staff_see_who_was_asked_and_what_it_costs(scene: Scene) -> None:
    page = scene.staff.get("/care/asking").text
    assert "司*琴" in page and "正在问" in page and "还没有回音" in page
    assert "欧阳文贵" not in page and "司马琴" not in page
    resident = scene.staff.get(f"/care/residents/{scene.resident}").text
    assert "问过 1 个人" in resident and "司*琴" in resident
    assert "/care/asking" in scene.staff.get("/care/owed").text
    with transaction(scene.hamlet.engine) as session:
        session.add(Unfilled(visit_id=scene.visit, since=NOW))
    assert "没有人接，请协调" in scene.staff.get("/care/asking").text


def test_staff_of_another_place_see_nothing_of_it(scene: Scene) -> None:
    with transaction(scene.hamlet.engine) as session:
        village = again(session)
        place = village.communities[1]
        phone = village.login("community", place=place, password_hash=HASH).phone
    page = scene.hamlet.sign_in(phone).get("/care/asking").text
    assert "司*琴" not in page and "现在没有要问的" in page
