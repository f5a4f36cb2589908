"""Who looks after a resident's place and can find out what has become of him."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from models.accounts.tables import Account, Grant
from models.people.tables import Helper, Person, Resident
from models.places.tables import Place

TOLD = ("community", "grid_worker")


def staff_of(session: Session, resident_id: uuid.UUID) -> list[uuid.UUID]:
    """Accounts of the staff over the resident's home."""
    path = (
        select(Place.path)
        .join(Person, Person.place_id == Place.id)
        .join(Resident, Resident.person_id == Person.id)
        .where(Resident.id == resident_id)
    )
    return staff_over(session, session.scalar(path) or "")


def staff_over(session: Session, path: str) -> list[uuid.UUID]:
    """Accounts of the staff over a place."""
    accounts = (
        select(Grant.account_id)
        .join(Place, Place.id == Grant.place_id)
        .where(Grant.role.in_(TOLD), func.starts_with(literal(path), Place.path))
    )
    return list(session.scalars(accounts))


def accounts_of(session: Session, helper_ids: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """Accounts of helpers; not every helper has one."""
    accounts = (
        select(Account.id)
        .join(Helper, Helper.person_id == Account.person_id)
        .where(Helper.id.in_(helper_ids))
    )
    return list(session.scalars(accounts))
