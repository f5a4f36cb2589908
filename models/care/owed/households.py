"""Households of residents whom no ledger brought since households are known."""

import uuid
from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.people.households import WITH_DOORS, household
from models.people.tables import Person, Resident
from models.places.tables import Place


def fill_in(session: Session, county_path: str, ids: Collection[uuid.UUID] | None = None) -> None:
    """Give residents, all or those named, whose home is known and not hashed yet, a household."""
    unknown = (
        select(Person.id, Person.door, Place.path, Place.kind)
        .join(Resident, Resident.person_id == Person.id)
        .join(Place, Place.id == Person.place_id)
        .where(
            Place.path.startswith(county_path),
            Place.kind.in_(WITH_DOORS),
            Person.household.is_(None),
            Person.door.is_not(None),
        )
    )
    if ids is not None:
        unknown = unknown.where(Resident.id.in_(ids))
    found = [
        {"id": row.id, "household": household(row.path, row.kind, row.door)}
        for row in session.execute(unknown)
    ]
    if found:
        session.execute(update(Person), found)
