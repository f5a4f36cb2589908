"""Where every place of a county lies: its grid, community and town, and a point if any is known."""

import math
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.places.tables import Place

NOWHERE = -1


@dataclass(frozen=True)
class Spot:
    """Row numbers into the lists of ``Lattice``, -1 = not known; degrees, NaN = not known."""

    grid: int
    community: int
    town: int
    lat: float
    lon: float


@dataclass(frozen=True)
class Lattice:
    """The county's places; the lists are in the order of their paths, so they never shuffle."""

    spots: dict[uuid.UUID, Spot]
    grids: tuple[uuid.UUID, ...]
    communities: tuple[uuid.UUID, ...]
    towns: tuple[uuid.UUID, ...]
    names: dict[uuid.UUID, str]

    def community_of(self, place_id: uuid.UUID) -> uuid.UUID | None:
        row = self.spots[place_id].community
        return None if row == NOWHERE else self.communities[row]


def lattice(session: Session, county_id: uuid.UUID) -> Lattice:
    """All places of a county; a place without a point takes its parent's, or its children's mean.

    A door's own point is not wanted: a grid's is near enough and tells nobody an address.
    """
    county_path = session.scalars(select(Place.path).where(Place.id == county_id)).one()
    columns = select(
        Place.id, Place.kind, Place.parent_id, Place.name, Place.lat, Place.lon, Place.path
    )
    inside = Place.path.startswith(county_path, autoescape=True)
    # Sorted here and not by the database, whose collation is the operator's choice.
    rows = sorted(session.execute(columns.where(inside)), key=lambda r: r[6])
    lists = {kind: tuple(r[0] for r in rows if r[1] == kind) for kind in KEPT}
    number = {place: i for ids in lists.values() for i, place in enumerate(ids)}
    points = _points([(r[0], r[2], r[4], r[5]) for r in rows])
    spots: dict[uuid.UUID, Spot] = {}
    for place, kind, parent, *_ in rows:
        above = spots.get(parent, NO_SPOT) if parent else NO_SPOT
        row = number.get(place, NOWHERE)
        grid, community, town = (
            row if kind == wanted else known
            for wanted, known in zip(KEPT, (above.grid, above.community, above.town), strict=True)
        )
        lat, lon = points.get(place, (above.lat, above.lon))
        spots[place] = Spot(grid, community, town, lat, lon)
    names = {r[0]: r[3] for r in rows}
    return Lattice(spots, lists["grid"], lists["community"], lists["town"], names)


KEPT = ("grid", "community", "town")
NO_SPOT = Spot(NOWHERE, NOWHERE, NOWHERE, math.nan, math.nan)

Known = tuple[uuid.UUID, uuid.UUID | None, float | None, float | None]


def _points(rows: list[Known]) -> dict[uuid.UUID, tuple[float, float]]:
    """Own points, and for places above them the mean of what lies below."""
    points = {r[0]: (r[2], r[3]) for r in rows if r[2] is not None and r[3] is not None}
    below: dict[uuid.UUID, list[tuple[float, float]]] = {}
    # Children come after their parents in the order of paths, so backwards is upwards.
    for place, parent, _, _ in reversed(rows):
        if place not in points and place in below:
            lats, lons = zip(*below[place], strict=True)
            points[place] = (sum(lats) / len(lats), sum(lons) / len(lons))
        if parent is not None and place in points:
            below.setdefault(parent, []).append(points[place])
    return points
