"""A day of the helpers, as they throw: asked, looking by themselves, giving back, at the door.

Whatever they do they do through the functions behind the product's pages.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.quarter.life import Life
from matcher.said import Said
from models.care import claims
from models.care.asking.tables import Asking
from models.care.days import civil_day, is_over, usual_hours
from models.care.offers import offers_of, pool
from models.care.tables import Claim, Visit
from models.care.waiting import reconfirming
from models.care.waiting.tables import Reconfirm
from models.database.refused import Refused
from models.matching import asking, suggestions
from models.people.tables import Helper

Slot = tuple[dt.date, int]
# An ask is answered at the next look at the telephone, or never.
FRESH = dt.timedelta(hours=4)


class NothingThere(Refused):
    """No visit, or no half-day of it, for whoever would go."""

    code = "nothing_there"


def answer(life: Life, now: dt.datetime) -> None:
    """Whoever was asked says yes and claims, says no, wants to be left in peace, or is silent."""
    day, habits = civil_day(now), life.habits
    asked = (
        select(Asking.helper_id, Asking.visit_id, Visit.resident_id)
        .join(Visit, Visit.id == Asking.visit_id)
        .where(Asking.answer == "none", Asking.asked_at > now - FRESH)
    )
    for row in sorted(life.rows(asked), key=lambda r: life.dice.throw("turn", *life.who(r), day)):
        who, helper, visit = life.who(row), row.helper_id, row.visit_id
        willing = life.dice.between(habits.says_yes, "willing", who[0])
        if life.often(willing, "yes", *who, day):
            if not life.does("claimed when asked", _go, life, helper, visit, now):
                life.does("declined", asking.decline, helper, visit, now)
        elif life.often(habits.says_no, "no", *who, day):
            if life.often(habits.not_now, "not now", *who, day):
                until = day + dt.timedelta(days=habits.rests)
                life.does("not now", claims.not_now, helper, until, now)
            else:
                life.does("declined", asking.decline, helper, visit, now)


def look(life: Life, now: dt.datetime) -> None:
    """Some open the page by themselves: what is suggested to them comes first, then the pool."""
    day, habits, number = civil_day(now), life.habits, life.roster.number
    for helper in sorted(
        life.roster.account, key=lambda h: life.dice.throw("first", number[h], day)
    ):
        keen = life.dice.between(habits.looks, "keen", number[helper])
        if life.often(keen, "looks", number[helper], day) and life.often(
            habits.takes, "takes", number[helper], day
        ):
            life.does("claimed by himself", _find, life, helper, now)


def withdraw(life: Life, now: dt.datetime) -> None:
    """Some give back what they had promised for today or later."""
    day = civil_day(now)
    for row in life.standing(Claim.day >= day):
        if life.often(life.habits.withdraws, "withdraws", *life.who(row), day):
            by = life.account(row.helper_id)
            life.does("withdrawn", suggestions.withdraw, row.id, "busy", now, by=by)


def confirm(life: Life, now: dt.datetime) -> None:
    """Whoever was asked the day before says that he comes, or says nothing."""
    day = civil_day(now)
    asked = select(Reconfirm.claim_id).where(Reconfirm.answered_at.is_(None))
    for row in life.standing(Claim.id.in_(asked), Claim.day > day):
        if life.often(life.habits.answers, "answers", *life.who(row), day):
            by = life.account(row.helper_id)
            life.does("confirmed", reconfirming.still_coming, row.id, now, by=by)


def visit(life: Life, now: dt.datetime) -> None:
    """The visits of the day, made or not as the door opens; some helpers do not come at all."""
    day = civil_day(now)
    for row in life.standing(Claim.day == day):
        helper, resident = life.who(row)
        if life.often(life.habits.no_show, "no show", helper, resident, day):
            life.happened["no show"] += 1
            continue
        # Whoever comes finds the same door.
        outcome = life.habits.outcome(life.dice.throw("door", resident, day))
        life.does(
            f"at the door: {outcome}",
            claims.finish,
            row.id,
            outcome,
            None,
            *usual_hours(row.day, row.part),
            now,
            by=life.account(row.helper_id),
            evidence="code" if outcome == "done" else "none",
        )


def _go(
    session: Session, life: Life, helper: uuid.UUID, visit: uuid.UUID, now: dt.datetime
) -> None:
    """Claim one visit: at the half-day suggested, else at one of those the page offers."""
    slot = next((slot for other, slot in _suggested(session, helper, now) if other == visit), None)
    if slot is None:
        found = offers_of(session, session.get_one(Helper, helper), now, [visit]).get(visit)
        slot = _chosen(life, helper, found.slots if found else (), now)
    suggestions.claim(session, helper, visit, *slot, now, by=life.account(helper))


def _find(session: Session, life: Life, helper: uuid.UUID, now: dt.datetime) -> None:
    """Claim the first visit that the page shows."""
    suggested = _suggested(session, helper, now)
    if suggested:
        visit, slot = suggested[0]
    else:
        offers = pool(session, session.get_one(Helper, helper), now, 0, 1).offers
        if not offers:
            raise NothingThere(Said("没有合适的任务"))
        visit, slot = offers[0].visit_id, _chosen(life, helper, offers[0].slots, now)
    suggestions.claim(session, helper, visit, *slot, now, by=life.account(helper))


def _suggested(
    session: Session, helper: uuid.UUID, now: dt.datetime
) -> Sequence[tuple[uuid.UUID, Slot]]:
    return [
        (one.visit_id, (one.day, one.part))
        for one in suggestions.for_helper(session, helper, civil_day(now))
        if one.visit_id and one.day and one.part is not None and not is_over(one.day, one.part, now)
    ]


def _chosen(life: Life, helper: uuid.UUID, slots: Sequence[Slot], now: dt.datetime) -> Slot:
    if not slots:
        raise NothingThere(Said("没有合适的时间"))
    thrown = life.dice.throw("half-day", life.roster.number[helper], civil_day(now))
    return slots[int(thrown * len(slots))]
