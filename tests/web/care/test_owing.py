"""The pages of what is owed: who sees what, what a form does, what stays hidden."""

import datetime as dt
import io
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.care import service_kinds
from models.care.owed import policies
from models.care.owed.tables import ExtraRound, Obligation, RestrictedCase, VisitPolicy
from models.care.visits import open_due
from models.people.tables import Resident
from models.requests.tables import Request
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, NOW, TODAY, Hamlet, due, from_today

Facts = dict[str, Any]


def populated(village: Village) -> Facts:
    """An elder owed visits, one visit claimed, and a login of every kind that matters."""
    service_kinds.seed(village.session)
    policies.seed(village.session)
    elder = village.elder(categories=["空巢老人"], last_visit_on=from_today(-40))
    other = village.elder("王桂花", 2, categories=["低保家庭"])
    open_due(village.session, village.place.id, TODAY, NOW)
    helper = village.volunteer()
    visit = due(village, resident=elder)
    held = village.claim(helper, visit, day=TODAY, claimed_at=NOW - dt.timedelta(days=1))
    logins = {
        role: village.login(role, place=place, password_hash=HASH).phone
        for role, place in (
            ("administrator", village.place),
            ("county", village.place),
            ("community", village.communities[0]),
            ("grid_worker", village.grids[0]),
        )
    }
    mine = village.login("volunteer", helper.person_id, password_hash=HASH)
    return {
        **logins,
        "volunteer": mine.phone,
        "elder": elder.id,
        "other": other.id,
        "helper": helper.id,
        "claim": held.id,
        "county_id": village.place.id,
    }


@pytest.fixture
def facts(hamlet: Hamlet) -> Facts:
    found: Facts = hamlet.build(populated)
    return found


def rows(hamlet: Hamlet, query: Any) -> Any:
    with Session(hamlet.engine) as session:
        return session.scalars(query).all()


def test_the_board_and_the_ledger_show_one_s_own_place(hamlet: Hamlet, facts: Facts) -> None:
    community = hamlet.sign_in(facts["community"])
    board = community.get("/care/board").text
    assert "新城社区" in board
    assert "东门社区" not in board
    page = community.get("/care/ledger").text
    assert "张*贵" in page
    assert "王*花" not in page
    file = community.send("/care/ledger/export", {"month": f"{TODAY:%Y-%m}"}, on="/care/ledger")
    sheet = load_workbook(io.BytesIO(file.data)).active
    assert sheet is not None
    lines = list(sheet.iter_rows(values_only=True))
    assert {line[0] for line in lines[1:]} == {"张*贵"}
    assert len(lines) == 3


def test_a_grid_worker_sees_his_people_and_what_is_next(hamlet: Hamlet, facts: Facts) -> None:
    page = hamlet.sign_in(facts["grid_worker"]).get("/care/grid").text
    assert "张*贵" in page
    assert "王*花" not in page
    assert hamlet.sign_in(facts["community"]).get("/care/grid").status_code == 403


def test_staff_pause_resume_and_move_the_tier(hamlet: Hamlet, facts: Facts) -> None:
    staff = hamlet.sign_in(facts["community"])
    page = f"/care/residents/{facts['elder']}"
    until = from_today(9).isoformat()
    answer = staff.send(f"{page}/pause", {"reason": "hospital", "until": until}, on=page)
    assert answer.status_code == 303
    assert "住院" in staff.get(page).text
    assert staff.send(f"{page}/resume", {}, on=page).status_code == 303
    tier = {"tier": 0, "reason": "最近常摔倒"}
    assert staff.send(f"{page}/tier", tier, on=page).status_code == 303
    assert [one.tier for one in rows(hamlet, select(Resident).where(Resident.tier == 0))] == [0]
    assert staff.send(f"{page}/tier", {"tier": 0}, on=page).status_code == 422
    foreign = f"/care/residents/{facts['other']}"
    assert staff.send(f"{foreign}/tier", tier, on=page).status_code == 404


def test_a_care_plan_is_changed_and_wrong_ones_are_not(hamlet: Hamlet, facts: Facts) -> None:
    staff = hamlet.sign_in(facts["community"])
    page = f"/care/residents/{facts['elder']}/plan"
    need = {"kind": "wash", "once": "false", "helpers_wanted": 2, "licence": "护士执业证"}
    assert staff.send(page, need, on=page).status_code == 303
    shown = staff.get(page).text
    assert "2 人同去" in shown
    assert "持证：护士执业证" in shown
    assert staff.send(page, {**need, "once": "true"}, on=page).status_code == 422
    wishes = {"week": [0, 4], "wished_sex": 1, "dialect": "陕南话", "code_to": "family"}
    answer = staff.send(f"/care/residents/{facts['elder']}/wishes", wishes, on=page)
    assert answer.status_code == 303
    (elder,) = rows(hamlet, select(Resident).where(Resident.id == facts["elder"]))
    assert (elder.week, elder.wished_sex, elder.code_to) == (0b10001, 1, "family")


