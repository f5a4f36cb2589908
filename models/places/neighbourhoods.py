"""Where somebody lives, as people say it."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.places.tables import Place


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
