"""The line for a visit that is full: joined, moved up when a place frees, left.

Every change holds the visit's row, so a freed place goes to the first in line within the change
that freed it: nobody else ever sees it free. Offering locks no helper (the visit is locked by
then, and helpers come before visits); what holds of him at that moment is asked again, under his
lock, when he confirms.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.checks import MINE, check_own_time, check_slot, lock, standing
from models.care.days import SHANGHAI, civil_day, usual_hours
from models.care.pair import broken_rules
from models.care.refusals import (
    AlreadyClaimed,
    NotEligible,
    OutsideWindow,
    OwnTimeTaken,
    VisitClosed,
)
from models.care.tables import IN_LINE, Claim, Visit, Waiting
from models.care.together.own_time import check_dates
from models.care.waiting.params import PARAMS, WaitParams
from models.care.waiting.refusals import AlreadyWaiting, NothingToWaitFor, NotInLine
from models.care.waiting.told import tell_helper
from models.people.tables import Helper

LINK = "/care/waiting"
ELSEWHERE = Said("工作人员对这个任务另有安排，您的排队到此为止。您可以再看看其他任务。")
GONE = Said("这次排队已经结束，或空位已过了确认的时间。您可以再看看其他任务。")


def join(
    session: Session,
    helper_id: uuid.UUID,
    visit_id: uuid.UUID,
    day: dt.date,
    part: int,
    now: dt.datetime,
    *,
    forbidden: bool = False,
    duty: bool = False,
) -> Waiting:
    """Wait for a place of a full visit on a half-day; the same rules as for a claim."""
    today = civil_day(now)
    helper, visit = lock(session, helper_id, visit_id)
    taken, offers = standing(session, visit.id), offered(session, visit.id)
    if any(held.helper_id == helper.id for held in taken):
        raise AlreadyClaimed(MINE)
    if visit.state != "open":
        raise VisitClosed(Said("这个任务已经完成或取消，不用再去了。"))
    if entry_of(session, helper.id, visit.id) is not None:
        raise AlreadyWaiting(Said("您已经在这个任务的排队里，在“我的排队”里可以看到。"))
    if len(taken) + len(offers) < visit.helpers_wanted:
        raise NothingToWaitFor(Said("这个任务现在有空位，不用排队，可以直接认领。"))
    check_slot(visit, _binding(visit, [*taken, *offers]), day, part, today)
    check_own_time(session, helper.id, day, part)
    check_dates(session, helper.id, *usual_hours(day, part))
    broken = broken_rules(session, helper, visit, day, part, today, forbidden)
    if broken:
        raise NotEligible(broken)
    last = select(func.coalesce(func.max(Waiting.turn), 0)).where(Waiting.visit_id == visit.id)
    entry = Waiting(
        visit_id=visit.id,
        helper_id=helper.id,
        turn=(session.scalar(last) or 0) + 1,
        day=day,
        part=part,
        duty=duty,
        state="waiting",
        joined_at=now,
    )
    session.add(entry)
    session.flush()
    return entry


def leave(session: Session, helper_id: uuid.UUID, entry_id: uuid.UUID, now: dt.datetime) -> None:
    """Step out of the line; a place that was held goes to the next at once."""
    entry, visit = lock_own(session, helper_id, entry_id)
    end(session, entry, "left", now)
    offer_next(session, visit, now)


def strike(
    session: Session, helper_id: uuid.UUID, visit_ids: Collection[uuid.UUID], now: dt.datetime
) -> None:
    """Staff decided against this helper there: he waits no longer, and hears so.

    Where somebody is just changing the visit nothing waits for him: what the helper would claim is
    refused to him then.
    """
    free = select(Visit).where(Visit.id.in_(visit_ids)).order_by(Visit.id)
    for visit in session.scalars(free.with_for_update(skip_locked=True, key_share=True)).all():
        entry = entry_of(session, helper_id, visit.id)
        if entry is not None:
            end(session, entry, "lapsed", now)
            tell_helper(session, helper_id, f"waiting:{entry.id}:over", ELSEWHERE, LINK, now)
            offer_next(session, visit, now)


def offer_next(
    session: Session, visit: Visit, now: dt.datetime, params: WaitParams = PARAMS
) -> int:
    """Hold each free place of a locked visit for the first in line who may go; returns how many.

    Whoever may not at this moment (his half-day is given away or gone by, a rule speaks against
    him) is passed over and keeps his turn.
    """
    if visit.state != "open":
        return 0
    taken: list[Claim | Waiting] = [*standing(session, visit.id), *offered(session, visit.id)]
    made = 0
    for entry in _in_line(session, visit.id, "waiting"):
        if len(taken) >= visit.helpers_wanted:
            break
        until = confirm_by(entry.day, entry.part, now, params)
        if until is None or not _may_go(session, visit, taken, entry, now):
            continue
        entry.state, entry.offered_at, entry.confirm_by = "offered", now, until
        session.flush()
        taken.append(entry)
        made += 1
        _tell_offer(session, entry, now)
    return made


def held_for_others(session: Session, visit_id: uuid.UUID, helper_id: uuid.UUID) -> list[Waiting]:
    """The places of a locked visit that are held for somebody other than this helper."""
    return [entry for entry in offered(session, visit_id) if entry.helper_id != helper_id]


def offered(session: Session, visit_id: uuid.UUID) -> Sequence[Waiting]:
    """The places of a visit that are held for somebody."""
    return _in_line(session, visit_id, "offered")


def take_up(session: Session, given: Claim, now: dt.datetime) -> None:
    """The helper has claimed what he waited for."""
    entry = entry_of(session, given.helper_id, given.visit_id)
    if entry is not None:
        end(session, entry, "taken", now)


def entry_of(session: Session, helper_id: uuid.UUID, visit_id: uuid.UUID) -> Waiting | None:
    """The helper's place in the line, if he stands in it."""
    mine = select(Waiting).where(
        Waiting.helper_id == helper_id, Waiting.visit_id == visit_id, Waiting.state.in_(IN_LINE)
    )
    return session.scalar(mine)


