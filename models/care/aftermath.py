"""What follows when a claim has ended: the visit closed or owed still, staff told, needs ended."""

import datetime as dt
import uuid

from sqlalchemy import func, literal, select, update
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.tables import Account, Grant
from models.care.days import civil_day
from models.care.outcomes import Outcome
from models.care.tables import Claim, Need, Visit, VisitRecord
from models.notices.outbox import tell
from models.people.tables import Helper, Person, Resident
from models.places.tables import Place

# Those who look after a resident's place and can find out what has become of him.
TOLD = ("community", "grid_worker")


def follow_outcome(
    session: Session,
    meaning: Outcome,
    held: Claim,
    visit: Visit,
    entered: VisitRecord,
    now: dt.datetime,
) -> None:
    """Do what the outcome of a visit means for the resident; the record is flushed already."""
    if entered.outcome == "done":
        made_on = civil_day(entered.ended_at)
        # The later day stays when visits are entered out of order.
        session.execute(
            update(Resident)
            .where(Resident.id == visit.resident_id)
            .values(last_visit_on=func.greatest(Resident.last_visit_on, made_on))
        )
    if meaning.ends_needs:
        _end_needs(session, visit, now)
    close_if_made(session, visit, now)
    if meaning.tell is not None:
        key = f"visit:{held.id}:{entered.outcome}"
        link = f"/care/residents/{visit.resident_id}"
        tell(session, _staff_of(session, visit.resident_id), key, meaning.tell, link, now)


def close_if_made(session: Session, visit: Visit, now: dt.datetime) -> None:
    """A visit is made when one came through and nobody who claimed it is still to go."""
    states = set(session.scalars(select(Claim.state).where(Claim.visit_id == visit.id)))
    if visit.state == "open" and "done" in states and "claimed" not in states:
        visit.state = "done"
        visit.closed_at = now


def _end_needs(session: Session, visit: Visit, now: dt.datetime) -> None:
    visit.state = "cancelled"
    visit.closed_at = now
    session.execute(
        update(Need)
        .where(Need.resident_id == visit.resident_id, Need.closed_on.is_(None))
        .values(closed_on=civil_day(now))
    )
    gone = (
        update(Claim)
        .where(Claim.visit_id == visit.id, Claim.state == "claimed")
        .values(state="not_done", ended_at=now)
        .returning(Claim.helper_id)
    )
    helpers = session.scalars(gone).all()
    accounts = (
        select(Account.id)
        .join(Helper, Helper.person_id == Account.person_id)
        .where(Helper.id.in_(helpers))
    )
    called_off = Said("您认领的一次探访已取消，不用再去了。")
    tell(session, session.scalars(accounts), f"visit:{visit.id}:off", called_off, "/care", now)


def _staff_of(session: Session, resident_id: uuid.UUID) -> list[uuid.UUID]:
    path = (
        select(Place.path)
        .join(Person, Person.place_id == Place.id)
        .join(Resident, Resident.person_id == Person.id)
        .where(Resident.id == resident_id)
    )
    here = session.scalar(path) or ""
    accounts = (
        select(Grant.account_id)
        .join(Place, Place.id == Grant.place_id)
        .where(Grant.role.in_(TOLD), func.starts_with(literal(here), Place.path))
    )
    return list(session.scalars(accounts))
