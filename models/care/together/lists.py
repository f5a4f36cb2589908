"""Stations and activities as the pages of their keepers show them."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from models.accounts.scope import Scope
from models.care.together.stations import KEEPERS
from models.care.together.tables import (
    ADULTS,
    SEATED,
    SHIFT_ON,
    Activity,
    Enrolment,
    Shift,
    Signup,
    Station,
    StationDay,
)
from models.places.tables import Place

BACK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Manned:
    """A day with how many adults and minors come; ``short``: children cannot be received."""

    day: StationDay
    adults: int
    minors: int

    @property
    def short(self) -> bool:
        return self.day.called_off_for is None and self.adults < ADULTS


def stations(session: Session, scope: Scope) -> Sequence[tuple[Station, int]]:
    """The stations of the scope with the number of their children."""
    children = (
        select(func.count())
        .where(Enrolment.station_id == Station.id, Enrolment.ended_on.is_(None))
        .correlate(Station)
        .scalar_subquery()
    )
    query = (
        select(Station, children)
        .join(Station.place)
        .where(scope.within(KEEPERS))
        .options(joinedload(Station.place))
        .order_by(Place.path, Station.name)
    )
    return [(station, number) for station, number in session.execute(query)]


def days(session: Session, station_id: uuid.UUID, today: dt.date) -> Sequence[Manned]:
    """The days of a station from a week ago on, with who comes."""
    adults = func.count(Shift.id).filter(~Shift.minor)
    minors = func.count(Shift.id).filter(Shift.minor)
    rows = session.execute(
        select(StationDay, adults, minors)
        .outerjoin(Shift, (Shift.day_id == StationDay.id) & Shift.state.in_(SHIFT_ON))
        .where(StationDay.station_id == station_id, StationDay.day >= today - BACK)
        .group_by(StationDay.id)
        .order_by(StationDay.day)
    )
    return [Manned(*row) for row in rows]


def activities(scope: Scope) -> Select[Activity]:
    """The activities of the scope, the latest first."""
    query = select(Activity).join(Activity.place).where(scope.within(KEEPERS))
    return query.options(joinedload(Activity.place)).order_by(
        Activity.begins_at.desc(), Activity.id
    )


def tallies(
    session: Session, activity_ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, tuple[int, int]]:
    """Activity id -> how many have a place, how many wait."""
    rows = session.execute(
        select(
            Signup.activity_id,
            func.count().filter(Signup.state.in_(SEATED)),
            func.count().filter(Signup.state == "waiting"),
        )
        .where(Signup.activity_id.in_(activity_ids))
        .group_by(Signup.activity_id)
    )
    return {activity_id: (seated, waiting) for activity_id, seated, waiting in rows}
