"""What the product holds of somebody or something a ledger's row tells of, field by field."""

import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.employment.tables import Cohort, Employer, TrainingOrder
from models.people.tables import Helper, Person, Resident, Seeker
from models.places.tables import Place

ROLES = {"residents": Resident, "helpers": Helper, "seekers": Seeker}
_PERSON = ("name", "phone", "door", "hukou", "resettled", "sex")


def standing_values(session: Session, kind: str, subject_id: uuid.UUID | None) -> dict[str, Any]:
    """The values by field of the ledger; empty when nothing is known any more."""
    if subject_id is None:
        return {}
    if kind in ROLES:
        return _person(session, kind, subject_id)
    return _order(session, subject_id) if kind == "orders" else _grid(session, subject_id)


def _person(session: Session, kind: str, person_id: uuid.UUID) -> dict[str, Any]:
    person = session.get(Person, person_id)
    if person is None:
        return {}
    found = {name: getattr(person, name) for name in _PERSON}
    place: Place | None = session.get_one(Place, person.place_id)
    while place is not None:
        found[place.kind] = place.name
        place = session.get(Place, place.parent_id) if place.parent_id else None
    model: Any = ROLES[kind]
    role = session.scalar(select(model).where(model.person_id == person_id))
    if role is not None:
        found |= {name: value for name, value in vars(role).items() if name not in found}
    return found


def _order(session: Session, order_id: uuid.UUID) -> dict[str, Any]:
    order = session.get(TrainingOrder, order_id)
    if order is None:
        return {}
    cohort = session.scalar(select(Cohort).where(Cohort.order_id == order_id).order_by(Cohort.id))
    found = dict(vars(cohort)) if cohort else {}
    found["place"] = session.get_one(Place, cohort.place_id).name if cohort else None
    return (
        found | dict(vars(order)) | {"employer": session.get_one(Employer, order.employer_id).name}
    )


def _grid(session: Session, grid_id: uuid.UUID) -> dict[str, Any]:
    grid = session.get(Place, grid_id)
    return {} if grid is None else {**vars(grid), "grid": grid.name}
