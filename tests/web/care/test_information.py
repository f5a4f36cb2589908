"""送信息 over HTTP: what the helper reads at the door, what the sheet brings back, the paper."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.care.days import SHANGHAI
from models.care.tables import Visit, VisitRecord
from models.database.engine import transaction
from models.employment.tables import Referral, ReferralStep
from models.trail.tables import TrailEntry
from tests.models.bridge.household import Household, household
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, NOW, TODAY, Hamlet
from tests.web.conftest import Visitor

BEGAN = (NOW - dt.timedelta(minutes=50)).astimezone(SHANGHAI)


@dataclass(frozen=True)
class Door:
    hamlet: Hamlet
    home: Household
    browser: Visitor
    clerk: str
    station: str

    @property
    def page(self) -> str:
        return f"/care/visits/{self.home.claim.id}"

    @property
    def answer(self) -> str:
        return f"answer-{self.home.referral.id}"

    def fields(self, **more: Any) -> dict[str, Any]:
        ended = BEGAN + dt.timedelta(minutes=30)
        facts = {"outcome": "done", "day": f"{BEGAN:%Y-%m-%d}"}
        return facts | {"began": f"{BEGAN:%H:%M}", "ended": f"{ended:%H:%M}"} | more

    def referral(self) -> Referral:
        with Session(self.hamlet.engine) as session:
            return session.get_one(Referral, self.home.referral.id)


@pytest.fixture
def door(hamlet: Hamlet) -> Door:
    if BEGAN.date() != NOW.astimezone(SHANGHAI).date():
        pytest.skip("just after midnight")

    def make(village: Village) -> tuple[Household, str, str, str]:
        home = household(village, NOW, TODAY)
        helper = village.login("volunteer", home.helper.person_id, password_hash=HASH, name="孟琴")
        clerk = village.login("community", password_hash=HASH)
        station = village.login("employment", place=village.place, password_hash=HASH)
        return home, helper.phone, clerk.phone, station.phone

    home, helper, clerk, station = hamlet.build(make)
    return Door(hamlet, home, hamlet.sign_in(helper), clerk, station)


def test_the_claimed_visit_carries_the_offer_and_nothing_of_why(door: Door) -> None:
    page = door.browser.get(door.page).text
    for said in ("周桂兰：缝纫工", "锦程社区工厂", "白班 9:00-17:00", "2600", "最晚答复", "周小军"):
        assert said in page
    assert "现在没有等本人答复的岗位" in page and "打就业服务站" not in page
    for hidden in ("零就业", "匹配分", "帮扶次序", "钱别家"):
        assert hidden not in page
    with Session(door.hamlet.engine) as session:
        lines = select(TrailEntry.whose).where(TrailEntry.action == "bridge.information")
        seen = set(session.scalars(lines))
    assert seen == {door.home.mother.person_id, door.home.son.person_id}


def test_the_sheet_is_kept_on_the_phone_with_it(door: Door) -> None:
    sheet = door.browser.get(f"{door.page}/sheet")
    assert "Keep-Until" in sheet.headers
    assert f'name="{door.answer}"' in sheet.text and "周*兰" in sheet.text
    assert "周桂兰" not in sheet.text


def test_a_yes_comes_in_with_the_record_and_the_station_sees_who_brought_it(door: Door) -> None:
    sheet = f"{door.page}/sheet"
    done = door.browser.send(sheet, door.fields(**{door.answer: "seeker_yes"}), on=sheet)
    assert done.status_code == 303
    assert door.referral().seeker_yes
    station = door.hamlet.sign_in(door.station)
    assert "本人（孟琴带回的话）" in station.get(f"/referrals/{door.home.referral.id}").text
    # The visit is over, and with it what it carried.
    assert "缝纫工" not in door.browser.get(door.page).text


def sync(door: Door, key: str, fields: dict[str, Any]) -> dict[str, str]:
    """What a phone is told of one sheet it kept."""
    claim = str(door.home.claim.id)
    entry = {"key": key, "kind": "sheet", "claim": claim, "fields": fields}
    token = json.loads(door.browser.get("/care/sync").text)["token"]
    answer = door.browser.post(
        "/care/sync", json={"entries": [entry]}, headers={"X-CSRFToken": token}
    )
    return json.loads(answer.text)["answers"][0]


def test_the_same_sheet_from_the_phone_twice_is_one_answer(door: Door) -> None:
    fields = door.fields(**{door.answer: "seeker_no"})
    told = [sync(door, "phone-one", fields) for _ in range(2)]
    assert [one["result"] for one in told] == ["recorded", "already"]
    assert [one["warn"] for one in told] == ["", ""]
    assert door.referral().state == "declined"
    with Session(door.hamlet.engine) as session:
        assert session.scalars(select(ReferralStep.step)).all() == ["seeker_no"]


@pytest.mark.parametrize("first", [None, "seeker_yes"])
def test_a_sheet_after_the_visit_answers_for_nobody_and_says_so(
    door: Door, first: str | None
) -> None:
    fields = door.fields(**({door.answer: first} if first else {}))
    assert sync(door, "first-sheet", fields)["result"] == "recorded"
    told = sync(door, "second-sheet", door.fields(**{door.answer: "seeker_no"}))
    assert told["result"] == "already" and "工作的答复没有记" in told["warn"]
    assert door.referral().state == "approved"
    assert door.referral().seeker_yes == bool(first)
    assert sync(door, "third-sheet", door.fields())["warn"] == ""


def test_an_answer_that_came_too_late_never_stops_the_record(door: Door) -> None:
    station = door.hamlet.sign_in(door.station)
    there = f"/referrals/{door.home.referral.id}"
    station.send(f"{there}/withdraw", {"reason": "post_gone"}, on=f"{there}/withdraw")
    sheet = f"{door.page}/sheet"
    done = door.browser.send(sheet, door.fields(**{door.answer: "seeker_yes"}), on=sheet)
    assert done.status_code == 303
    assert "有 1 个工作的答复没有记上" in door.browser.get(door.page).text
    with Session(door.hamlet.engine) as session:
        assert session.scalars(select(VisitRecord)).one().outcome == "done"


def test_an_answer_from_an_empty_house_is_refused_and_nothing_lost(door: Door) -> None:
    sheet = f"{door.page}/sheet"
    form = door.fields(outcome="not_home", **{door.answer: "ask"})
    wrong = door.browser.send(sheet, form, on=sheet)
    assert wrong.status_code == 422 and "没有见到人，就没有答复" in wrong.text
    assert f'name="{door.answer}" value="ask" checked' in wrong.text
    assert not door.referral().call_wanted


def test_on_paper_and_back_from_paper(door: Door) -> None:
    clerk = door.hamlet.sign_in(door.clerk)
    form = {"claim": str(door.home.claim.id), "what": "sheet"}
    paper = clerk.send("/care/paper", form, on="/care/paper").text
    assert "周桂兰：缝纫工" in paper and "周桂兰的答复" in paper and "□ 愿意去" in paper
    number = paper.split('class="paper-number"')[1].split("<strong>")[1].split("<")[0]
    entry = f"/care/paper/enter?number={number.replace(' ', '')}"
    assert "周*兰" in clerk.get(entry).text
    back = door.fields(number=number, **{door.answer: "ask"})
    assert clerk.send("/care/paper/enter", back, on=entry).status_code == 303
    assert door.referral().call_wanted


def test_another_visit_to_the_same_door_carries_nothing(door: Door) -> None:
    with transaction(door.hamlet.engine) as session:
        session.get_one(Visit, door.home.visit.id).kinds = ["chat"]
    assert "缝纫工" not in door.browser.get(door.page).text
    assert door.answer not in door.browser.get(f"{door.page}/sheet").text
