"""The way of a request: what each step makes of it, and what is owed after it."""

import datetime as dt

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.requests import life
from models.requests.deadlines import unmet
from models.requests.life import Asked
from models.requests.refusals import (
    RequestStepNotNow,
    RequestStepWrong,
    RequestUnknown,
    RequestWrong,
)
from models.requests.steps import STATES, STEPS
from models.requests.tables import ENDED, OPEN, RequestDeadline, RequestStep
from tests.county import NOW
from tests.models.requests.hall import MINUTE, Hall


@pytest.fixture
def hall(session: Session) -> Hall:
    return Hall(session)


def owed(hall: Hall) -> set[str]:
    return {row.what for row in unmet(hall.session, hall.request.id)}


def test_from_found_to_the_residents_word(hall: Hall) -> None:
    assert (hall.request.state, owed(hall)) == ("found", {"accept", "answer"})
    hall.takes("clerk", "accept", NOW + 2 * MINUTE)
    assert owed(hall) == {"answer", "handle"}
    hall.takes("clerk", "answer", NOW + 9 * MINUTE, remark="打了电话，明天来人")
    hall.takes("clerk", "send", to="worker")
    hall.takes("worker", "handle", remark="换了灯泡")
    hall.takes("clerk", "coordinate", remark="请物业查了线路")
    assert hall.request.state == "coordinated"
    hall.takes("lead", "supervise")
    assert (hall.request.supervisor_id, owed(hall)) == (hall.accounts["lead"].id, {"word"})
    life.answer(hall.session, hall.request.code.upper(), Asked("resident_yes", "satisfied"), NOW)
    assert (hall.request.state, owed(hall)) == ("done", set())
    rows = hall.session.scalars(select(RequestDeadline)).all()
    assert rows and not any(row.missed for row in rows)


@pytest.mark.parametrize(("late", "missed"), [(-1, False), (0, True), (1, True)])
def test_the_promise_of_five_minutes_is_missed_from_the_moment_it_is_due(
    hall: Hall, late: int, missed: bool
) -> None:
    row = next(row for row in unmet(hall.session, hall.request.id) if row.what == "accept")
    assert row.due_at == NOW + 5 * MINUTE
    taken = row.due_at + late * dt.timedelta(seconds=1)
    hall.takes("clerk", "accept", taken)
    assert row.missed == missed and row.met_at == taken


def test_a_no_opens_it_twice_and_then_a_person_talks(hall: Hall) -> None:
    for round_ in (1, 2, 3):
        hall.handled()
        hall.takes("lead", "supervise")
        hall.takes("code", "resident_no")
        assert hall.request.reopened == round_
        if round_ < 3:
            assert (hall.request.state, owed(hall)) == ("reopened", {"accept", "answer"})
    assert (hall.request.state, owed(hall)) == ("in_person", {"handle"})
    with pytest.raises(RequestStepNotNow):
        hall.takes("lead", "settle", reason="agreed", remark="谈妥了")
    hall.takes("town", "settle", reason="agreed", remark="登门谈妥，下周换整排灯")
    assert hall.request.state == "settled" and hall.request.ended_at == NOW


def test_silence_goes_to_a_check_and_never_to_done(hall: Hall) -> None:
    hall.handled()
    hall.takes("lead", "supervise")
    hall.takes("job", "silent")
    assert (hall.request.state, owed(hall)) == ("checking", {"check"})
    with pytest.raises(RequestStepNotNow):
        hall.takes("worker", "checked", reason="seen_done", remark="亮着")
    hall.takes("clerk", "checked", reason="seen_done", remark="灯亮着，敲门没有人")
    assert hall.request.state == "unconfirmed"


def test_referred_out_leaves_a_trace_and_can_come_back(hall: Hall) -> None:
    with pytest.raises(RequestStepWrong) as told:
        hall.takes("clerk", "refer", reason="property")
    assert told.value.field == "remark"
    hall.takes("clerk", "refer", reason="property", remark="电话转给了物业王经理")
    assert (hall.request.state, owed(hall)) == ("referred", set())
    hall.takes("clerk", "heard", remark="物业说后天来")
    hall.takes("code", "resident_no")
    assert (hall.request.state, hall.request.ended_at) == ("reopened", None)
    assert owed(hall) == {"accept", "answer"}


