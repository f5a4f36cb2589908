"""What follows when a claim has ended: the visit closed or owed still, staff told, needs ended."""

import datetime as dt
from collections.abc import Callable
from types import MappingProxyType

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.calling_off import call_off
from models.care.days import civil_day
from models.care.outcomes import Outcome
from models.care.owed.settling import HOSPITAL_DAYS, carry_refused, discharge, rest
from models.care.staff import staff_of
from models.care.tables import Claim, Need, Visit, VisitRecord
from models.notices.outbox import tell
from models.people.tables import Resident

# Nobody opened the door this often: somebody should find out why.
KNOCKS = 3


def follow_outcome(
    session: Session,
    meaning: Outcome,
    held: Claim,
    visit: Visit,
    entered: VisitRecord,
    now: dt.datetime,
) -> None:
    """Do what the outcome of a visit means for the household; the record is flushed already."""
    FOLLOWS[entered.outcome](session, visit, entered, now)
    close_if_made(session, visit, now)
    if meaning.tell is not None:
        key = f"visit:{held.id}:{entered.outcome}"
        _tell_staff(session, visit, key, meaning.tell, now)


def close_if_made(session: Session, visit: Visit, now: dt.datetime) -> None:
    """A visit is made when one came through and nobody who claimed it is still to go."""
    states = session.scalars(select(Claim.state).where(Claim.visit_id == visit.id)).all()
    if visit.state == "open" and "done" in states and "claimed" not in states:
        visit.state = "done"
        visit.closed_at = now
        went = states.count("done")
        if went < visit.helpers_wanted and not visit.along:
            said = Said(
                "有一户要 %(wanted)d 人同去，实际只去了 %(went)d 人，请了解情况。",
                wanted=visit.helpers_wanted,
                went=went,
            )
            _tell_staff(session, visit, f"visit:{visit.id}:few", said, now)


def _made(session: Session, visit: Visit, entered: VisitRecord, now: dt.datetime) -> None:
    made_on = civil_day(entered.ended_at)
    residents = discharge(session, visit, made_on, now)
    # The later day stays when visits are entered out of order.
    session.execute(
        update(Resident)
        .where(Resident.id.in_({visit.resident_id, *residents}))
        .values(last_visit_on=func.greatest(Resident.last_visit_on, made_on))
    )


def _not_home(session: Session, visit: Visit, entered: VisitRecord, now: dt.datetime) -> None:
    knocks = (
        select(func.count())
        .select_from(VisitRecord)
        .join(Claim, Claim.id == VisitRecord.claim_id)
        .where(Claim.visit_id == visit.id, VisitRecord.outcome == "not_home")
    )
    if (session.scalar(knocks) or 0) >= KNOCKS:
        said = Said("有一户去了 %(times)d 次都没有人，请打电话或上门了解情况。", times=KNOCKS)
        _tell_staff(session, visit, f"visit:{visit.id}:knocks", said, now)


def _refused(session: Session, visit: Visit, entered: VisitRecord, now: dt.datetime) -> None:
    carry_refused(session, visit, civil_day(now), now)


def _hospital(session: Session, visit: Visit, entered: VisitRecord, now: dt.datetime) -> None:
    today = civil_day(now)
    until = today + dt.timedelta(days=HOSPITAL_DAYS)
    by = entered.recorded_by
    rest(session, visit.resident_id, "hospital", today, until, now, by=by)
    call_off(session, visit, now)


def _gone(session: Session, visit: Visit, entered: VisitRecord, now: dt.datetime) -> None:
    """Nothing is owed any more until staff have found out; needs end with it."""
    today = civil_day(now)
    rest(session, visit.resident_id, entered.outcome, today, None, now, by=entered.recorded_by)
    session.execute(
        update(Need)
        .where(Need.resident_id == visit.resident_id, Need.closed_on.is_(None))
        .values(closed_on=today)
    )
    call_off(session, visit, now)


Follow = Callable[[Session, Visit, VisitRecord, dt.datetime], None]
FOLLOWS: MappingProxyType[str, Follow] = MappingProxyType(
    {
        "done": _made,
        "not_home": _not_home,
        "refused": _refused,
        "hospital": _hospital,
        "moved": _gone,
        "deceased": _gone,
    }
)


def _tell_staff(session: Session, visit: Visit, key: str, said: Said, now: dt.datetime) -> None:
    link = f"/care/residents/{visit.resident_id}"
    tell(session, staff_of(session, visit.resident_id), key, said, link, now)
