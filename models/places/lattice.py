"""Where every place of a county lies: its grid, community and town, and a point if any is known."""

import math
import uuid
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.places.tables import Place

NOWHERE = -1
KEPT = ("grid", "community", "town")


@dataclass(frozen=True)
class Spot:
    """Row numbers into the lists of ``Lattice``, -1 = not known; degrees, NaN = not known."""

    grid: int = NOWHERE
    community: int = NOWHERE
    town: int = NOWHERE
    lat: float = math.nan
    lon: float = math.nan


NO_SPOT = Spot()


@dataclass(frozen=True)
class Lattice:
    """The county's places down to the grid, by path.

    ``communities`` are in the order of their paths, so they never shuffle; ``names`` are theirs.
    """

    county_path: str
    spots: Mapping[str, Spot]
    communities: tuple[uuid.UUID, ...]
    names: tuple[str, ...]

    def of(self, path: str) -> Spot:
        """The spot of any place of the county: that of the finest place kept above it."""
        kept = path if path in self.spots else _kept_above(path, self.spots)
        return self.spots.get(kept, NO_SPOT)


def spot_columns(side: str, spots: Sequence[Spot]) -> dict[str, Any]:
    """The columns a market keeps of where one of its sides is."""
    columns: dict[str, Any] = {
        f"{side}_{kind}": np.array([getattr(spot, kind) for spot in spots], np.int64)
        for kind in KEPT
    }
    for name in ("lat", "lon"):
        columns[f"{side}_{name}"] = np.array([getattr(spot, name) for spot in spots], np.float64)
    return columns


def _above(path: str) -> str:
    """The path of the place above, "" above a county."""
    return path[: path.rstrip("/").rfind("/") + 1]


def lattice(session: Session, county_id: uuid.UUID) -> Lattice:
    """Some hundred rows. A place without a point takes the mean of those below, or that above.

    A door's own point is not wanted: a grid's is near enough and tells nobody an address.
    """
    county = session.get_one(Place, county_id)
    columns = select(Place.path, Place.kind, Place.id, Place.name, Place.lat, Place.lon)
    inside = Place.path.startswith(county.path, autoescape=True), Place.kind.in_(KEPT)
    # Sorted here and not by the database, whose collation is the operator's choice.
    rows = sorted(session.execute(columns.where(*inside)).all(), key=lambda row: row.path)
    points = known_points([(row.path, row.lat, row.lon) for row in rows])
    counted = dict.fromkeys(KEPT, 0)
    spots: dict[str, Spot] = {}
    for row in rows:
        known = spots.get(_kept_above(row.path, spots), NO_SPOT)
        lat, lon = points.get(row.path, (known.lat, known.lon))
        numbers = {kind: getattr(known, kind) for kind in KEPT} | {row.kind: counted[row.kind]}
        counted[row.kind] += 1
        spots[row.path] = Spot(lat=lat, lon=lon, **numbers)
    communities = [row for row in rows if row.kind == "community"]
    return Lattice(
        county_path=county.path,
        spots=spots,
        communities=tuple(row.id for row in communities),
        names=tuple(row.name for row in communities),
    )


def _kept_above(path: str, kept: Container[str]) -> str:
    """The nearest place above that is kept: between two of them a district may lie."""
    path = _above(path)
    while path and path not in kept:
        path = _above(path)
    return path


def known_points(
    rows: list[tuple[str, float | None, float | None]],
) -> dict[str, tuple[float, float]]:
    """Own points, and for places above them the mean of what lies below; rows parents first."""
    points = {path: (lat, lon) for path, lat, lon in rows if lat is not None and lon is not None}
    below: dict[str, list[tuple[float, float]]] = {}
    kept = {path for path, _, _ in rows}
    # Children come after their parents in the order of paths, so backwards is upwards.
    for path, _, _ in reversed(rows):
        if path not in points and path in below:
            lats, lons = zip(*below[path], strict=True)
            points[path] = (sum(lats) / len(lats), sum(lons) / len(lons))
        if path in points:
            below.setdefault(_kept_above(path, kept), []).append(points[path])
    return points
