"""The ledgers of the market as of a day."""

import datetime as dt

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from models.employment.outcomes import ledgers
from models.employment.tables import Referral
from tests.models.employment.outcomes.market import LAST, Life, Note, days, is_by, noon


def state(note: Note, day: dt.date) -> str:
    if is_by(note.ended, day):
        return "left" if note.left else "failed" if note.failed else "declined"
    if is_by(note.started, day):
        return "placed"
    if is_by(note.passed, day):
        return "passed"
    return "accepted" if is_by(note.both, day) else "approved"


def test_every_referral_stands_as_it_stood(session: Session) -> None:
    life = Life(session, people=60)
    life.live(LAST)
    for day in (dt.date(2025, 9, 1), dt.date(2026, 5, 1), LAST):
        rows = {row.id: row for row in ledgers.referrals(session, life.scope, day)}
        sent = [note for note in life.notes if note.decided <= day]
        assert len(rows) == len(sent)
        for note in sent:
            row = rows[life.rows[id(note)].id]
            told = row.state, row.decided_on, row.started_on, row.left_on, row.left_reason
            known = note.started if is_by(note.started, day) else None
            gone = (note.left, note.reason) if is_by(note.left, day) else (None, None)
            assert told == (state(note, day), note.decided, known, *gone)


def test_every_vacancy_stands_as_it_stood(session: Session) -> None:
    life = Life(session, people=120)
    life.live(LAST)
    life.vacancies[0].headcount = 1
    life.vacancies[1].closed_on = LAST
    life.vacancies[2].valid_until = LAST - days(1)
    life.vacancies[3].posted_at = noon(LAST - days(5))
    session.flush()
    for day in (LAST - days(6), LAST):
        found = {row.vacancy.id: row for row in ledgers.vacancies(session, life.scope, day)}
        for number, vacancy in enumerate(life.vacancies):
            if number == 3 and day < LAST:
                assert vacancy.id not in found
                continue
            mine = [n for n in life.notes if n.employer == number and n.decided <= day]
            held = sum(not is_by(note.ended, day) for note in mine)
            row = found[vacancy.id]
            at_work = sum(note.at_work(day) for note in mine)
            assert (row.sent, row.held, row.at_work) == (len(mine), held, at_work)
    states = [found[vacancy.id].state for vacancy in life.vacancies]
    assert states == ["full", "closed", "expired", "open", "open"]


def test_what_ended_before_steps_were_kept_has_ended(session: Session) -> None:
    life = Life(session, people=1)
    life.notes = [Note(0, 0, "factory", None, LAST - days(9))]
    life.events = [(LAST - days(9), 0, life.notes[0], None)]
    life.live(LAST)
    gone = {"state": "declined", "ended_at": noon(LAST - days(2))}
    session.execute(update(Referral).values(gone))
    session.expire_all()
    stood = [ledgers.referrals(session, life.scope, day)[0].state for day in (LAST - days(3), LAST)]
    assert stood == ["approved", "declined"]


@pytest.mark.parametrize("role", ["community", "volunteer"])
def test_others_are_given_nothing(session: Session, role: str) -> None:
    life = Life(session, people=9)
    life.live(LAST)
    other = life.county.scope(role)
    assert ledgers.referrals(session, other, LAST) == []
    assert ledgers.vacancies(session, other, LAST) == []
