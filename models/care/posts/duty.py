"""Doing one's duty 履岗: entered in a minute, with true times; kept apart from volunteer hours."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.days import SHANGHAI, civil_day
from models.care.posts.holding import lock_held
from models.care.posts.tables import DutyRecord, PostHolding
from models.care.refusals import TimesWrong
from models.care.tables import Claim, Visit, VisitRecord
from models.care.times import check_times
from models.care.work import service_names
from models.trail.log import record_row


@dataclass(frozen=True)
class Done:
    """A duty done. ``did`` in the holder's words, ``services`` where it was a visit."""

    began_at: dt.datetime
    ended_at: dt.datetime
    evidence: str
    did: str | None = None
    services: tuple[str, ...] = ()


def enter(
    session: Session,
    holding_id: uuid.UUID,
    did: str,
    began_at: dt.datetime,
    ended_at: dt.datetime,
    now: dt.datetime,
    *,
    by: uuid.UUID,
) -> DutyRecord:
    """Enter a duty done; a household visited as duty is entered on its visit sheet instead.

    It rests on the entry alone, and says so. Refused where the holder was elsewhere by his own
    records, and before he took the post.
    """
    check_times(began_at, ended_at, now)
    held = lock_held(session, holding_id, "held")
    if held.taken_on is not None and civil_day(began_at) < held.taken_on:
        raise TimesWrong(Said("那一天您还没有领这个岗位，请检查日期。"))
    _check_overlap(session, held.helper_id, began_at, ended_at)
    entry = DutyRecord(
        holding_id=held.id,
        did=did,
        began_at=began_at,
        ended_at=ended_at,
        evidence="none",
        entered_by=by,
        entered_at=now,
    )
    session.add(entry)
    record_row(session, "post.duty", entry, now, by=by)
    return entry


def done(session: Session, helper_id: uuid.UUID, since: dt.datetime) -> Sequence[Done]:
    """Duties done from a moment on, latest first: records entered and visits made as duty."""
    names = service_names(session)
    entries = select(DutyRecord).join(DutyRecord.holding).where(PostHolding.helper_id == helper_id)
    visits = (
        select(VisitRecord, Visit.kinds)
        .join(Claim, Claim.id == VisitRecord.claim_id)
        .join(Visit, Visit.id == Claim.visit_id)
        .where(Claim.helper_id == helper_id, Claim.duty, VisitRecord.outcome == "done")
    )
    found = [
        Done(entry.began_at, entry.ended_at, entry.evidence, did=entry.did)
        for entry in session.scalars(entries.where(DutyRecord.began_at >= since))
    ]
    for made, kinds in session.execute(visits.where(VisitRecord.began_at >= since)):
        services = tuple(names[kind] for kind in kinds)
        found.append(Done(made.began_at, made.ended_at, made.evidence, services=services))
    return sorted(found, key=lambda one: one.began_at, reverse=True)


def total(duties: Sequence[Done]) -> tuple[int, dt.timedelta]:
    """How many and the time they add up to: never a part of anybody's volunteer hours."""
    return len(duties), sum((one.ended_at - one.began_at for one in duties), dt.timedelta())


def _check_overlap(
    session: Session, helper_id: uuid.UUID, began_at: dt.datetime, ended_at: dt.datetime
) -> None:
    duties = (
        select(DutyRecord.began_at)
        .join(DutyRecord.holding)
        .where(
            PostHolding.helper_id == helper_id,
            DutyRecord.began_at < ended_at,
            DutyRecord.ended_at > began_at,
        )
    )
    visits = (
        select(VisitRecord.began_at)
        .join(Claim, Claim.id == VisitRecord.claim_id)
        .where(
            Claim.helper_id == helper_id,
            VisitRecord.outcome == "done",
            VisitRecord.began_at < ended_at,
            VisitRecord.ended_at > began_at,
        )
    )
    other = session.scalar(duties.limit(1)) or session.scalar(visits.limit(1))
    if other is not None:
        at = other.astimezone(SHANGHAI)
        raise TimesWrong(
            Said(
                "%(day)s %(time)s 已经有一次记录，同一段时间只能算一次。",
                day=at.date().isoformat(),
                time=f"{at:%H:%M}",
            )
        )