def test_a_stopped_clock_runs_on_with_what_was_left(hall: Hall) -> None:
    hall.takes("clerk", "accept")
    hall.takes("clerk", "answer", remark="说了")
    hall.takes("clerk", "send", to="worker")
    (row,) = unmet(hall.session, hall.request.id)
    was = row.due_at
    with pytest.raises(RequestStepNotNow):
        hall.takes("worker", "pause", reason="material", remark="等灯")
    hall.takes("clerk", "pause", NOW, reason="material", remark="等灯")
    assert (row.paused_at, row.paused_for) == (NOW, "material")
    with pytest.raises(RequestStepNotNow):
        hall.takes("worker", "handle", remark="换了")
    hall.takes("worker", "resume", NOW + dt.timedelta(days=14))
    assert row.paused_at is None and row.due_at == was + dt.timedelta(days=14)


def test_a_clock_that_has_run_out_cannot_be_stopped(hall: Hall) -> None:
    hall.takes("clerk", "accept")
    late = NOW + dt.timedelta(days=30)
    assert "pause" not in life.open_steps(hall.session, hall.request, hall.actor("mate"), late)
    with pytest.raises(RequestStepNotNow, match="已经过了"):
        hall.takes("mate", "pause", late, reason="weather", remark="下雪")
    # A refusal leaves nothing, whether or not the change is taken back.
    taken = hall.session.scalars(select(RequestStep.step).order_by(RequestStep.id)).all()
    assert taken == ["accept"]


def test_the_promise_to_answer_is_never_stopped(hall: Hall) -> None:
    hall.takes("clerk", "accept")
    hall.takes("mate", "pause", reason="weather", remark="下雪")
    assert [row.what for row in unmet(hall.session, hall.request.id) if not row.paused_at] == [
        "answer"
    ]


def test_a_referral_to_who_asks_is_refused_by_the_database_too(hall: Hall) -> None:
    hall.takes("clerk", "accept")
    with pytest.raises(RequestStepWrong):
        hall.takes("clerk", "send", to="asker")
    with pytest.raises(DBAPIError, match="ck_request_handler"), hall.session.begin_nested():
        hall.session.execute(text("UPDATE request SET handler_id = requester_id"))
    hall.takes("clerk", "send", to="worker")
    with pytest.raises(DBAPIError, match="ck_request_supervisor"), hall.session.begin_nested():
        hall.session.execute(text("UPDATE request SET supervisor_id = handler_id"))


def test_steps_are_only_ever_added(hall: Hall) -> None:
    hall.takes("clerk", "accept")
    for change in ("UPDATE request_step SET reason = 'x'", "DELETE FROM request_step"):
        with pytest.raises(DBAPIError), hall.session.begin_nested():
            hall.session.execute(text(change))
    assert hall.session.scalars(select(RequestStep.step)).all() == ["accept"]


def test_who_asks_takes_back_for_his_own_reasons_only(hall: Hall) -> None:
    for reason in ("nothing_there", "duplicate", "other", None):
        with pytest.raises(RequestStepWrong) as told:
            hall.takes("code", "withdraw", reason=reason)
        assert told.value.field == "reason"
    hall.takes("code", "withdraw", reason="mistake")
    assert hall.request.state == "withdrawn"


def test_what_cannot_be_entered_is_refused(hall: Hall) -> None:
    clerk = hall.accounts["clerk"].id
    for field, wrong in (
        ("words", {"words": " "}),
        ("phone", {"phone": "12345"}),
        ("name", {"requester_id": clerk, "recorder_id": clerk}),
        ("name", {"recorder_id": hall.accounts["twin"].id}),
    ):
        with pytest.raises(RequestWrong) as told:
            hall.enter(**wrong)
        assert told.value.field == field
    with pytest.raises(RequestUnknown):
        life.answer(hall.session, "aaaaaaaaaa", Asked("resident_no"), NOW)


def test_every_state_is_named_and_left_by_somebody() -> None:
    assert set(STATES) == {*OPEN, *ENDED}
    left = {state for step in STEPS.values() for state, to in step.moves.items() if to != state}
    assert left >= set(OPEN)
