"""Checks that run out: listed for staff, reminded of once a stage, renewed by who saw them."""

import datetime as dt

from sqlalchemy import func, select

from models.care.vetting.renewing import remind
from models.care.vetting.tables import ChildCheck
from models.database.engine import transaction
from models.notices.tables import Notice
from models.people.tables import Helper
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, NOW, Hamlet, from_today


def test_staff_renew_what_runs_out(hamlet: Hamlet) -> None:
    def make(village: Village) -> tuple[Helper, str]:
        helper = village.volunteer(child_check_until=from_today(20))
        village.volunteer(child_check_until=from_today(200))
        return helper, village.login("community", password_hash=HASH).phone

    helper, phone = hamlet.build(make)
    staff = hamlet.sign_in(phone)
    page = staff.get("/care/child-checks").text
    assert page.count("<article") == 1
    url = f"/care/child-checks/{helper.id}"
    wrong = staff.send(url, {"until": from_today(-1).isoformat()}, on="/care/child-checks")
    assert wrong.status_code == 422 and "今天以后" in wrong.text
    until = from_today(700)
    done = staff.send(url, {"until": until.isoformat()}, on="/care/child-checks")
    assert done.status_code == 303
    with transaction(hamlet.engine) as session:
        assert session.get_one(Helper, helper.id).child_check_until == until
        assert session.scalars(select(ChildCheck.valid_until)).all() == [until]
    assert "没有要更新的核查" in staff.get("/care/child-checks").text


def test_each_stage_reminds_once(hamlet: Hamlet) -> None:
    def make(village: Village) -> None:
        helper = village.volunteer(child_check_until=from_today(45))
        village.login("volunteer", helper.person_id)
        village.login("community")

    hamlet.build(make)
    told = []
    for later in (0, 1, 20, 40, 46):
        with transaction(hamlet.engine) as session:
            remind(session, NOW + dt.timedelta(days=later))
            told.append(session.scalar(select(func.count()).select_from(Notice)))
    assert told == [2, 2, 4, 6, 6]
