"""Whoever asked is told by SMS, or in the app: when, once, and nothing of what it is about."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.notices import texts
from models.notices.outcomes import LEASE, Outcome
from models.notices.tables import Notice
from models.notices.texts import Text
from models.requests.texting.tables import RequestText
from models.requests.texting.telling import MOST_A_DAY, TOLD_AFTER, take_text
from tests.county import NOW
from tests.models.requests.hall import MINUTE, Hall

PHONE = "13912345678"
URL = "https://lianxin.example/"
TEMPLATES = {what: f"T-{what}" for what in TOLD_AFTER.values()}
NIGHT = NOW.replace(hour=15)  # 23:00 in China
SENT = Outcome("sent")


@pytest.fixture
def hall(session: Session) -> Hall:
    return Hall(session, requester_id=None, phone=PHONE)


def sent(hall: Hall, now: dt.datetime = NOW, **more: Any) -> list[Text]:
    """All that goes out at a moment, marked as sent."""
    found = []
    templates = more.get("templates", TEMPLATES)
    while (text := take_text(hall.session, now, URL, templates)) is not None:
        texts.mark(hall.session, RequestText, text.key, SENT, now, False)
        found.append(text)
    return found


def rows(hall: Hall) -> list[RequestText]:
    hall.session.expire_all()
    return list(hall.session.scalars(select(RequestText).order_by(RequestText.id)))


def test_he_is_told_of_each_step_once_and_nothing_of_the_matter(hall: Hall) -> None:
    hall.takes("clerk", "accept")
    hall.takes("clerk", "answer", remark="李师傅明天来修楼道灯")
    hall.takes("clerk", "answer", remark="改到后天")
    hall.takes("clerk", "send", to="worker")
    hall.takes("worker", "handle", remark="换了灯泡")
    hall.takes("lead", "supervise")
    found = sent(hall)
    assert [one.what for one in found] == ["received", "accepted", "answered", "asked"]
    assert {one.phone for one in found} == {PHONE}
    code, number = hall.request.code, str(hall.request.number)
    link = {"number": number, "link": f"https://lianxin.example/asked/{code}"}
    assert found[0].words == link | {"code": f"{code[:5]}-{code[5:]}"}
    assert all(one.words == link for one in found[1:])
    assert sent(hall, NOW + dt.timedelta(days=1)) == []


def test_a_second_round_is_told_of_again(hall: Hall) -> None:
    hall.handled()
    hall.takes("lead", "supervise")
    assert len(sent(hall)) == 3
    hall.takes("code", "resident_no")
    hall.takes("clerk", "accept")
    assert [one.what for one in sent(hall)] == ["accepted"]


def test_by_night_only_what_follows_at_once(hall: Hall) -> None:
    hall.takes("clerk", "accept", NIGHT)
    hall.takes("clerk", "answer", NIGHT, remark="明天去")
    assert [one.what for one in sent(hall, NIGHT)] == ["received", "accepted"]
    assert sent(hall, NIGHT + dt.timedelta(hours=8, minutes=59)) == []
    assert [one.what for one in sent(hall, NIGHT + dt.timedelta(hours=9))] == ["answered"]


def test_a_referral_is_told_of_too(hall: Hall) -> None:
    hall.takes("clerk", "refer", reason="property", remark="转给物业")
    assert [one.what for one in sent(hall)] == ["received", "referred"]


def test_with_an_account_he_is_told_in_the_app_and_not_by_sms(session: Session) -> None:
    hall = Hall(session, phone=PHONE)
    hall.handled()
    hall.takes("lead", "supervise")
    asker = hall.accounts["asker"].id
    mine = select(Notice).where(Notice.account_id == asker).order_by(Notice.id)
    told = session.scalars(mine).all()
    assert [one.key.rpartition(":")[2] for one in told] == ["received", "accepted", "asked"]
    assert {one.link for one in told} == {f"/asked/{hall.request.code}"}
    assert "灯" not in str([one.said for one in told])
    assert rows(hall) == []


@pytest.mark.parametrize("phone", [None, "0915-3212345"])
def test_without_a_mobile_number_nobody_is_texted(session: Session, phone: str | None) -> None:
    hall = Hall(session, requester_id=None, phone=phone)
    hall.takes("clerk", "accept")
    assert rows(hall) == []


def test_what_is_over_or_old_is_not_sent(hall: Hall) -> None:
    hall.handled()
    hall.takes("lead", "supervise")
    hall.takes("code", "resident_yes", reason="satisfied")
    late = NOW + dt.timedelta(days=1, minutes=1)
    assert sent(hall, late) == []
    assert [(one.what, one.state, one.error) for one in rows(hall)] == [
        (what, "given_up", "over") for what in ("received", "accepted", "asked")
    ]


def test_the_question_is_sent_as_long_as_it_stands(hall: Hall) -> None:
    hall.handled()
    hall.takes("lead", "supervise")
    assert [one.what for one in sent(hall, NOW + dt.timedelta(days=3))] == ["asked"]


def test_taken_back_he_hears_no_more(hall: Hall) -> None:
    hall.takes("code", "withdraw", reason="solved")
    assert sent(hall) == []


def test_without_its_template_one_is_given_up(hall: Hall) -> None:
    hall.takes("clerk", "accept")
    assert [one.what for one in sent(hall, templates={"accepted": "T"})] == ["accepted"]
    assert [(one.what, one.error) for one in rows(hall)] == [
        ("received", "no_template"),
        ("accepted", None),
    ]


def test_nobody_is_flooded_by_who_types_in_his_number(hall: Hall) -> None:
    for _ in range(MOST_A_DAY + 5):
        hall.enter(requester_id=None, phone=PHONE)
    hall.enter(requester_id=None, phone="13900000001")
    found = sent(hall)
    assert sum(one.phone == PHONE for one in found) == MOST_A_DAY
    assert len(found) == MOST_A_DAY + 1
    assert {one.error for one in rows(hall) if one.state == "given_up"} == {"too_many"}


@pytest.mark.parametrize(("repeatable", "state"), [(False, "unsure"), (True, "waiting")])
def test_a_sender_that_never_came_back(hall: Hall, repeatable: bool, state: str) -> None:
    assert take_text(hall.session, NOW, URL, TEMPLATES) is not None
    texts.lost(hall.session, RequestText, NOW + LEASE / 2, repeatable)
    assert rows(hall)[0].state == "sending"
    texts.lost(hall.session, RequestText, NOW + 2 * LEASE, repeatable)
    assert rows(hall)[0].state == state
    again = take_text(hall.session, NOW + 2 * LEASE, URL, TEMPLATES)
    assert (again is not None) == repeatable


def test_refused_it_is_tried_again_later(hall: Hall) -> None:
    text = take_text(hall.session, NOW, URL, TEMPLATES)
    assert text is not None
    refused = Outcome("failed", error="http_500")
    texts.mark(hall.session, RequestText, text.key, refused, NOW, False)
    assert take_text(hall.session, NOW + MINUTE, URL, TEMPLATES) is None
    again = take_text(hall.session, NOW + 2 * MINUTE, URL, TEMPLATES)
    assert again == text
