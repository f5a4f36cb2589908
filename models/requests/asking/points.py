"""Where the places lie that one may ask at: by their own coordinates, as they are stored."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from models.places.lattice import known_points
from models.places.tables import Place


@dataclass(frozen=True)
class Located:
    """A place and its point in degrees; None where neither it nor any grid in it has one."""

    place: Place
    point: tuple[float, float] | None


def inside(session: Session, place: Place) -> Sequence[Place]:
    """What may be chosen within a place: its grids, what lies directly in it, and buildings that
    have a point of their own."""
    below = Place.path.startswith(place.path, autoescape=True), Place.id != place.id
    nearest = or_(
        Place.parent_id == place.id,
        Place.kind == "grid",
        and_(Place.kind == "building", Place.lat.is_not(None), Place.lon.is_not(None)),
    )
    kinds = Place.kind.in_(("district", "grid", "building"))
    return session.scalars(select(Place).where(*below, nearest, kinds).order_by(Place.path)).all()


def located(session: Session, places: Sequence[Place]) -> list[Located]:
    """In the order given; a community without a point of its own takes the mean of its grids."""
    columns = select(Place.path, Place.lat, Place.lon)
    rows = session.execute(columns.where(Place.kind.in_(("community", "grid"))))
    points = {path: (lat, lon) for path, lat, lon in rows}
    points |= {one.path: (one.lat, one.lon) for one in places}
    # Sorted here and not by the database, whose collation is the operator's choice.
    known = known_points([(path, *points[path]) for path in sorted(points)])
    return [Located(one, known.get(one.path)) for one in places]
