"""What is owed, for those who look after a place: in scope, masked, each unmasking on record."""

import uuid
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from models.database.engine import transaction
from models.trail.tables import TrailEntry
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, Hamlet, due, from_today
from tests.web.conftest import Visitor


@dataclass(frozen=True)
class Scene:
    hamlet: Hamlet
    browser: Visitor
    here: uuid.UUID
    elsewhere: uuid.UUID
    helper: uuid.UUID


@pytest.fixture
def scene(hamlet: Hamlet) -> Scene:
    """Staff of the first community; one elder overdue here, one owed in the other community."""

    def make(village: Village) -> tuple[str, uuid.UUID, uuid.UUID, uuid.UUID]:
        staff = village.login("community", password_hash=HASH)
        late = village.elder(
            "欧阳文贵", phone="19912345678", guardian_name="欧阳小军", guardian_phone="19987654321"
        )
        village.visit(late, window_from=from_today(-20), window_to=from_today(-4))
        other = village.elder("上官明", grid=2)
        due(village, resident=other)
        helper = village.volunteer("司马琴")
        village.claim(helper, due(village, resident=village.elder("夏侯安")), day=from_today(2))
        return staff.phone, late.id, other.id, helper.id

    phone, *found = hamlet.build(make)
    return Scene(hamlet, hamlet.sign_in(phone), *found)


def test_owed_in_scope_masked_and_most_overdue_first(scene: Scene) -> None:
    page = scene.browser.get("/care/owed").text
    assert "过期 4 天" in page and "欧**贵" in page and "司*琴" in page
    assert "新城社区 第1网格" in page
    assert page.index("欧**贵") < page.index("夏*安")
    for hidden in ("上*明", "上官", "欧阳文贵", "东门社区"):
        assert hidden not in page


def test_a_grid_worker_sees_first_whom_to_see_first(hamlet: Hamlet) -> None:
    def make(village: Village) -> str:
        late = village.elder("欧阳文贵")
        village.visit(late, window_from=from_today(-20), window_to=from_today(-4))
        due(village, resident=village.elder("上官明", grid=2))
        return village.login("grid_worker", password_hash=HASH).phone

    page = hamlet.sign_in(hamlet.build(make)).get("/").text
    assert "欧**贵" in page and "过期 4 天" in page
    assert "上*明" not in page, "another community's"


def test_filters(scene: Scene) -> None:
    claimed = scene.browser.get("/care/owed?state=claimed").text
    assert "夏*安" in claimed and "欧**贵" not in claimed
    overdue = scene.browser.get("/care/owed?state=overdue").text
    assert "欧**贵" in overdue and "夏*安" not in overdue
    assert scene.browser.get(f"/care/owed?community={uuid.uuid4()}").status_code == 200
    assert scene.browser.get("/care/owed?state=x&community=y").status_code == 200


def test_unmasking_asks_what_for_and_leaves_a_line(scene: Scene) -> None:
    where = f"/care/residents/{scene.here}"
    page = scene.browser.get(where).text
    assert "欧**贵" in page and "欧阳文贵" not in page and "199****5678" in page
    assert scene.browser.send(where, {"purpose": ""}, on=where).status_code == 422
    clear = scene.browser.send(where, {"purpose": "contact"}, on=where).text
    assert "欧阳文贵" in clear and "19912345678" in clear and "301" in clear
    assert "tel:19987654321" in clear and "欧阳小军" not in page, "the family is called too"
    with transaction(scene.hamlet.engine) as session:
        lines = session.scalars(select(TrailEntry).where(TrailEntry.action == "care.unmask")).all()
        assert [line.why for line in lines] == ["contact"]


def test_a_helpers_page(scene: Scene) -> None:
    where = f"/care/helpers/{scene.helper}"
    page = scene.browser.get(where).text
    assert "司*琴" in page and "课业辅导" in page and "司马琴" not in page
    assert "司马琴" in scene.browser.send(where, {"purpose": "arrange"}, on=where).text


def test_nobody_looks_beyond_his_place(scene: Scene) -> None:
    where = f"/care/residents/{scene.elsewhere}"
    assert scene.browser.get(where).status_code == 404
    assert scene.browser.send(where, {"purpose": "contact"}, on="/").status_code == 404


def test_the_first_page_says_what_is_owed(scene: Scene) -> None:
    page = scene.browser.get("/").text
    assert "该做的探访" in page and "/care/owed?state=overdue" in page
    assert scene.browser.get("/care/").status_code == 403
