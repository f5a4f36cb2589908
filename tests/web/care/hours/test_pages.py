"""The pages of hours: what the volunteer sees, and how staff sign, review and call back."""

import uuid
from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy import select

from models.care.hours import audit, flags
from models.care.hours.tables import HoursAudit, ServiceHours
from models.database.engine import transaction
from models.trail.tables import TrailEntry
from tests.web.care.conftest import NOW, TODAY
from tests.web.care.hours.conftest import Circle


def state(circle: Circle, hours: uuid.UUID) -> tuple[str, str]:
    with transaction(circle.hamlet.engine) as session:
        row = session.get_one(ServiceHours, hours)
        return row.state, row.evidence


def test_an_empty_page_says_what_to_do(circle: Circle) -> None:
    page = circle.sign_in("volunteer").get("/care/hours/").text
    assert "还没有工时" in page and "去看任务" in page and "还差 100 小时 0 分钟" in page


def test_a_volunteer_sees_what_counts_and_what_is_missing(circle: Circle) -> None:
    circle.give()
    circle.give("none", hours_ago=3)
    page = circle.sign_in("volunteer").get("/care/hours/").text
    assert "1 小时 30 分钟" in page and "等签认" in page
    assert "等网格员或社区工作人员向对方核实后签认" in page
    assert "对，我去了" not in page


def test_what_a_clerk_entered_is_confirmed_with_one_tap(circle: Circle) -> None:
    hours = circle.give("word", by=circle.clerk)
    browser = circle.sign_in("volunteer")
    assert "对，我去了" in browser.get("/care/hours/").text
    form = {"key": "a-key-of-mine"}
    for _ in range(2):
        answer = browser.send(f"/care/hours/{hours}/confirm", form, on="/care/hours/")
        assert answer.status_code == 303
    assert state(circle, hours) == ("credited", "word")


def test_ones_own_life_of_hours_is_open_and_nobody_elses(circle: Circle) -> None:
    url = f"/care/hours/{circle.give()}"
    page = circle.sign_in("volunteer").get(url).text
    assert "填报" in page and "核实以后怎么办" not in page
    assert circle.sign_in("elsewhere").get(url).status_code == 404


def test_staff_sign_what_waits(circle: Circle) -> None:
    hours = circle.give("none")
    staff = circle.sign_in("community")
    assert "欧**珠" in staff.get("/care/hours/signing").text
    assert "待签认" in staff.get("/").text
    url = f"/care/hours/{hours}/sign"
    assert staff.send(url, {"known": "word"}, on="/care/hours/signing").status_code == 303
    assert state(circle, hours) == ("credited", "word")
    again = staff.send(url, {"known": "word"}, on="/care/hours/signing")
    assert again.status_code == 409 and "已经处理过" in again.text


def test_it_was_not_so_wants_a_reason_and_questions_the_hours(circle: Circle) -> None:
    hours = circle.give("none")
    staff = circle.sign_in("grid_worker")
    url = f"/care/hours/{hours}/sign"
    assert staff.send(url, {"known": "denied"}, on="/care/hours/signing").status_code == 422
    form = {"known": "denied", "reason": "老人说没人来过"}
    assert staff.send(url, form, on="/care/hours/signing").status_code == 303
    assert state(circle, hours)[0] == "queried"
    assert "有人提出疑问的" in staff.get("/care/hours/review").text


def test_an_administrator_looks_and_does_not_sign(circle: Circle) -> None:
    hours = circle.give("none")
    administrator = circle.sign_in("administrator")
    page = administrator.get("/care/hours/signing").text
    assert "系统管理员只能看" in page and "您是怎么知道的" not in page
    answer = administrator.send(f"/care/hours/{hours}/sign", {"known": "word"}, on="/")
    assert answer.status_code == 403
    assert state(circle, hours)[0] == "pending"


def test_what_checks_found_is_shown_with_its_facts_and_decided(circle: Circle) -> None:
    hours = circle.give(hours_ago=10)
    with transaction(circle.hamlet.engine) as session:
        assert flags.refresh(session, circle.county, NOW) == 1
    staff = circle.sign_in("community")
    page = staff.get("/care/hours/review?kind=night").text
    assert "夜间服务" in page and "在夜里" in page and "欧**珠" in page
    record = f"/care/hours/{hours}"
    form = {"decision": "kept", "reason": "陪夜，家属证明"}
    assert staff.send(record, form, on=record).status_code == 303
    assert "陪夜，家属证明" in staff.get(record).text
    assert "没有发现疑点" in staff.get("/care/hours/review").text


def test_a_correction_needs_times_and_a_reason(circle: Circle) -> None:
    record = f"/care/hours/{circle.give()}"
    staff = circle.sign_in("community")
    assert staff.send(record, {"decision": "corrected"}, on=record).status_code == 422
    form = {"decision": "corrected", "reason": "看错了表"}
    assert staff.send(record, form, on=record).status_code == 422
    backwards = form | {"day": TODAY.isoformat(), "began": "09:00", "ended": "08:00"}
    answer = staff.send(record, backwards, on=record)
    assert answer.status_code == 422 and "看错了表" in answer.text


def test_the_list_drawn_by_lot_is_worked_off(circle: Circle) -> None:
    hours = circle.give("code")
    month = TODAY.replace(day=1)
    with transaction(circle.hamlet.engine) as session:
        row = session.get_one(ServiceHours, hours)
        month = row.began_at.date().replace(day=1)
        assert audit.draw(session, circle.county, month, NOW) == 1
        (drawn,) = session.scalars(select(HoursAudit.id))
    staff = circle.sign_in("community")
    assert "随机抽 5%" in staff.get("/care/hours/audit").text
    form = {"result": "denied", "reason": "老人说没人来过"}
    url = f"/care/hours/audit/{drawn}"
    assert staff.send(url, form, on="/care/hours/audit").status_code == 303
    assert state(circle, hours)[0] == "queried"


def test_lists_go_out_as_tables(circle: Circle) -> None:
    circle.give()
    own = circle.sign_in("volunteer").send("/care/hours/export", {}, on="/care/hours/")
    (_, row) = load_workbook(BytesIO(own.data)).active.iter_rows(values_only=True)
    assert row[3:7] == (90, "陪伴聊天", "一次性验证码", "已认定")
    staff = circle.sign_in("community").send("/care/hours/ledger", {}, on="/care/hours/signing")
    (_, row) = load_workbook(BytesIO(staff.data)).active.iter_rows(values_only=True)
    assert row[0] == "欧**珠"
    with transaction(circle.hamlet.engine) as session:
        exports = select(TrailEntry).where(TrailEntry.action == "hours.export")
        assert len(session.scalars(exports).all()) == 2


def test_staff_see_a_helpers_hours_and_only_their_own_place(circle: Circle) -> None:
    circle.give()
    url = f"/care/hours/of/{circle.helper}"
    assert "欧**珠" in circle.sign_in("community").get(url).text
    assert circle.sign_in("elsewhere").get(url).status_code == 404
