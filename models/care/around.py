"""Where a visit is made: its resident, and the community and the grid around the door."""

from typing import TypeVarTuple

from sqlalchemy import Select, func
from sqlalchemy.orm import aliased

from models.care.tables import Visit
from models.people.tables import Person, Resident
from models.places.tables import Place

# To select from; NULL where the door lies in no such place.
COMMUNITY, GRID = aliased(Place), aliased(Place)
Columns = TypeVarTuple("Columns")


def placed(query: Select[*Columns]) -> Select[*Columns]:
    """A query of visits with resident, person, place, ``COMMUNITY`` and ``GRID`` joined."""
    found = (
        query.join(Resident, Resident.id == Visit.resident_id)
        .join(Person, Person.id == Resident.person_id)
        .join(Place, Place.id == Person.place_id)
    )
    for kind, above in (("community", COMMUNITY), ("grid", GRID)):
        inside = (above.kind == kind) & func.starts_with(Place.path, above.path)
        found = found.outerjoin(above, inside)
    return found
