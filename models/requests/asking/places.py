"""Where one may ask without signing in: every community and all below it.

A place is known by its codes from the county down, ``610998/001/005/G3/B7``: that is what the QR
code of a building says. Everybody may read it; it names nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from matcher.said import Said
from models.accounts.scope import Scope
from models.places.tables import Place
from models.requests.asking.refusals import PlaceUnknown

ABOVE = ("county", "town")


@dataclass(frozen=True)
class Spot:
    """A place and its names from the community down; ``community`` is the path of that."""

    place: Place
    community: str
    names: Sequence[str]


def code_of(place: Place) -> str:
    return place.path.rstrip("/")


def spot_at(session: Session, code: str) -> Spot:
    """The place of a code; raises ``PlaceUnknown`` for none, a town or a county."""
    steps = code.strip().strip("/").split("/")
    paths = ["/".join(steps[: end + 1]) + "/" for end in range(len(steps))]
    known = session.scalars(select(Place).where(Place.path.in_(paths)).order_by(Place.path)).all()
    below = [one for one in known if one.kind not in ABOVE]
    if not below or below[-1].path != paths[-1]:
        raise PlaceUnknown(Said("没有这个地方。请重新扫楼里的二维码，或从社区名单里选。"))
    return Spot(below[-1], below[0].path, [one.name for one in below])


def communities(session: Session) -> Sequence[tuple[str, Sequence[Place]]]:
    """Every community under the name of what it lies in, as the tree has them."""
    above = aliased(Place)
    rows = session.execute(
        select(above.name, Place)
        .join(above, above.id == Place.parent_id)
        .where(Place.kind == "community")
        .order_by(above.path, Place.path)
    )
    found: dict[str, list[Place]] = {}
    for name, place in rows:
        found.setdefault(name, []).append(place)
    return list(found.items())


def grids(session: Session, community: str) -> Sequence[Place]:
    """The grids of a community."""
    wanted = select(Place).where(Place.path.startswith(community), Place.kind == "grid")
    return session.scalars(wanted.order_by(Place.path)).all()


def doors(session: Session, grid: Place) -> Sequence[Place]:
    """What a sheet of codes is printed for: the buildings of a grid, or the grid where none is."""
    wanted = select(Place).where(Place.path.startswith(grid.path), Place.kind == "building")
    return session.scalars(wanted.order_by(Place.path)).all() or [grid]


def grids_of(session: Session, scope: Scope, roles: Sequence[str]) -> Sequence[tuple[str, Place]]:
    """The grids somebody looks after, each with the name of its community."""
    community = aliased(Place)
    rows = session.execute(
        select(community.name, Place)
        .join(community, community.id == Place.parent_id)
        .where(Place.kind == "grid", scope.within(roles))
        .order_by(Place.path)
    )
    return [(name, place) for name, place in rows]
