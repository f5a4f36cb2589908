"""Where in the county somebody lives, as whole numbers and as a point."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.places.tables import Place

UNKNOWN = -1
LEVELS = ("town", "community", "grid")


@dataclass(frozen=True)
class Ground:
    """Numbers of grid, community and town (-1 unknown) and the grid's point (NaN unknown)."""

    grid: int = UNKNOWN
    community: int = UNKNOWN
    town: int = UNKNOWN
    lat: float = float("nan")
    lon: float = float("nan")


@dataclass(frozen=True)
class Grounds:
    """The county's towns, communities and grids by path."""

    county_path: str
    places: Mapping[str, tuple[str, int, float | None, float | None]]

    def of(self, path: str) -> Ground:
        """The ground of any place, by the grid, community and town above it."""
        found: dict[str, int] = {}
        lat = lon = None
        for prefix in _above(path):
            known = self.places.get(prefix)
            if known is not None:
                found[known[0]] = known[1]
                # The finest level with a point wins.
                lat, lon = (known[2], known[3]) if known[2] is not None else (lat, lon)
        nowhere = float("nan")
        return Ground(
            grid=found.get("grid", UNKNOWN),
            community=found.get("community", UNKNOWN),
            town=found.get("town", UNKNOWN),
            lat=nowhere if lat is None else lat,
            lon=nowhere if lon is None else lon,
        )


def grounds_of(session: Session, county_id: uuid.UUID) -> Grounds:
    """Read the upper levels of a county's tree: some hundred rows."""
    county = session.get_one(Place, county_id)
    rows = session.execute(
        select(Place.path, Place.kind, Place.lat, Place.lon)
        .where(Place.path.startswith(county.path), Place.kind.in_(LEVELS))
        .order_by(Place.path)
    )
    places = {row.path: (row.kind, number, row.lat, row.lon) for number, row in enumerate(rows)}
    return Grounds(county.path, places)


def neighbourhoods(session: Session, paths: Iterable[str]) -> dict[str, str]:
    """For each path of a place the community and grid it lies in, as people say them."""
    wanted = {path: _above(path) for path in set(paths)}
    rows = session.execute(
        select(Place.path, Place.name)
        .where(
            Place.path.in_({prefix for prefixes in wanted.values() for prefix in prefixes}),
            Place.kind.in_(("community", "grid")),
        )
        .order_by(Place.path)
    )
    names = {row.path: row.name for row in rows}
    return {
        path: " ".join(names[prefix] for prefix in prefixes if prefix in names)
        for path, prefixes in wanted.items()
    }


def _above(path: str) -> list[str]:
    """The paths from the county down to this place."""
    codes = path.rstrip("/").split("/")
    return ["/".join(codes[:length]) + "/" for length in range(1, len(codes) + 1)]
