"""A helper's hours added up: what counts, what still waits, what may stand on a certificate."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, joinedload

from models.care.days import SHANGHAI
from models.care.hours.tables import Certificate, HoursFlag, ServiceHours


@dataclass(frozen=True)
class Totals:
    """Minutes by how they stand; ``checked`` of the credited ones are being looked into."""

    credited: int
    pending: int
    queried: int
    checked: int


def totals(session: Session, helper_id: uuid.UUID) -> Totals:
    """All the minutes of a helper that this platform recorded."""
    credited = ServiceHours.state == "credited"
    sums = select(
        _sum(credited),
        _sum(ServiceHours.state == "pending"),
        _sum(ServiceHours.state == "queried"),
        _sum(credited & _looked_into()),
    )
    row = session.execute(sums.where(ServiceHours.helper_id == helper_id)).one()
    return Totals(row[0], row[1], row[2], row[3])


def hours_of(helper_id: uuid.UUID) -> Select[ServiceHours]:
    """All of them, latest first."""
    return (
        select(ServiceHours)
        .where(ServiceHours.helper_id == helper_id)
        .options(joinedload(ServiceHours.place))
        .order_by(ServiceHours.began_at.desc(), ServiceHours.id.desc())
    )


def certifiable(
    session: Session, helper_id: uuid.UUID, since: dt.date, until: dt.date
) -> Sequence[ServiceHours]:
    """Credited hours that began in the period, both days included; none that is looked into."""
    first = dt.datetime.combine(since, dt.time(), SHANGHAI)
    after = dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), SHANGHAI)
    counted = hours_of(helper_id).where(
        ServiceHours.state == "credited",
        ServiceHours.began_at >= first,
        ServiceHours.began_at < after,
        ~_looked_into(),
    )
    return session.scalars(counted).all()


def certificates_of(session: Session, helper_id: uuid.UUID) -> Sequence[Certificate]:
    """Those issued to a helper, latest first."""
    mine = select(Certificate).where(Certificate.helper_id == helper_id)
    return session.scalars(mine.order_by(Certificate.issued_at.desc())).all()


def _sum(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(ServiceHours.minutes).filter(which), 0)


def _looked_into() -> ColumnElement[bool]:
    return (
        select(HoursFlag.id)
        .where(HoursFlag.hours_id == ServiceHours.id, HoursFlag.decision.is_(None))
        .exists()
    )
