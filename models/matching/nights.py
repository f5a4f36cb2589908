"""The nights one may look at: those of the counties one works in."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, false, func, literal, or_, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.database.refused import Refused
from models.matching.runs import NoSuchRun
from models.matching.tables import Run
from models.places.tables import Place


class AlreadyPublished(Refused):
    """A night is worked once; this one is done."""

    code = "night_already_published"


def counties(session: Session, scope: Scope, roles: Sequence[str]) -> list[Place]:
    """The counties that one's places lie in, or that lie in one's places."""
    found = select(Place).where(Place.kind == "county", _around(scope, roles))
    return list(session.scalars(found.order_by(Place.path)))


def listed(
    session: Session,
    scope: Scope,
    roles: Sequence[str],
    limit: int = 60,
    county_id: uuid.UUID | None = None,
    night: dt.date | None = None,
) -> list[Run]:
    """The newest nights of those counties, or of one, newest first."""
    found = select(Run).join(Place, Place.id == Run.county_id).where(_around(scope, roles))
    if county_id is not None:
        found = found.where(Run.county_id == county_id)
    if night is not None:
        found = found.where(Run.night == night)
    return list(session.scalars(found.order_by(Run.night.desc(), Run.id).limit(limit)))


def one(session: Session, scope: Scope, roles: Sequence[str], run_id: uuid.UUID) -> Run:
    """A night of those counties; raises ``NoSuchRun`` otherwise."""
    found = select(Run).join(Place, Place.id == Run.county_id)
    run = session.scalars(found.where(Run.id == run_id, _around(scope, roles))).one_or_none()
    if run is None:
        raise NoSuchRun(Said("没有这次匹配"))
    return run


def of(session: Session, county_id: uuid.UUID, night: dt.date) -> Run | None:
    """The one run of a county and night, if it was begun."""
    found = select(Run).where(Run.county_id == county_id, Run.night == night)
    return session.scalars(found).one_or_none()


def attempts(session: Session, scope: Scope, county_id: uuid.UUID, night: dt.date) -> int:
    """How often a night was begun that an administrator wants to start; 0 = not yet.

    Raises ``AlreadyPublished`` when there is nothing left to start, ``NoSuchRun`` for a county
    he does not administer.
    """
    mine = (county.id for county in counties(session, scope, ("administrator",)))
    if county_id not in mine:
        raise NoSuchRun(Said("没有这个县，或不在您的管理范围内"))
    run = of(session, county_id, night)
    if run is not None and run.state == "published":
        said = Said("%(night)s 的匹配已经发布，同一晚不再重复进行", night=str(night))
        raise AlreadyPublished(said)
    return 0 if run is None else run.attempt


def _around(scope: Scope, roles: Sequence[str]) -> ColumnElement[bool]:
    held = scope.paths(roles)
    if not held:
        return false()
    above = (func.starts_with(literal(path), Place.path) for path in held)
    return or_(scope.within(roles), *above)
