"""A volunteer's pages over HTTP: masked before the claim, open until the visit is over."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from models.accounts.phone import phone_hash
from models.accounts.tables import Account, Grant
from models.care.days import SHANGHAI
from models.care.tables import Claim, Visit, VisitRecord
from models.database.engine import transaction
from models.matching.tables import ForbiddenPair, Proposal, Run
from models.people.tables import Helper, Person
from models.trail.tables import TrailEntry
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, NOW, TODAY, Hamlet, due, from_today
from tests.web.conftest import Visitor

SLOT = f"{from_today(1).isoformat()}.1"


@dataclass(frozen=True)
class Scene:
    """One volunteer, one visit suggested to her, one out in the pool."""

    hamlet: Hamlet
    browser: Visitor
    helper: uuid.UUID
    suggested: uuid.UUID
    other: uuid.UUID

    def claim(self, visit: uuid.UUID, slot: str = SLOT, key: str = "one-two-three") -> TestResponse:
        form = {"slot": slot, "key": key}
        return self.browser.send(f"/care/visits/{visit}/claim", form, on="/care/")

    def claimed(self) -> str:
        """Claim the suggested visit; the address of its page."""
        answer = self.claim(self.suggested)
        assert answer.status_code == 303
        return answer.location

    def count(self, *conditions: object) -> int:
        with transaction(self.hamlet.engine) as session:
            return session.scalar(select(func.count()).select_from(Claim).where(*conditions)) or 0

    def one(self, table: type, **values: object) -> object:
        with transaction(self.hamlet.engine) as session:
            return session.scalars(select(table).filter_by(**values)).one()


@pytest.fixture
def scene(hamlet: Hamlet) -> Scene:
    def make(village: Village) -> tuple[str, Helper, Visit, Visit]:
        helper = village.volunteer()
        account = village.login("volunteer", helper.person_id, password_hash=HASH)
        elder = village.elder("欧阳文贵", phone="19912345678", note="有狗，听力不好")
        suggested = due(village, resident=elder)
        other = due(village, resident=village.elder("上官明"), kinds=["wash"])
        run = village.add(
            Run(
                county_id=village.place.id,
                night=TODAY,
                state="published",
                params={},
                started_at=NOW,
                report={},
            )
        )
        village.add(
            Proposal(
                run_id=run.id,
                market="care",
                place_id=village.grids[0].id,
                visit_id=suggested.id,
                helper_id=helper.id,
                day=from_today(1),
                part=1,
                rank=1,
                score=7500,
                contributions=[
                    {
                        "feature": "distance",
                        "label": {"said": "距离", "facts": {}},
                        "points": 7500,
                        "said": {"said": "相距 %(km).1f 公里", "facts": {"km": 0.3}},
                    }
                ],
                queue=[],
                warnings=[],
                alternatives=[],
                change="new",
            )
        )
        return account.phone, helper, suggested, other

    phone, helper, suggested, other = hamlet.build(make)
    return Scene(hamlet, hamlet.sign_in(phone), helper.id, suggested.id, other.id)


def test_tasks_are_masked_and_the_suggestion_comes_first_with_its_reason(scene: Scene) -> None:
    page = scene.browser.get("/care/").text
    assert page.index(str(scene.suggested)) < page.index(str(scene.other))
    assert "相距 0.3 公里" in page
    for hidden in ("欧阳", "上官", "301", "19912345678", "独居", "有狗"):
        assert hidden not in page
    first_choice = re.search(r'<option value="([^"]+)"', page)
    assert first_choice is not None and first_choice[1] == SLOT


def test_claimed_opens_the_address_and_leaves_a_line_for_each_look(scene: Scene) -> None:
    where = scene.claimed()
    page = scene.browser.get(where).text
    for shown in ("欧阳文贵", "301", "tel:19912345678", "有狗", "新城社区"):
        assert shown in page
    assert "geo:32." in page
    scene.browser.get(where)
    with transaction(scene.hamlet.engine) as session:
        looks = session.scalars(select(TrailEntry).where(TrailEntry.action == "care.contact")).all()
        assert len(looks) == 2
        assert (
            looks[0].whose
            == session.scalars(select(Person.id).where(Person.name == "欧阳文贵")).one()
        )
    assert scene.one(Proposal).state == "claimed"  # type: ignore[attr-defined]


def test_a_double_tap_is_one_claim(scene: Scene) -> None:
    answers = [scene.claim(scene.suggested) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert scene.count() == 1


def test_a_refusal_names_its_rules_in_plain_words(scene: Scene) -> None:
    with transaction(scene.hamlet.engine) as session:
        session.get_one(Helper, scene.helper).monthly_visits = 0
    answer = scene.claim(scene.other)
    assert answer.status_code == 409
    assert 'data-rule="capacity"' in answer.text
    assert "名额已满" in answer.text
    assert scene.count() == 0


def test_one_half_day_is_one_visit(scene: Scene) -> None:
    scene.claimed()
    answer = scene.claim(scene.other, key="another-key")
    assert (answer.status_code, "已经有别的任务" in answer.text) == (409, True)


@pytest.mark.parametrize("slot", ["", "tomorrow", "2026-13-01.1", f"{TODAY}.7"])
def test_a_time_that_is_none_is_refused(scene: Scene, slot: str) -> None:
    assert scene.claim(scene.suggested, slot).status_code == 409
    assert scene.count() == 0


def test_without_a_key_nothing_is_done(scene: Scene) -> None:
    assert scene.claim(scene.suggested, key="").status_code in (400, 409, 422)
    assert scene.count() == 0


def test_giving_back_closes_the_address_and_the_pair_is_left_alone(scene: Scene) -> None:
    where = scene.claimed()
    form = {"reason": "ill", "key": "back-again"}
    assert scene.browser.send(where + "/withdraw", form, on=where).status_code == 303
    page = scene.browser.get(where).text
    assert "欧阳文贵" not in page and "19912345678" not in page
    assert scene.one(Proposal).state == "lapsed"  # type: ignore[attr-defined]
    pair = scene.one(ForbiddenPair)
    assert (pair.left_id, pair.right_id) == (scene.helper, scene.suggested)  # type: ignore[attr-defined]
    assert scene.claim(scene.suggested, key="once-more").status_code == 303


def _yesterday(scene: Scene, where: str) -> None:
    """Let the claimed day have come: a visit is entered after it was made."""
    with transaction(scene.hamlet.engine) as session:
        claim = session.get_one(Claim, uuid.UUID(where.rsplit("/", 1)[1]))
        claim.day = from_today(-1)
        claim.claimed_at -= dt.timedelta(days=2)


def sheet(**more: str) -> dict[str, object]:
    facts = {
        "outcome": "done",
        "day": from_today(-1).isoformat(),
        "began": "14:30",
        "ended": "15:45",
        "note": "一切都好",
        "key": "the-sheet-1",
    }
    return {**facts, **more}


def test_done_ends_it_with_true_times_and_counts(scene: Scene) -> None:
    where = scene.claimed()
    _yesterday(scene, where)
    assert "填写探访结果" in scene.browser.get(where).text
    answer = scene.browser.send(where + "/sheet", sheet(), on=where + "/sheet")
    assert (answer.status_code, answer.location) == (303, where)
    record = scene.one(VisitRecord)
    local = record.began_at.astimezone(SHANGHAI)  # type: ignore[attr-defined]
    assert local == dt.datetime.combine(from_today(-1), dt.time(14, 30), SHANGHAI)
    assert record.note == "一切都好"  # type: ignore[attr-defined]
    page = scene.browser.get("/care/history").text
    assert "1.2" in page and "75" in page
    assert "欧阳文贵" not in scene.browser.get(where).text
    with transaction(scene.hamlet.engine) as session:
        assert session.get_one(Visit, scene.suggested).state == "done"


def test_the_sheet_says_what_is_wrong_and_keeps_what_was_typed(scene: Scene) -> None:
    where = scene.claimed()
    _yesterday(scene, where)
    answer = scene.browser.send(where + "/sheet", sheet(ended="14:00"), on=where + "/sheet")
    assert answer.status_code == 422
    assert "结束时间要晚于开始时间" in answer.text and "一切都好" in answer.text
    unknown = scene.browser.send(where + "/sheet", sheet(outcome="fine"), on=where + "/sheet")
    assert unknown.status_code == 422


def test_the_calendar_entry_holds_neither_name_nor_door(scene: Scene) -> None:
    answer = scene.browser.get(scene.claimed() + "/calendar.ics")
    assert answer.content_type.startswith("text/calendar")
    text = answer.text.replace("\r\n ", "")
    began = dt.datetime.combine(from_today(1), dt.time(14, 30), SHANGHAI).astimezone(dt.UTC)
    assert f"DTSTART:{began:%Y%m%dT%H%M%SZ}" in text
    assert "新城社区 第1网格" in text
    assert "欧阳" not in text and "301" not in text
    assert all(len(line.encode()) <= 75 for line in answer.text.split("\r\n"))


def test_a_kept_address_is_never_shown(scene: Scene) -> None:
    with transaction(scene.hamlet.engine) as session:
        person = session.scalars(select(Person).where(Person.name == "欧阳文贵")).one()
        person.address_suppressed = True
    tasks = scene.browser.get("/care/").text
    assert str(scene.suggested) in tasks and tasks.count("第1网格") == 1
    claimed = scene.claimed()
    page = scene.browser.get(claimed).text
    assert "301" not in page and "geo:" not in page and "第1网格" not in page
    assert "地址不公开" in page
    entry = scene.browser.get(claimed + "/calendar.ics").text
    assert "新城社区" in entry and "第1网格" not in entry


def _second_helper(scene: Scene) -> str:
    """Another volunteer next door; her phone."""
    with transaction(scene.hamlet.engine) as session:
        neighbour = session.get_one(Helper, scene.helper).person_id
        home = session.get_one(Person, neighbour).place_id
        person = Person(name="别人", place_id=home, created_at=NOW)
        session.add(person)
        session.flush()
        session.add(Helper(person_id=person.id, skills=[], dialects=[]))
        account = session.scalars(select(Account).where(Account.person_id == neighbour)).one()
        grant = Grant(role="volunteer", place_id=account.grants[0].place_id)
        phone = "13800009999"
        session.add(
            Account(
                name="别人",
                phone=phone,
                phone_hash=phone_hash(phone),
                password_hash=HASH,
                person_id=person.id,
                created_at=NOW,
                grants=[grant],
            )
        )
    return phone


def test_nobody_sees_another_helpers_claim(scene: Scene) -> None:
    where = scene.claimed()
    stranger = scene.hamlet.sign_in(_second_helper(scene))
    for path in ("", "/sheet", "/calendar.ics"):
        assert stranger.get(where + path).status_code == 404
    form = {"reason": "ill", "key": "not-mine-1"}
    assert stranger.send(where + "/withdraw", form, on="/care/").status_code == 404
    assert scene.count(Claim.state == "claimed") == 1


def test_not_now_and_back(scene: Scene) -> None:
    assert scene.browser.send("/care/quiet", {"days": 30}, on="/care/").status_code == 303
    assert scene.one(Helper, id=scene.helper).quiet_until == from_today(30)  # type: ignore[attr-defined]
    assert "不向您推荐任务" in scene.browser.get("/care/").text
    scene.browser.send("/care/quiet", {"days": 0}, on="/care/")
    assert scene.one(Helper, id=scene.helper).quiet_until is None  # type: ignore[attr-defined]
    assert scene.browser.send("/care/quiet", {"days": 5000}, on="/care/").status_code == 400


def test_what_happens_next_is_said(scene: Scene) -> None:
    where = scene.claimed()
    _yesterday(scene, where)
    scene.browser.send(where + "/sheet", sheet(outcome="hospital"), on=where + "/sheet")
    assert "出院后自动恢复" in scene.browser.get("/care/history").text