def lock_own(session: Session, helper_id: uuid.UUID, entry_id: uuid.UUID) -> tuple[Waiting, Visit]:
    """The helper's open place in a line, with him and the visit locked."""
    entry = session.get(Waiting, entry_id)
    if entry is None or entry.helper_id != helper_id:
        raise NotInLine(GONE)
    _, visit = lock(session, helper_id, entry.visit_id)
    session.refresh(entry)
    if entry.state not in IN_LINE:
        raise NotInLine(GONE)
    return entry, visit


def end(session: Session, entry: Waiting, state: str, now: dt.datetime) -> None:
    """Take an entry out of the line; its visit is locked."""
    entry.state, entry.ended_at = state, now
    session.flush()


def confirm_by(day: dt.date, part: int, now: dt.datetime, params: WaitParams) -> dt.datetime | None:
    """Until when a place on that half-day may be held; None when it is too late to hold it."""
    last = usual_hours(day, part)[0] - params.before
    close = last - now <= params.close
    until = min(_awake(now + (params.close_wait if close else params.wait), params), last)
    return until if until - now >= params.least else None


def _awake(moment: dt.datetime, params: WaitParams) -> dt.datetime:
    """The moment itself, or the morning after when it falls into the night."""
    local = moment.astimezone(SHANGHAI)
    if local.time() >= params.night_from:
        return dt.datetime.combine(local.date() + dt.timedelta(days=1), params.night_to, SHANGHAI)
    if local.time() < params.night_to:
        return dt.datetime.combine(local.date(), params.night_to, SHANGHAI)
    return moment


def _in_line(session: Session, visit_id: uuid.UUID, state: str) -> Sequence[Waiting]:
    line = select(Waiting).where(Waiting.visit_id == visit_id, Waiting.state == state)
    return session.scalars(line.order_by(Waiting.turn)).all()


def _binding(visit: Visit, taken: Sequence[Claim | Waiting]) -> Sequence[Claim | Waiting]:
    """Who waits for the only place comes when he says; who comes along comes with the others."""
    return taken if visit.helpers_wanted > 1 else ()


def _may_go(
    session: Session,
    visit: Visit,
    taken: Iterable[Claim | Waiting],
    entry: Waiting,
    now: dt.datetime,
) -> bool:
    today = civil_day(now)
    helper = session.get_one(Helper, entry.helper_id)
    try:
        check_slot(visit, list(taken), entry.day, entry.part, today)
        check_own_time(session, helper.id, entry.day, entry.part)
    except (OwnTimeTaken, OutsideWindow):
        return False
    return not broken_rules(session, helper, visit, entry.day, entry.part, today, False)


def _tell_offer(session: Session, entry: Waiting, now: dt.datetime) -> None:
    assert entry.confirm_by is not None
    until = entry.confirm_by.astimezone(SHANGHAI)
    said = Said(
        "您排队的任务有空位了，先给您留着，请在 %(until)s 前确认。",
        until=f"{until:%m-%d %H:%M}",
    )
    tell_helper(session, entry.helper_id, f"waiting:{entry.id}:offered", said, LINK, now)
