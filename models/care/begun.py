"""Whether a county has begun to visit at all."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from models.care.tables import Visit
from models.people.tables import Person, Resident
from models.places.tables import Place


def visits_began(session: Session, county_id: uuid.UUID | None) -> bool:
    """Whether a visit was ever opened to somebody in a county; None: in any of them."""
    if county_id is None:
        return session.scalar(select(Visit.id).limit(1)) is not None
    county = aliased(Place)
    opened = (
        select(Visit.id)
        .join(Resident, Resident.id == Visit.resident_id)
        .join(Person, Person.id == Resident.person_id)
        .join(Place, Place.id == Person.place_id)
        .join(county, Place.path.startswith(county.path))
        .where(county.id == county_id)
    )
    return session.scalar(opened.limit(1)) is not None