def test_a_policy_is_previewed_then_settled(hamlet: Hamlet, facts: Facts) -> None:
    administrator = hamlet.sign_in(facts["administrator"])
    page = "/care/policies/six_comfort"
    form = {
        "revision": 1,
        "rhythm": "days",
        "every_days": 15,
        "early_days": 5,
        "helpers_wanted": 1,
        "effective_from": TODAY.isoformat(),
        "categories": ["空巢老人"],
    }
    preview = administrator.send(page, form, on=page)
    assert "从 3 次变成 6 次" in preview.text
    versions = select(VisitPolicy).where(VisitPolicy.code == "six_comfort")
    assert len(rows(hamlet, versions)) == 1
    assert administrator.send(page, {**form, "settled": "true"}, on=page).status_code == 303
    assert len(rows(hamlet, versions)) == 2
    assert administrator.send(page, {**form, "settled": "true"}, on=page).status_code == 422
    assert hamlet.sign_in(facts["community"]).get("/care/policies").status_code == 200
    assert hamlet.sign_in(facts["community"]).get(page).status_code == 403


def test_a_round_is_previewed_begun_and_ended(hamlet: Hamlet, facts: Facts) -> None:
    administrator = hamlet.sign_in(facts["administrator"])
    page = "/care/rounds?weather=cold"
    form = {
        "county": facts["county_id"],
        "name": "低温走访",
        "categories": ["空巢老人", "低保家庭"],
        "first_day": TODAY.isoformat(),
        "last_day": from_today(6).isoformat(),
    }
    assert "2 人，2 次" in administrator.send("/care/rounds", form, on=page).text
    assert rows(hamlet, select(ExtraRound)) == []
    administrator.send("/care/rounds", {**form, "settled": "true"}, on=page)
    (begun,) = rows(hamlet, select(ExtraRound))
    owed = select(Obligation).where(Obligation.round_id == begun.id)
    assert len(rows(hamlet, owed)) == 2
    administrator.send(f"/care/rounds/{begun.id}/end", {}, on=page)
    # What somebody has promised to come for stays until he was there.
    states = {one.resident_id: one.state for one in rows(hamlet, owed)}
    assert states == {facts["elder"]: "open", facts["other"]: "excused"}


def test_signs_on_the_sheet_are_on_the_resident_s_page_at_once(
    hamlet: Hamlet, facts: Facts
) -> None:
    volunteer = hamlet.sign_in(facts["volunteer"])
    page = f"/care/visits/{facts['claim']}/sheet"
    key = volunteer.get(page).text.split('name="key" value="')[1].split('"')[0]
    sheet = {
        "key": key,
        "outcome": "done",
        "day": from_today(-1).isoformat(),
        "began": "23:40",
        "ended": "23:50",
        "watch": ["health"],
        "signs": ["fall", "hungry"],
    }
    answer = volunteer.send(page, sheet, on=page)
    if answer.status_code == 422:
        pytest.skip("the claim is younger than these minutes of yesterday")
    staff = hamlet.sign_in(facts["community"])
    shown = staff.get(f"/care/residents/{facts['elder']}").text
    assert "摔倒了" in shown
    assert "高风险" in shown
    # A severe one asks for somebody else by itself, once, however often the sheet comes in.
    volunteer.send(page, sheet, on=page)
    (asked,) = rows(hamlet, select(Request))
    assert (asked.source, asked.urgency, asked.kind) == ("visit", "urgent", "care")
    assert f"/requests/{asked.id}" in shown


def test_harm_is_told_once_and_shows_nowhere_but_to_its_recipient(
    hamlet: Hamlet, facts: Facts
) -> None:
    administrator = hamlet.sign_in(facts["administrator"])
    place = {"place": facts["county_id"], "phone": facts["county"]}
    named = administrator.send("/care/case-recipients", place, on="/care/case-recipients")
    assert named.status_code == 303
    volunteer = hamlet.sign_in(facts["volunteer"])
    page = f"/care/visits/{facts['claim']}/harm"
    shown = volunteer.get(page).text
    assert "110" in shown
    key = shown.split('name="key" value="')[1].split('"')[0]
    told = {"key": key, "content": "背上有鞭痕", "suspect": "儿子"}
    for _ in range(2):
        assert volunteer.send(page, told, on=page).status_code == 303
    (case,) = rows(hamlet, select(RestrictedCase))
    assert rows(hamlet, select(Request)) == []
    recipient = hamlet.sign_in(facts["county"])
    assert "背上有鞭痕" in recipient.get(f"/care/cases/{case.id}").text
    step = {"step": "safe", "note": "已和派出所上门"}
    assert recipient.send(f"/care/cases/{case.id}", step, on="/care/cases").status_code == 303
    assert "已和派出所上门" in recipient.get(f"/care/cases/{case.id}").text
    for role in ("administrator", "community", "grid_worker", "volunteer"):
        other = hamlet.sign_in(facts[role])
        assert other.get(f"/care/cases/{case.id}").status_code == 404
        assert "在办" not in other.get("/care/cases").text
        if role != "volunteer":
            pages = (f"/care/residents/{facts['elder']}", "/care/ledger", "/care/board")
            assert all("鞭痕" not in other.get(one).text for one in pages)


def test_a_licence_is_registered_on_the_helper_s_page(hamlet: Hamlet, facts: Facts) -> None:
    staff = hamlet.sign_in(facts["community"])
    page = f"/care/helpers/{facts['helper']}"
    given = {"name": "养老护理员证", "until": from_today(99).isoformat()}
    assert staff.send(f"{page}/licences", given, on=page).status_code == 303
    assert "养老护理员证" in staff.get(page).text
    assert staff.send(f"{page}/licences", {"name": "x"}, on=page).status_code == 422
