"""A helper's own visits: what lies ahead, what was made, the hours that were recorded."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Interval, Select, func, select
from sqlalchemy.orm import Session

from models.care.around import COMMUNITY, GRID, placed
from models.care.tables import Claim, ServiceKind, Visit, VisitRecord
from models.people.tables import Helper, Person
from models.places.tables import Place


@dataclass(frozen=True)
class Errand:
    """A claim with its surroundings; ``record`` once its visit has been entered.

    ``lat`` and ``lon`` (WGS-84 unless ``crs`` says otherwise) are the grid's, never the door's.
    Where the address is kept from everybody, not even the grid stands here.
    """

    claim: Claim
    services: tuple[str, ...]
    community: str
    grid: str
    lat: float | None
    lon: float | None
    crs: str | None
    record: VisitRecord | None


def service_names(session: Session) -> dict[str, str]:
    """Code -> name of every kind of service."""
    rows = session.execute(select(ServiceKind.code, ServiceKind.name))
    return {code: name for code, name in rows}


def helper_of(session: Session, person_id: uuid.UUID | None) -> Helper | None:
    """The helper a person is, if he is one."""
    return session.scalar(select(Helper).where(Helper.person_id == person_id))


def ahead(session: Session, helper_id: uuid.UUID) -> Sequence[Errand]:
    """Claims that stand, soonest first; those whose day has passed await their sheet."""
    standing = _errands(helper_id).where(Claim.state == "claimed").order_by(Claim.day, Claim.part)
    return _read(session, standing)


def made(session: Session, helper_id: uuid.UUID, most: int = 100) -> Sequence[Errand]:
    """Visits entered, latest first."""
    entered = _errands(helper_id).where(VisitRecord.id.is_not(None))
    return _read(session, entered.order_by(VisitRecord.began_at.desc()).limit(most))


def errand(session: Session, helper_id: uuid.UUID, claim_id: uuid.UUID) -> Errand | None:
    """One claim of this helper."""
    return next(iter(_read(session, _errands(helper_id).where(Claim.id == claim_id))), None)


def recorded(session: Session, helper_id: uuid.UUID) -> tuple[int, dt.timedelta]:
    """How many visits were made as a volunteer, and the time their records add up to.

    Travel is not counted, and a visit made as a duty of a post neither.
    """
    length: ColumnElement[dt.timedelta | None] = func.sum(
        VisitRecord.ended_at - VisitRecord.began_at, type_=Interval()
    )
    mine = (
        select(func.count(), length)
        .join(Claim, Claim.id == VisitRecord.claim_id)
        .where(Claim.helper_id == helper_id, ~Claim.duty, VisitRecord.outcome == "done")
    )
    count, time = session.execute(mine).one()
    return count, time or dt.timedelta()


def _errands(helper_id: uuid.UUID) -> Select[Claim, Visit, VisitRecord, Person, Place, Place]:
    mine = (
        select(Claim, Visit, VisitRecord, Person, COMMUNITY, GRID)
        .join(Visit, Visit.id == Claim.visit_id)
        .outerjoin(VisitRecord, VisitRecord.claim_id == Claim.id)
        .where(Claim.helper_id == helper_id)
    )
    return placed(mine)


def _read(
    session: Session, query: Select[Claim, Visit, VisitRecord, Person, Place, Place]
) -> list[Errand]:
    names = service_names(session)
    return [
        _errand(claim, visit, record, community, grid, person.address_suppressed, names)
        for claim, visit, record, person, community, grid in session.execute(query)
    ]


def _errand(
    claim: Claim,
    visit: Visit,
    record: VisitRecord | None,
    community: Place | None,
    grid: Place | None,
    hidden: bool,
    names: Mapping[str, str],
) -> Errand:
    shown = None if hidden else grid
    return Errand(
        claim=claim,
        services=tuple(names[kind] for kind in visit.kinds),
        community=community.name if community else "",
        grid=shown.name if shown else "",
        lat=shown.lat if shown else None,
        lon=shown.lon if shown else None,
        crs=shown.crs if shown else None,
        record=record,
    )
