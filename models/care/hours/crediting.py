"""Hours come into being: from a visit that was entered as done, or attendance at an activity."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.care.hours.tables import MACHINE, HoursChange, ServiceHours
from models.care.tables import EVIDENCE, Claim, ServiceKind, Visit, VisitRecord
from models.care.times import check_times, is_late
from models.people.tables import Helper, Person, Resident


@dataclass(frozen=True)
class Service:
    """A service as it was given: by whom, where, what, from when to when."""

    helper_id: uuid.UUID
    source: str
    source_id: uuid.UUID
    place_id: uuid.UUID
    content: str
    began_at: dt.datetime
    ended_at: dt.datetime
    resident_id: uuid.UUID | None = None


def credit(
    session: Session,
    service: Service,
    evidence: str,
    now: dt.datetime,
    *,
    entered_by: uuid.UUID,
    signed_by: uuid.UUID | None = None,
) -> ServiceHours:
    """Write down the hours of a service, once per source; later calls give the same row.

    They count at once where a machine checked the visit (code, door QR) or where ``signed_by``,
    the organiser or who took the resident's word, is another account than ``entered_by``.
    Otherwise they wait for a second person. Raises TimesWrong.
    """
    check_times(service.began_at, service.ended_at, now)
    known = select(ServiceHours).where(
        ServiceHours.source == service.source, ServiceHours.source_id == service.source_id
    )
    row = vars(service) | {
        "minutes": minutes_of(service.began_at, service.ended_at),
        "evidence": evidence,
        "late": is_late(session, service.ended_at, now),
        "recorded_at": now,
        "entered_by": entered_by,
        "signed_by": signed_by,
        "signed_at": None if signed_by is None else now,
        "state": "credited" if _answered_for(evidence, entered_by, signed_by) else "pending",
    }
    added = insert(ServiceHours).values(row).on_conflict_do_nothing().returning(ServiceHours.id)
    new = session.scalar(added)
    hours = session.scalars(known).one()
    if new is not None:
        note(session, hours, "entered", entered_by, now)
    return hours


def credit_visit(
    session: Session, held: Claim, visit: Visit, entered: VisitRecord, now: dt.datetime
) -> None:
    """The hours of a visit that was made; a post's duty, or a post holder's, earns none."""
    helper = session.get_one(Helper, held.helper_id)
    if entered.outcome != "done" or held.duty or not helper.volunteer:
        return
    place_id = session.scalars(
        select(Person.place_id)
        .join(Resident, Resident.person_id == Person.id)
        .where(Resident.id == visit.resident_id)
    ).one()
    service = Service(
        helper_id=held.helper_id,
        source="visit",
        source_id=entered.id,
        place_id=place_id,
        content=_content(session, visit.kinds),
        began_at=entered.began_at,
        ended_at=entered.ended_at,
        resident_id=visit.resident_id,
    )
    credit(session, service, entered.evidence, now, entered_by=entered.recorded_by)


def prove(
    session: Session, hours: ServiceHours, evidence: str, by: uuid.UUID, now: dt.datetime
) -> None:
    """Better evidence came in later (a code checked at sync, a call back): kept if it is better.

    ``hours`` is locked. What a machine checked counts from then on.
    """
    if EVIDENCE.index(evidence) <= EVIDENCE.index(hours.evidence):
        return
    hours.evidence = evidence
    if hours.state == "pending" and evidence in MACHINE:
        hours.state = "credited"
    note(session, hours, "proved", by, now)


def minutes_of(began_at: dt.datetime, ended_at: dt.datetime) -> int:
    """Whole minutes of service, at least one."""
    return max(1, int((ended_at - began_at).total_seconds() // 60))


def note(
    session: Session,
    hours: ServiceHours,
    action: str,
    by: uuid.UUID,
    now: dt.datetime,
    reason: str | None = None,
) -> None:
    """Add the step just taken to the life of these hours."""
    kept = ("state", "evidence", "began_at", "ended_at", "minutes")
    session.add(
        HoursChange(
            hours_id=hours.id,
            at=now,
            by=by,
            action=action,
            reason=reason,
            **{name: getattr(hours, name) for name in kept},
        )
    )


def _answered_for(evidence: str, entered_by: uuid.UUID, signed_by: uuid.UUID | None) -> bool:
    if evidence in MACHINE:
        return True
    return evidence != "none" and signed_by is not None and signed_by != entered_by


def _content(session: Session, kinds: list[str]) -> str:
    rows = session.execute(select(ServiceKind.code, ServiceKind.name))
    names = {code: name for code, name in rows}
    return "、".join(names[kind] for kind in kinds)
