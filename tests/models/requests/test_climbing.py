"""What the clock does by itself: a warning, then rung by rung up, each once."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.notices.tables import Notice
from models.requests import climbing, duty
from models.requests.deadlines import unmet
from models.requests.tables import RequestDeadline, RequestStep
from tests.county import NOW, TODAY
from tests.models.requests.hall import MINUTE, Hall

ALWAYS = (dt.time(0), dt.time(0))
SOON = dt.timedelta(seconds=1)


@pytest.fixture
def hall(session: Session) -> Hall:
    return Hall(session, recorder_id=None)


def turns(hall: Hall, now: dt.datetime) -> list[tuple[str, str]]:
    """Who was told what in one turn, and nothing more in the next."""
    before = set(hall.session.scalars(select(Notice.id)))
    climbing.turn(hall.session, now)
    names = {one.id: name for name, one in hall.accounts.items()}
    rows = hall.session.scalars(select(Notice).where(Notice.id.not_in(before)))
    found = sorted((names[row.account_id], row.key.rsplit(":")[-1]) for row in rows)
    assert climbing.turn(hall.session, now) == 0
    return found


def on_duty(hall: Hall, who: str) -> None:
    account = hall.accounts[who]
    place = account.grants[0].place
    boss = hall.scope("town")
    hours, days = ALWAYS, (TODAY, None)
    duty.set_shift(hall.session, boss, place.id, account.id, 127, hours, days, NOW)


def test_from_the_unit_up_to_the_town_and_no_further(hall: Hall) -> None:
    assert told(hall, "found") == {"unit"}
    assert turns(hall, NOW + 2 * MINUTE) == []
    assert turns(hall, NOW + 3 * MINUTE) == [("unit", "soon")]
    assert turns(hall, NOW + 5 * MINUTE) == [("mate", "missed"), ("worker", "missed")]
    assert hall.request.level == "grid_worker"
    at = NOW + 10 * MINUTE
    assert turns(hall, at) == [("lead", "missed")]
    assert turns(hall, at + 5 * MINUTE) == [("clerk", "missed")]
    # The promise to answer warns whoever has it in hand.
    assert turns(hall, NOW + 18 * MINUTE) == [("clerk", "soon"), ("unit", "soon")]
    assert turns(hall, NOW + 20 * MINUTE) == [("town", "missed")]
    assert turns(hall, NOW + 25 * MINUTE) == []
    accept = select(RequestDeadline).where(RequestDeadline.what == "accept")
    top = hall.session.scalars(accept.order_by(RequestDeadline.since))
    levels = {row.level: (row.missed, row.due_at) for row in top}
    assert list(levels) == ["holder", "grid_worker", "grid_lead", "community", "town"]
    assert all(missed for missed, _due in levels.values())


def told(hall: Hall, key: str) -> set[str]:
    names = {one.id: name for name, one in hall.accounts.items()}
    rows = hall.session.scalars(select(Notice).where(Notice.key.endswith(f":{key}")))
    return {names[row.account_id] for row in rows}


def test_who_is_on_duty_is_told_at_once_and_by_night(hall: Hall) -> None:
    on_duty(hall, "clerk")
    fresh = hall.enter()
    rows = hall.session.scalars(
        select(Notice).where(Notice.key == f"request:{fresh.id}:found")
    ).all()
    assert [(row.account_id, row.urgent) for row in rows] == [(hall.accounts["clerk"].id, True)]
    hall.request = fresh
    climbing.turn(hall.session, NOW + 6 * MINUTE)
    assert fresh.level == "town"


def test_after_a_long_sleep_one_rung_with_its_own_time(hall: Hall) -> None:
    late = NOW + dt.timedelta(hours=9)
    found = turns(hall, late)
    assert {who for who, what in found if what == "missed"} == {"worker", "mate"}
    assert not [one for one in found if one[1] == "soon"]
    due = {
        row.level: row.due_at
        for row in unmet(hall.session, hall.request.id)
        if row.what == "accept"
    }
    assert due["grid_worker"] == late + 5 * MINUTE
    hall.takes("worker", "accept", late + MINUTE)
    rows = {
        row.level: row.missed
        for row in hall.session.scalars(select(RequestDeadline))
        if row.what == "accept"
    }
    assert rows == {"holder": True, "grid_worker": False}


def test_a_paused_clock_neither_warns_nor_climbs(hall: Hall) -> None:
    hall.takes("clerk", "accept")
    hall.takes("clerk", "answer", remark="说了")
    hall.takes("clerk", "send", to="worker")
    hall.takes("clerk", "pause", reason="weather", remark="下雪")
    assert turns(hall, NOW + dt.timedelta(days=30)) == []
    hall.takes("clerk", "resume", NOW + dt.timedelta(days=30))
    assert turns(hall, NOW + dt.timedelta(days=31)) == []


def test_a_late_handler_is_passed_over_to_the_rung_above(hall: Hall) -> None:
    hall.takes("clerk", "accept")
    hall.takes("clerk", "answer", remark="说了")
    hall.takes("clerk", "send", to="worker")
    (row,) = unmet(hall.session, hall.request.id)
    assert turns(hall, row.warn_at) == [("worker", "soon")]
    assert turns(hall, row.due_at) == [("lead", "missed")]


def test_a_silent_resident_is_looked_after_and_not_counted_as_missed(hall: Hall) -> None:
    hall.handled()
    hall.takes("lead", "supervise")
    (row,) = unmet(hall.session, hall.request.id)
    assert row.due_at == NOW + dt.timedelta(days=7)
    assert turns(hall, row.due_at - SOON) == []
    assert "worker" not in {who for who, _what in turns(hall, row.due_at)}
    assert hall.request.state == "checking" and not row.missed
    silent = hall.session.scalars(select(RequestStep).where(RequestStep.step == "silent")).one()
    assert (silent.side, silent.account_id) == ("product", None)


def test_a_talk_that_was_missed_climbs_from_the_community_on(hall: Hall) -> None:
    for _ in range(3):
        hall.handled()
        hall.takes("lead", "supervise")
        hall.takes("code", "resident_no", reason="not_done")
    assert hall.request.state == "in_person"
    (row,) = unmet(hall.session, hall.request.id)
    assert turns(hall, row.warn_at) == [("clerk", "soon")]
    assert turns(hall, row.due_at) == [("town", "missed")]


def test_who_asks_is_never_told_to_handle_it(hall: Hall) -> None:
    for minutes in range(0, 40, 5):
        climbing.turn(hall.session, NOW + minutes * MINUTE)
    assert {"asker", "twin"}.isdisjoint(told(hall, "missed") | told(hall, "found"))


def test_where_one_serves_alone_the_level_above_is_asked_to_supervise(hall: Hall) -> None:
    hall.handled()
    assert told_to_supervise(hall) == {"mate"}
    for alone in ("mate", "twin"):
        hall.accounts[alone].status = "disabled"
    hall.takes("mate", "back", reason="not_well")
    hall.takes("worker", "handle", remark="重做了")
    assert told_to_supervise(hall) == {"mate", "lead"}
    hall.takes("lead", "supervise")
    assert hall.request.supervisor_id == hall.accounts["lead"].id


def told_to_supervise(hall: Hall) -> set[str]:
    names = {one.id: name for name, one in hall.accounts.items()}
    rows = hall.session.scalars(select(Notice))
    return {names[row.account_id] for row in rows if "等您监督" in row.said["said"]}
