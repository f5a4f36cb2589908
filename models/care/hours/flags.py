"""What the checks found, kept until a person has decided; counts and lists for the review."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Select, delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from models.accounts.scope import Scope
from models.care.days import SHANGHAI, civil_day
from models.care.hours.checks import CHECKS, find_all
from models.care.hours.limits import limits_on
from models.care.hours.reading import read_entries
from models.care.hours.signing import LOOKERS
from models.care.hours.tables import HoursFlag, ServiceHours
from models.people.tables import Helper
from models.places.tables import Place

# Far enough back for every check: a month's pairs, and hours entered late.
LOOK_BACK = dt.timedelta(days=92)


def refresh(session: Session, county_id: uuid.UUID, now: dt.datetime) -> int:
    """Check a county's recent hours again; returns how many flags are new.

    What no longer holds and nobody has decided goes; what was decided is not raised again.
    """
    county = session.get_one(Place, county_id, with_for_update={"key_share": True})
    since = civil_day(now - LOOK_BACK)
    found = find_all(read_entries(session, county_id, since), limits_on(session, civil_day(now)))
    _drop_cured(session, county.path, since, set(found))
    rows = [
        {"hours_id": hours, "kind": kind, "said": said.as_json(), "found_at": now}
        for (hours, kind), said in found.items()
    ]
    if not rows:
        return 0
    fresh = insert(HoursFlag).on_conflict_do_nothing().returning(HoursFlag.id)
    return len(session.scalars(fresh, rows).all())


def open_by_kind(session: Session, scope: Scope) -> Mapping[str, int]:
    """Undecided flags within the scope, by the name of the check, most first."""
    tally = (
        select(HoursFlag.kind, func.count())
        .join(ServiceHours, ServiceHours.id == HoursFlag.hours_id)
        .join(Place, Place.id == ServiceHours.place_id)
        .where(HoursFlag.decision.is_(None), scope.within(LOOKERS))
        .group_by(HoursFlag.kind)
        .order_by(func.count().desc(), HoursFlag.kind)
    )
    rows = session.execute(tally)
    return {kind: count for kind, count in rows if kind in CHECKS}


def flags(scope: Scope, kind: str | None) -> Select[HoursFlag]:
    """Undecided flags within the scope, newest services first."""
    hours = joinedload(HoursFlag.hours)
    query = (
        select(HoursFlag)
        .join(ServiceHours, ServiceHours.id == HoursFlag.hours_id)
        .join(Place, Place.id == ServiceHours.place_id)
        .where(HoursFlag.decision.is_(None), scope.within(LOOKERS))
        .options(
            hours.joinedload(ServiceHours.helper).joinedload(Helper.person),
            hours.joinedload(ServiceHours.place),
        )
        .order_by(ServiceHours.began_at.desc(), HoursFlag.id)
    )
    return query if kind is None else query.where(HoursFlag.kind == kind)


def flags_on(session: Session, hours_id: uuid.UUID) -> Sequence[HoursFlag]:
    """All there ever were on these hours, the undecided ones first."""
    found = select(HoursFlag).where(HoursFlag.hours_id == hours_id)
    return session.scalars(
        found.order_by(HoursFlag.decided_at.desc().nulls_first(), HoursFlag.kind)
    ).all()


def _drop_cured(
    session: Session, path: str, since: dt.date, found: set[tuple[uuid.UUID, str]]
) -> None:
    recent: ColumnElement[bool] = ServiceHours.began_at >= dt.datetime.combine(
        since, dt.time(), SHANGHAI
    )
    open_ones = session.execute(
        select(HoursFlag.hours_id, HoursFlag.kind)
        .join(ServiceHours, ServiceHours.id == HoursFlag.hours_id)
        .join(Place, Place.id == ServiceHours.place_id)
        .where(HoursFlag.decision.is_(None), recent, Place.path.startswith(path, autoescape=True))
    )
    cured = {(hours, kind) for hours, kind in open_ones} - found
    if cured:
        gone = tuple_(HoursFlag.hours_id, HoursFlag.kind).in_(cured)
        session.execute(delete(HoursFlag).where(gone, HoursFlag.decision.is_(None)))
