"""A helper says over HTTP when he is free."""

import re

from sqlalchemy import select

from matcher.care.days import week_bit
from models.database.engine import transaction
from models.people.tables import Helper, HelperDay
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, Hamlet, from_today
from tests.web.conftest import Visitor


def signed_in(hamlet: Hamlet) -> Visitor:
    def make(village: Village) -> str:
        helper = village.volunteer(week=0)
        account = village.login("volunteer", helper.person_id, password_hash=HASH)
        return account.phone

    return hamlet.sign_in(hamlet.build(make))


def ticked(page: str) -> set[int]:
    boxes = re.findall(r'name="half" value="(\d+)" checked', page)
    return {int(box) for box in boxes}


def test_a_sentence_is_ticked_for_a_look_and_saved_by_the_helper(hamlet: Hamlet) -> None:
    browser = signed_in(hamlet)
    shown = browser.send("/care/times/read", {"words": "周三下午、周末上午"}, on="/care/times")
    wanted = {week_bit(2, 1), week_bit(5, 0), week_bit(6, 0)}
    assert ticked(shown.get_data(as_text=True)) == wanted
    assert ticked(browser.get("/care/times").get_data(as_text=True)) == set()
    saved = browser.send("/care/times/week", {"half": sorted(wanted)}, on="/care/times")
    assert saved.status_code == 303
    assert ticked(browser.get("/care/times").get_data(as_text=True)) == wanted
    with transaction(hamlet.engine) as session:
        assert session.scalars(select(Helper.week)).one() == sum(wanted)


def test_what_is_not_understood_is_said_and_kept(hamlet: Hamlet) -> None:
    browser = signed_in(hamlet)
    shown = browser.send("/care/times/read", {"words": "看情况吧"}, on="/care/times")
    assert shown.status_code == 422
    page = shown.get_data(as_text=True)
    assert "没有看懂" in page and "看情况吧" in page


def test_a_single_day_is_noted_and_taken_back(hamlet: Hamlet) -> None:
    browser = signed_in(hamlet)
    day = from_today(3).isoformat()
    assert browser.send("/care/times/day", {"day": day}, on="/care/times").status_code == 303
    assert "没空" in browser.get("/care/times").get_data(as_text=True)
    assert browser.send("/care/times/day/clear", {"day": day}, on="/care/times").status_code == 303
    with transaction(hamlet.engine) as session:
        assert session.scalars(select(HelperDay)).all() == []


def test_a_day_gone_by_is_refused_at_its_field(hamlet: Hamlet) -> None:
    browser = signed_in(hamlet)
    past = {"day": from_today(-1).isoformat()}
    answer = browser.send("/care/times/day", past, on="/care/times")
    assert answer.status_code == 422
    assert "请选择今天以后" in answer.get_data(as_text=True)
