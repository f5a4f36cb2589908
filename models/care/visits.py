"""Opening the visits that are owed: one per resident, for everything needed there."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    DateTime,
    Text,
    cast,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import Session

from models.care.tables import Claim, Need, ServiceKind, Visit
from models.care.windows import EARLY_SHARE
from models.people.tables import Person, Resident
from models.places.tables import Place

COLUMNS = ("resident_id", "kinds", "window_from", "window_to", "week")


def open_due(session: Session, county_id: uuid.UUID, as_of: dt.date, now: dt.datetime) -> int:
    """Bring the visits of a county in line with its needs; returns how many were opened.

    Every active resident with open needs gets one open visit, due when the shortest term of
    those needs has passed since the last visit (or since the need arose). An open visit keeps
    its window, however late; what it is for follows the needs while nobody has claimed it, and
    where nothing is needed any more it is cancelled. Doing it twice changes nothing.
    """
    # Two nights at once would both see "no open visit": the county's row lets one in.
    session.get_one(Place, county_id, with_for_update={"key_share": True})
    owed = _owed(county_id, as_of)
    _cancel_needless(session, county_id, now)
    _follow_needs(session, owed)
    return _open_missing(session, owed, now)


def _owed(county_id: uuid.UUID, as_of: dt.date) -> CTE:
    term = func.min(ServiceKind.every_days)
    # A need is known from the day its ledger came in; a night worked for an earlier day, on what
    # is known by now, counts it from that day.
    arose = func.least(func.min(Need.opened_on), as_of)
    due = func.coalesce(Resident.last_visit_on, arose) + term
    kinds: Any = func.array_agg(aggregate_order_by(Need.kind, Need.kind), type_=ARRAY(Text))
    return (
        select(
            Resident.id.label("resident_id"),
            kinds.label("kinds"),
            cast(due - term // EARLY_SHARE, Date).label("window_from"),
            cast(due, Date).label("window_to"),
            Resident.week.label("week"),
        )
        .join(Need, Need.resident_id == Resident.id)
        .join(ServiceKind, ServiceKind.code == Need.kind)
        .where(
            Resident.id.in_(_residents_of(county_id)),
            Resident.active,
            Need.closed_on.is_(None),
            or_(ServiceKind.effective_to.is_(None), ServiceKind.effective_to >= as_of),
        )
        .group_by(Resident.id)
        .cte("owed")
    )


def _residents_of(county_id: uuid.UUID) -> Any:
    county = select(Place.path).where(Place.id == county_id).scalar_subquery()
    return (
        select(Resident.id)
        .join(Person, Person.id == Resident.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(Place.path.startswith(county))
    )


def _unclaimed() -> ColumnElement[bool]:
    held = select(Claim.id).where(Claim.visit_id == Visit.id, Claim.state == "claimed")
    return ~held.exists()


def _cancel_needless(session: Session, county_id: uuid.UUID, now: dt.datetime) -> None:
    needed = select(Need.id).where(
        Need.resident_id == Visit.resident_id, Need.closed_on.is_(None), Resident.active
    )
    session.execute(
        update(Visit)
        .where(
            Visit.state == "open",
            Visit.resident_id == Resident.id,
            Visit.resident_id.in_(_residents_of(county_id)),
            ~needed.exists(),
            _unclaimed(),
        )
        .values(state="cancelled", closed_at=now)
        .execution_options(synchronize_session=False)
    )


def _follow_needs(session: Session, owed: CTE) -> None:
    session.execute(
        update(Visit)
        .where(
            Visit.resident_id == owed.c.resident_id,
            Visit.state == "open",
            or_(Visit.kinds != owed.c.kinds, Visit.week != owed.c.week),
            _unclaimed(),
        )
        .values(kinds=owed.c.kinds, week=owed.c.week)
        .execution_options(synchronize_session=False)
    )


def _open_missing(session: Session, owed: CTE, now: dt.datetime) -> int:
    standing = select(Visit.id).where(
        Visit.resident_id == owed.c.resident_id, Visit.state == "open"
    )
    missing = (
        select(*(owed.c[name] for name in COLUMNS), literal(now, DateTime(timezone=True)))
        .where(~standing.exists())
        .order_by(owed.c.window_to, owed.c.resident_id)
    )
    fresh = insert(Visit).from_select([*COLUMNS, "opened_at"], missing).returning(Visit.id)
    return len(session.scalars(fresh).all())
