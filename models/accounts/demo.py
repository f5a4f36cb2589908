"""One account for each role, with a published password: demo mode only."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.orm import Session

from models.accounts.manage import Links, open_account
from models.accounts.phone import phone_hash
from models.accounts.roles import OF_ORGANISATIONS, ROLES
from models.accounts.tables import Account, Grant
from models.people.tables import Helper, Organisation, Person, Resident, Seeker
from models.places.tables import KINDS, Place

PASSWORD = "shan-shui-tian-yuan"
_PHONES = "1990000"
_WHERE = {
    "town": "town",
    "community": "community",
    "grid_lead": "grid",
    "grid_worker": "grid",
    "building_lead": "building",
    "unit_lead": "unit",
}


@dataclass(frozen=True)
class DemoAccount:
    """What a visitor of the demo is told."""

    role: str
    name: str
    phone: str
    password: str


def open_demo_accounts(
    session: Session, now: dt.datetime, employer_id: uuid.UUID | None = None
) -> list[DemoAccount]:
    """Open an account for each role, once; those whose password was changed are left out.

    Helpers, residents and seekers stand for a person of the county, if it has one.
    """
    for number, role in enumerate(ROLES, 1):
        phone = f"{_PHONES}{number:04d}"
        query = select(Account).where(Account.phone_hash == phone_hash(phone))
        account = session.scalar(query) or _open(session, role, phone, employer_id, now)
        if account.demo:
            account.status = "active"
    return demo_accounts(session)


def demo_accounts(session: Session) -> list[DemoAccount]:
    """The accounts that still have the published password, in the order of the roles."""
    open_ones = session.scalars(select(Account).where(Account.demo, Account.status == "active"))
    told = [
        DemoAccount(account.grants[0].role, account.name, account.phone, PASSWORD)
        for account in open_ones
    ]
    return sorted(told, key=lambda one: one.phone)


def close_demo_accounts(session: Session) -> None:
    """Outside demo mode no account keeps a published password, nor a session that opens it."""
    still = update(Account).where(Account.demo, Account.status == "active")
    session.execute(still.values(status="disabled"))


def _open(
    session: Session, role: str, phone: str, employer_id: uuid.UUID | None, now: dt.datetime
) -> Account:
    person = _person(session, role)
    organisation = _organisation(session, role)
    links = Links(
        person_id=person.id if person else None,
        employer_id=employer_id if role == "employer" else None,
        organisation_id=organisation.id if organisation else None,
    )
    name = person.name if person else f"演示{ROLES[role]}"
    account = open_account(session, name=name, phone=phone, password=PASSWORD, links=links, now=now)
    account.demo = True
    account.grants.append(Grant(role=role, place=_place(session, role, person)))
    session.flush()
    return account


def _organisation(session: Session, role: str) -> Organisation | None:
    """The first of its kind; ledgers name no pairing unit, so one is made up."""
    kind = OF_ORGANISATIONS.get(role)
    by_name = select(Organisation).where(Organisation.kind == kind).order_by(Organisation.name)
    known = session.scalar(by_name.limit(1))
    if known is None and kind == "pairing_unit":
        known = Organisation(name="演示帮扶单位", kind=kind)
        session.add(known)
        session.flush()
    return known


def _person(session: Session, role: str) -> Person | None:
    """A person who really is one: an experienced helper with many visits, else first by name."""
    by_name: Select[Person] = select(Person).order_by(Person.name, Person.id).limit(1)
    busiest = (Helper.monthly_visits.desc(), Helper.ledger_hours.desc().nulls_last(), Person.id)
    most = select(Person).join(Helper).order_by(*busiest).limit(1)
    member: ColumnElement[bool] = Helper.political_status.contains("党员")
    people = {
        "volunteer": most.where(Helper.volunteer, Helper.active, ~member),
        "post_holder": most.where(Helper.active, member),
        "resident": by_name.join(Resident).where(Resident.active),
        "seeker": by_name.join(Seeker).where(Seeker.active),
    }
    return session.scalar(people[role]) if role in people else None


def _place(session: Session, role: str, person: Person | None) -> Place:
    """The community of a person; for staff the first place of their level, or one above it."""
    if person is not None:
        home = session.get_one(Place, person.place_id)
        while home.kind not in ("county", "town", "community") and home.parent_id:
            home = session.get_one(Place, home.parent_id)
        return home
    level = KINDS.index(_WHERE.get(role, "county"))
    for kind in reversed(KINDS[: level + 1]):
        query = select(Place).where(Place.kind == kind).order_by(Place.path).limit(1)
        place = session.scalar(query)
        if place is not None:
            return place
    raise LookupError("the county is empty")
