"""What comes back by SMS: one plain answer to one question is taken, all else shown to staff."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.accounts.phone import PhoneMalformed
from models.notices.tables import Notice
from models.requests import life
from models.requests.life import Asked
from models.requests.refusals import ReplyTaken
from models.requests.replies import take_once, take_reply
from models.requests.tables import Request, RequestStep
from tests.county import NOW
from tests.models.requests.hall import Hall

PHONE = "13912345678"
DAY = dt.timedelta(days=1)


@pytest.fixture
def hall(session: Session) -> Hall:
    """A request that waits for the resident's word."""
    hall = Hall(session, requester_id=None, phone=PHONE)
    waits(hall, hall.request)
    return hall


def waits(hall: Hall, request: Request) -> None:
    hall.request = request
    hall.handled()
    hall.takes("lead", "supervise")


def last(hall: Hall) -> RequestStep:
    wanted = select(RequestStep).where(RequestStep.request_id == hall.request.id)
    return hall.session.scalars(wanted.order_by(RequestStep.id.desc())).first()


def told(hall: Hall) -> list[Notice]:
    rows = hall.session.scalars(select(Notice).order_by(Notice.id))
    return [one for one in rows if "发来短信" in str(one.said)]


@pytest.mark.parametrize(
    ("text", "step", "reason"),
    [
        ("1", "resident_yes", "satisfied"),
        ("１", "resident_yes", "satisfied"),
        (" 满意。", "resident_yes", "satisfied"),
        ("1、满意", "resident_yes", "satisfied"),
        ("2", "resident_yes", "mostly"),
        ("基本 满意！", "resident_yes", "mostly"),
        ("3\n", "resident_no", None),
        ("没有办好", "resident_no", None),
        ("没办", "resident_no", None),
        ("不满意…", "resident_no", None),
    ],
)
def test_a_plain_answer_is_the_residents_word(
    hall: Hall, text: str, step: str, reason: str | None
) -> None:
    take_reply(hall.session, f"+86{PHONE}", text, NOW)
    taken = last(hall)
    assert (taken.step, taken.reason, taken.side) == (step, reason, "resident")
    assert (taken.account_id, taken.remark) == (None, text.strip())
    assert hall.request.state == {"resident_yes": "done", "resident_no": "reopened"}[step]
    assert told(hall) == []


@pytest.mark.parametrize("text", ["4", "12", "1 没有办好", "不知道", "2满意", "", "不是不满意"])
def test_anything_else_is_shown_and_never_guessed(hall: Hall, text: str) -> None:
    take_reply(hall.session, PHONE, text, NOW)
    assert (hall.request.state, last(hall).step, last(hall).remark) == ("supervised", "wrote", text)
    [one] = told(hall)
    assert one.link == f"/requests/{hall.request.id}"
    assert one.said["facts"] == {"number": hall.request.number}


def test_two_that_wait_are_not_guessed_between(hall: Hall) -> None:
    first = hall.request
    waits(hall, hall.enter(requester_id=None, phone=PHONE))
    take_reply(hall.session, PHONE, "1", NOW)
    assert {first.state, hall.request.state} == {"supervised"}
    wrote = select(RequestStep.request_id).where(RequestStep.step == "wrote")
    assert set(hall.session.scalars(wrote)) == {first.id, hall.request.id}
    assert len({one.link for one in told(hall)}) == 2


def test_others_that_ask_nothing_do_not_stand_in_the_way(hall: Hall) -> None:
    waiting = hall.request
    fresh = hall.enter(requester_id=None, phone=PHONE)
    take_reply(hall.session, PHONE, "1", NOW)
    assert (waiting.state, fresh.state) == ("done", "found")


def test_a_spot_check_and_a_referral_wait_for_the_word_too(session: Session) -> None:
    hall = Hall(session, requester_id=None, phone=PHONE)
    waits(hall, hall.request)
    hall.takes("job", "silent")
    take_reply(session, PHONE, "2", NOW)
    assert hall.request.state == "done"
    hall.request = hall.enter(requester_id=None, phone=PHONE)
    hall.takes("clerk", "refer", reason="police", remark="转派出所")
    take_reply(session, PHONE, "3", NOW + 29 * DAY)
    assert hall.request.state == "reopened"


def test_an_old_referral_asks_nothing_any_more(session: Session) -> None:
    hall = Hall(session, requester_id=None, phone=PHONE)
    hall.takes("clerk", "refer", reason="police", remark="转派出所")
    take_reply(session, PHONE, "1", NOW + 31 * DAY)
    assert (hall.request.state, last(hall).step) == ("referred", "wrote")


@pytest.mark.parametrize("text", ["1", "3"])
def test_an_answer_that_comes_again_is_not_of_a_referral(hall: Hall, text: str) -> None:
    """It asks nothing; only where nothing else was answered lately, what comes is about it."""
    asked = hall.request
    referred = hall.request = hall.enter(requester_id=None, phone=PHONE)
    hall.takes("clerk", "refer", reason="police", remark="转派出所")
    life.answer(hall.session, asked.code, Asked("resident_yes", "satisfied"), NOW)
    take_reply(hall.session, PHONE, text, NOW)
    assert (referred.state, asked.state) == ("referred", "done")
    assert told(hall)
    take_reply(hall.session, PHONE, text, NOW + 2 * DAY)
    assert referred.state in ("done", "reopened")


def test_what_is_written_after_the_end_reaches_somebody(hall: Hall) -> None:
    take_reply(hall.session, PHONE, "1", NOW)
    take_reply(hall.session, PHONE, "又坏了", NOW)
    assert (hall.request.state, last(hall).remark) == ("done", "又坏了")
    assert told(hall)


def test_a_strangers_number_leaves_nothing(hall: Hall) -> None:
    before = len(hall.session.scalars(select(RequestStep)).all())
    take_reply(hall.session, "13900000000", "1", NOW)
    assert len(hall.session.scalars(select(RequestStep)).all()) == before
    assert (hall.request.state, told(hall)) == ("supervised", [])
    with pytest.raises(PhoneMalformed):
        take_reply(hall.session, "10690000", "1", NOW)


def test_the_same_signed_request_is_taken_once(session: Session) -> None:
    take_once(session, b"s" * 32, NOW)
    with pytest.raises(ReplyTaken):
        take_once(session, b"s" * 32, NOW)
    take_once(session, b"t" * 32, NOW)
