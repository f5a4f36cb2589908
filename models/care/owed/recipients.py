"""Who receives suspected harm: named for a place by the administrator; never somebody involved."""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, func, literal, or_, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.phone import phone_hash
from models.accounts.scope import Scope
from models.accounts.tables import Account, Grant
from models.care.owed.refusals import CaseWrong
from models.care.owed.settling import living_with
from models.care.owed.tables import CaseRecipient
from models.care.tables import Claim, Visit
from models.people.tables import Helper, Person, Resident
from models.places.tables import Place
from models.trail.log import record_row

# Where nobody was named, or whoever was is involved himself.
OTHERWISE = ("county", "administrator")


def recipient_for(
    session: Session, resident: Resident, suspect: str | None, writer: uuid.UUID, today: dt.date
) -> uuid.UUID:
    """The account that gets the case: the nearest named one, then the county's staff.

    Left out are those who live there, the guardian, whoever helps in the household, a namesake
    of the suspect, and the writer while there is anybody else.
    """
    path = session.scalars(select(Place.path).join(Person).where(Person.id == resident.person_id))
    involved = _involved(session, resident)
    named = [a for a in _candidates(session, path.one(), today) if a.status == "active"]
    fit = [
        account.id
        for account in named
        if account.person_id not in involved
        and not (resident.guardian_phone and account.phone == resident.guardian_phone)
        and not (resident.guardian_name and account.name == resident.guardian_name)
        and not (suspect and account.name in suspect)
    ]
    others = [account for account in fit if account != writer]
    if not (others or fit):
        raise CaseWrong(
            Said("还没有指定接收人，系统收不下这份报告。请马上拨 110，并告诉县民政部门。")
        )
    return (others or fit)[0]


def name_recipient(
    session: Session,
    scope: Scope,
    place_id: uuid.UUID,
    phone: str,
    today: dt.date,
    now: dt.datetime,
) -> CaseRecipient:
    """Name who receives for a place, from today; the one before ends yesterday."""
    place = session.get(Place, place_id)
    account = session.scalar(select(Account).where(Account.phone_hash == phone_hash(phone)))
    if place is None or account is None or not scope.covers(place.path, ("administrator",)):
        raise CaseWrong(Said("没有找到这个地方，或没有这个手机号的账号。"))
    for old in _in_force(session, place_id, today):
        old.effective_to = today - dt.timedelta(days=1)
    fresh = CaseRecipient(place_id=place_id, account_id=account.id, effective_from=today)
    session.add(fresh)
    record_row(session, "care.case_recipient", fresh, now, by=scope.account_id)
    return fresh


def named(session: Session, scope: Scope, today: dt.date) -> Sequence[tuple[Place, str | None]]:
    """The county and its communities within the scope, each with the name of who receives."""
    holds = or_(CaseRecipient.effective_to.is_(None), CaseRecipient.effective_to >= today)
    query = (
        select(Place, Account.name)
        .outerjoin(
            CaseRecipient,
            (CaseRecipient.place_id == Place.id) & (CaseRecipient.effective_from <= today) & holds,
        )
        .outerjoin(Account, Account.id == CaseRecipient.account_id)
        .where(Place.kind.in_(("county", "community")), scope.within(("administrator",)))
        .order_by(Place.path)
    )
    return [(place, name) for place, name in session.execute(query)]


def _in_force(session: Session, place_id: uuid.UUID, today: dt.date) -> Sequence[CaseRecipient]:
    holds = or_(CaseRecipient.effective_to.is_(None), CaseRecipient.effective_to >= today)
    wanted = select(CaseRecipient).where(CaseRecipient.place_id == place_id, holds)
    return session.scalars(wanted).all()


def _candidates(session: Session, path: str, today: dt.date) -> Iterator[Account]:
    holds = or_(CaseRecipient.effective_to.is_(None), CaseRecipient.effective_to >= today)
    nearest = (
        select(Account)
        .join(CaseRecipient, CaseRecipient.account_id == Account.id)
        .join(Place, Place.id == CaseRecipient.place_id)
        .where(_above(path), CaseRecipient.effective_from <= today, holds)
        .order_by(func.length(Place.path).desc(), CaseRecipient.id)
    )
    yield from session.scalars(nearest)
    for role in OTHERWISE:
        staff = (
            select(Account)
            .join(Grant, Grant.account_id == Account.id)
            .join(Place, Place.id == Grant.place_id)
            .where(_above(path), Grant.role == role)
            .order_by(Account.id)
        )
        yield from session.scalars(staff)


def _above(path: str) -> ColumnElement[bool]:
    return func.starts_with(literal(path), Place.path)


def _involved(session: Session, resident: Resident) -> set[uuid.UUID | None]:
    """The persons of the household and of everybody who has helped there."""
    home = living_with(resident.id)
    people = select(Resident.person_id).where(Resident.id.in_(home))
    family = select(Person.id).where(
        Person.household
        == select(Person.household).where(Person.id == resident.person_id).scalar_subquery()
    )
    helpers = (
        select(Helper.person_id)
        .join(Claim, Claim.helper_id == Helper.id)
        .join(Visit, Visit.id == Claim.visit_id)
        .where(Visit.resident_id.in_(home))
    )
    found = {person for query in (people, family, helpers) for person in session.scalars(query)}
    return {person for person in found if person is not None}
