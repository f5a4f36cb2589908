"""A day of the staff, as they throw: they call, let go, find out, and enter what residents say."""

import datetime as dt

from sqlalchemy import select

from benchmarks.quarter.life import Life
from models.care.days import civil_day
from models.care.owed import pauses
from models.care.owed.tables import CarePause
from models.care.pairing import agreeing
from models.care.pairing.tables import Pairing
from models.care.tables import Claim
from models.care.waiting import reconfirming
from models.care.waiting.tables import Reconfirm
from models.matching import suggestions

GONE = ("moved", "deceased")
# After so many days staff know whether somebody has really moved or died.
FOUND_OUT = dt.timedelta(days=3)


def free_missed(life: Life, now: dt.datetime) -> None:
    """Let go the promises of days gone by of which nothing was entered."""
    by = life.roster.staff.account_id
    for row in life.standing(Claim.day < civil_day(now)):
        life.does("let go after a no show", suggestions.release, row.id, now, by=by)


def call_silent(life: Life, now: dt.datetime) -> None:
    """Call whoever did not say the day before that he comes."""
    day, by = civil_day(now), life.roster.staff.account_id
    silent = select(Reconfirm.claim_id).where(
        Reconfirm.answered_at.is_(None), Reconfirm.answer_by <= now
    )
    for row in life.standing(Claim.id.in_(silent), Claim.day > day):
        if life.often(life.habits.reached, "reached", *life.who(row), day):
            life.does("confirmed by telephone", reconfirming.still_coming, row.id, now, by=by)
        else:
            life.does("let go the day before", suggestions.release, row.id, now, by=by)


def hear_of_stays(life: Life, now: dt.datetime) -> None:
    """Families call: somebody is in hospital."""
    day, staff, number = civil_day(now), life.roster.staff, life.roster.number
    until = day + dt.timedelta(days=life.habits.stays)
    for one in life.roster.residents:
        if life.often(life.habits.admitted, "admitted", number[one], day):
            life.does("in hospital", pauses.begin, staff, one, "hospital", until, day, now)


def find_out(life: Life, now: dt.datetime) -> None:
    """Has he really moved, or died?"""
    day, staff = civil_day(now), life.roster.staff
    said = select(CarePause.resident_id).where(
        CarePause.ended_at.is_(None), CarePause.reason.in_(GONE), CarePause.since <= day - FOUND_OUT
    )
    for (one,) in life.rows(said):
        if life.often(life.habits.gone, "gone", life.roster.number[one]):
            life.does("gone for good", pauses.confirm_gone, staff, one, now)
        else:
            life.does("not gone at all", pauses.end, staff, one, day, now)


def pair(life: Life, now: dt.datetime) -> None:
    """Both sides answer what was proposed to them; the resident tells the staff."""
    proposed = select(Pairing.id, Pairing.helper_id, Pairing.resident_id).where(
        Pairing.since.is_(None), Pairing.ended_at.is_(None)
    )
    staff, agrees = life.roster.staff.account_id, life.habits.agrees
    for row in life.rows(proposed):
        who, own = life.who(row), life.account(row.helper_id)
        if not life.often(agrees, "pairs", *who):
            life.does("pairing turned down", agreeing.end, row.id, "helper", now, by=own)
        elif not life.often(agrees, "is paired", *who):
            life.does("pairing turned down", agreeing.end, row.id, "resident", now, by=staff)
        else:
            life.does("pairing, helper", agreeing.helper_agrees, row.helper_id, row.id, now, by=own)
            life.does("pairing, resident", agreeing.resident_agrees, row.id, now, by=staff)
