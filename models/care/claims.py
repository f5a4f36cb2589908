"""A claim from the word given to its end: claimed, given back, or entered as it went.

Every change locks the helper's row first and the visit's second, so that a helper cannot win
two visits in one half-day, nor two helpers one place. The same functions serve page and API.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.aftermath import close_if_made, follow_outcome
from models.care.asking import answers
from models.care.checks import (
    FULL,
    MINE,
    TIME_TAKEN,
    check_own_time,
    check_slot,
    check_visit,
    lock,
    lock_held,
    standing,
)
from models.care.coming import announce
from models.care.company import follow, release_followers
from models.care.days import civil_day, usual_hours
from models.care.harvest import check_looks
from models.care.hours.crediting import credit_visit
from models.care.outcomes import ENDINGS, OUTCOMES
from models.care.owed.handover import ask_for_note
from models.care.pair import broken_rules
from models.care.refusals import (
    AlreadyClaimed,
    NotEligible,
    OwnTimeTaken,
    QuietTooLong,
    ReasonUnknown,
    VisitFull,
)
from models.care.tables import Claim, VisitRecord
from models.care.times import check_after_claim, check_overlap, check_times, is_late
from models.care.together.own_time import check_dates
from models.care.waiting.line import held_for_others, offer_next, take_up
from models.database.last_line import LastLine, insert
from models.people.tables import Helper
from models.trail.log import record_row

HELD = Said("空位已先留给排队的志愿者，等他确认。您也可以排队，他不去就轮到下一位。")
LONGEST_QUIET = dt.timedelta(days=366)
# What each unique index says, should two ways of claiming ever miss each other's lock.
LAST_LINE: LastLine = {
    "ix_claim_seat": (VisitFull, FULL),
    "ix_claim_once": (AlreadyClaimed, MINE),
    "ix_claim_own_time": (OwnTimeTaken, TIME_TAKEN),
}


def claim(
    session: Session,
    helper_id: uuid.UUID,
    visit_id: uuid.UUID,
    day: dt.date,
    part: int,
    now: dt.datetime,
    *,
    by: uuid.UUID,
    forbidden: bool = False,
    duty: bool = False,
) -> Claim:
    """Give a helper a place at a visit on a half-day; ``by`` is the account that asks.

    ``forbidden``: staff have decided against this pair. Otherwise the night's own rules decide.
    ``duty``: he goes by his post, which is never counted with volunteer hours.
    """
    today = civil_day(now)
    helper, visit = lock(session, helper_id, visit_id)
    check_looks(session, helper.id, now)
    taken = standing(session, visit.id)
    check_visit(visit, taken, helper.id)
    held = held_for_others(session, visit.id, helper.id)
    if len(taken) + len(held) >= visit.helpers_wanted:
        raise VisitFull(HELD)
    check_slot(visit, [*taken, *held], day, part, today)
    check_own_time(session, helper.id, day, part)
    check_dates(session, helper.id, *usual_hours(day, part))
    broken = broken_rules(session, helper, visit, day, part, today, forbidden)
    if broken:
        raise NotEligible(broken)
    given = Claim(
        visit_id=visit.id,
        helper_id=helper.id,
        seat=min(set(range(visit.helpers_wanted)) - {held.seat for held in taken}),
        day=day,
        part=part,
        duty=duty,
        state="claimed",
        claimed_at=now,
    )
    insert(session, given, LAST_LINE)
    ask_for_note(session, given, visit, now)
    answers.went(session, helper.id, visit.id, now)
    take_up(session, given, now)
    announce(session, given, visit, now)
    _note(session, "care.claim", given, by, now)
    return given


def withdraw(
    session: Session, claim_id: uuid.UUID, reason: str, now: dt.datetime, *, by: uuid.UUID
) -> Claim:
    """Give a claim back; its place goes to the first in line, or is free again, at once."""
    if reason not in ENDINGS:
        raise ReasonUnknown(Said("请从列表中选一个退出的原因。"))
    held, visit = lock_held(session, claim_id)
    held.state = "withdrawn"
    held.ended_at = now
    held.withdrawn_for = reason
    session.flush()
    release_followers(session, visit, now)
    close_if_made(session, visit, now)
    offer_next(session, visit, now)
    _note(session, "care.withdraw", held, by, now, why=reason)
    return held


def finish(
    session: Session,
    claim_id: uuid.UUID,
    outcome: str,
    note: str | None,
    began_at: dt.datetime,
    ended_at: dt.datetime,
    now: dt.datetime,
    *,
    by: uuid.UUID,
    evidence: str = "none",
) -> VisitRecord:
    """Enter how a claimed visit went, with its true times, by whoever enters it.

    Done closes the visit and discharges what was due in the household; not at home and refused
    leave it owed; in hospital lets it rest; moved and deceased end it and the resident's needs.
    What comes in late is taken with its true times, and its line in the trail says so.
    """
    if outcome not in OUTCOMES:
        raise ReasonUnknown(Said("请从列表中选一个探访结果。"))
    check_times(began_at, ended_at, now)
    held, visit = lock_held(session, claim_id)
    check_after_claim(held, began_at)
    if outcome == "done":
        check_overlap(session, held, began_at, ended_at)
    held.state = "done" if outcome == "done" else "not_done"
    held.ended_at = now
    entered = VisitRecord(
        claim_id=held.id,
        outcome=outcome,
        evidence=evidence,
        note=note,
        began_at=began_at,
        ended_at=ended_at,
        recorded_at=now,
        recorded_by=by,
    )
    session.add(entered)
    session.flush()
    if outcome != "done":
        follow(session, visit, now)
    follow_outcome(session, OUTCOMES[outcome], held, visit, entered, now)
    offer_next(session, visit, now)
    credit_visit(session, held, visit, entered, now)
    late = {"late": True} if is_late(session, ended_at, now) else {}
    _note(session, "care.finish", held, by, now, why=outcome, more=late)
    return entered


def not_now(
    session: Session, helper_id: uuid.UUID, until: dt.date | None, now: dt.datetime
) -> None:
    """Stop asking a helper until and including that day; ``None`` starts asking again."""
    today = civil_day(now)
    if until is not None and not today <= until <= today + LONGEST_QUIET:
        raise QuietTooLong(Said("请选择今天以后、一年以内的日期。"))
    helper = session.get_one(Helper, helper_id, with_for_update={"key_share": True})
    helper.quiet_until = until
    if until is not None:
        answers.not_now(session, helper_id, now)


def _note(
    session: Session,
    action: str,
    held: Claim,
    by: uuid.UUID,
    now: dt.datetime,
    why: str | None = None,
    more: Mapping[str, bool] = MappingProxyType({}),
) -> None:
    slot = {"visit": str(held.visit_id), "day": held.day.isoformat(), "part": held.part}
    record_row(session, action, held, now, by=by, why=why, detail={**slot, **more})
