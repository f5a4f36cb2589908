"""Where to go and whom to call: open from the claim until the visit is over, each look logged."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.days import civil_day
from models.care.harvest import LOOK
from models.care.pairing.tables import Pairing
from models.care.refusals import ContactClosed
from models.care.tables import Claim, Visit
from models.people.tables import Helper, Person, Resident
from models.places.tables import Place
from models.trail.log import record_row

# A visit nobody has entered after this long is a matter for staff, not for the address book.
OPEN_AFTER = dt.timedelta(days=7)
# Levels of the tree that stand in an address as people say it.
SPOKEN = ("community", "district", "grid", "building", "unit")


@dataclass(frozen=True)
class Contact:
    """What a helper needs at the door. ``address`` is None where it is kept from everybody."""

    name: str
    phone: str | None
    address: str | None
    note: str | None
    guardian_name: str | None
    guardian_phone: str | None


def contact(session: Session, held: Claim, looker: Scope, now: dt.datetime) -> Contact:
    """Name, phone, address and notes for the helper who holds the claim; leaves a line.

    Refused to anybody else, after the visit, and a week after the day it was meant for.
    """
    if not may_look(session, held, looker, now):
        raise ContactClosed(Said("地址和电话只在认领以后、探访结束以前给认领的人看。"))
    visit = session.get_one(Visit, held.visit_id)
    return _shown(session, visit.resident_id, looker, held, now)


def family_contact(session: Session, pairing: Pairing, looker: Scope, now: dt.datetime) -> Contact:
    """The same for whoever is paired with the resident, until the pairing ends; leaves a line."""
    holds = pairing.since is not None and pairing.ended_at is None
    if not holds or _person_of(session, pairing.helper_id) != looker.person_id:
        raise ContactClosed(Said("地址和电话只给结对的志愿者看，结对结束就不再显示。"))
    return _shown(session, pairing.resident_id, looker, pairing, now)


def _shown(
    session: Session,
    resident_id: uuid.UUID,
    looker: Scope,
    about: Claim | Pairing,
    now: dt.datetime,
) -> Contact:
    resident = session.scalars(
        select(Resident)
        .where(Resident.id == resident_id)
        .options(joinedload(Resident.person).joinedload(Person.place))
    ).one()
    person = resident.person
    why = about.__tablename__
    record_row(session, LOOK, about, now, by=looker.account_id, whose=person.id, why=why)
    hidden = person.address_suppressed
    return Contact(
        name=person.name,
        phone=person.phone,
        address=None if hidden else address_of(session, person),
        note=resident.note,
        guardian_name=resident.guardian_name,
        guardian_phone=resident.guardian_phone,
    )


def address_of(session: Session, person: Person) -> str:
    """The address as people say it, from the community down to the door."""
    levels = session.scalars(
        select(Place.name)
        .where(func.starts_with(literal(person.place.path), Place.path), Place.kind.in_(SPOKEN))
        .order_by(Place.path)
    )
    return " ".join([*levels, person.door or ""]).strip()


def may_look(session: Session, held: Claim, looker: Scope, now: dt.datetime) -> bool:
    """Whether somebody holds the claim and its visit is still to come, or to be entered."""
    return (
        held.state == "claimed"
        and _person_of(session, held.helper_id) == looker.person_id
        and civil_day(now) <= held.day + OPEN_AFTER
    )


def _person_of(session: Session, helper_id: uuid.UUID) -> uuid.UUID | None:
    return session.scalar(select(Helper.person_id).where(Helper.id == helper_id))
