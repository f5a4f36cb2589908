"""A quarter, day by day: what the jobs do at their hours, and between them what people do."""

import datetime as dt

from sqlalchemy import select

from benchmarks.quarter import arms, helpers, staff
from benchmarks.quarter.life import Life, at
from models.care.asking.params import AskParams
from models.care.owed.pauses import resume_due
from models.care.owed.tables import Obligation
from models.care.regulars import propose_regulars
from models.care.visits import open_due
from models.care.waiting import lapsing, reconfirming
from models.database.engine import transaction
from models.matching.asking import ask_due


def lived(life: Life, propose: arms.Match | None, day: dt.date) -> None:
    """One day, from the night before it until everybody is home.

    The product matches again after everything a helper does; here once for all that was done
    before the plan is looked at next.
    """
    _night(life, propose, day, at(day, 2))
    known = life.changes
    staff.free_missed(life, at(day, 8, 30))
    staff.hear_of_stays(life, at(day, 8, 40))
    staff.find_out(life, at(day, 8, 50))
    known = _again(life, propose, day, known)
    _step(life, at(day, 9, 10))
    _ask(life, at(day, 9, 30))
    helpers.answer(life, at(day, 12, 30))
    helpers.withdraw(life, at(day, 12, 30))
    known = _again(life, propose, day, known)
    helpers.look(life, at(day, 12, 40))
    known = _again(life, propose, day, known)
    _ask(life, at(day, 16, 30))
    staff.pair(life, at(day, 18))
    helpers.confirm(life, at(day, 18, 30))
    _step(life, at(day, 19, 5))
    staff.call_silent(life, at(day, 19, 10))
    helpers.answer(life, at(day, 19, 20))
    helpers.visit(life, at(day, 20, 30))


def _again(life: Life, propose: arms.Match | None, day: dt.date, known: int) -> int:
    """Match again if anything was changed since; what has been changed by now."""
    if propose is not None and life.changes > known:
        arms.again(life.engine, life.roster.county_id, propose, day)
    return life.changes


def _night(life: Life, propose: arms.Match | None, day: dt.date, now: dt.datetime) -> None:
    roster = life.roster
    with transaction(life.engine) as session:
        resume_due(session, roster.county_path, day, now)
        open_due(session, roster.county_id, day, now)
        life.owed.update(session.scalars(select(Obligation.id)))
    if propose is not None:
        arms.night(life.engine, roster.county_id, propose, day, now)


def _step(life: Life, now: dt.datetime) -> None:
    """What is due of lines, of promises for tomorrow, and of pairings."""
    with transaction(life.engine) as session:
        life.happened["asked the day before"] += reconfirming.ask(session, now)
        life.happened["pairing proposed"] += propose_regulars(session, life.roster.county_id, now)
        reconfirming.tell_staff(session, now)
        for visit_id in lapsing.due(session, now):
            lapsing.bring_up_to_date(session, visit_id, now)


def _ask(life: Life, now: dt.datetime) -> None:
    with transaction(life.engine) as session:
        life.happened["asked"] += ask_due(session, life.roster.county_id, now, AskParams()).asked
