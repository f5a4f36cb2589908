"""A helper's shifts at a station: only with a check that holds that day, minors beside an adult.

Every change locks the helper's row first and the day's second.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.over import accounts_over
from models.care.days import civil_day
from models.care.refusals import NotEligible
from models.care.together.consents import check_may_help
from models.care.together.own_time import check_dates, check_visits
from models.care.together.refusals import (
    NoPlace,
    SignedAlready,
    TogetherOver,
    TogetherUnknown,
)
from models.care.together.stations import KEEPERS, release
from models.care.together.tables import ADULTS, SHIFT_ON, Shift, Station, StationDay
from models.database.last_line import LastLine, insert
from models.notices.outbox import tell
from models.people.tables import Helper, Person
from models.places.tables import Place
from models.trail.log import record_row

FULL = Said("这一天的人已经够了，请看看别的日子。")
MINE = Said("您已经报了这一天。")
LAST_LINE: LastLine = {
    "ix_station_shift_seat": (NoPlace, FULL),
    "ix_station_shift_once": (SignedAlready, MINE),
}


@dataclass(frozen=True)
class Open:
    """A day that wants helpers: how many adults and minors still."""

    day: StationDay
    adults: int
    minors: int


def take(
    session: Session, helper_id: uuid.UUID, day_id: uuid.UUID, now: dt.datetime, *, by: uuid.UUID
) -> Shift:
    """Give a helper a seat on a station's day."""
    helper, day = _lock(session, helper_id, day_id)
    if day.called_off_for is not None or day.closed_at is not None or day.closes_at <= now:
        raise TogetherOver(Said("这一天已经过去或取消。"))
    minor = check_fit(session, helper, day.day)
    standing = on_day(session, day.id)
    if any(shift.helper_id == helper.id for shift in standing):
        raise SignedAlready(MINE)
    if minor and not any(not shift.minor for shift in standing):
        raise NotEligible([("beside_adult", Said("先要有一位成年人报这一天，您再和他一起。"))])
    check_dates(session, helper.id, day.opens_at, day.closes_at)
    check_visits(session, helper.id, day.opens_at, day.closes_at)
    free = _seats(day.station, minor) - {shift.seat for shift in standing}
    if not free:
        raise NoPlace(FULL)
    shift = Shift(day_id=day.id, helper_id=helper.id, seat=min(free), minor=minor, taken_at=now)
    insert(session, shift, LAST_LINE)
    record_row(session, "shift.take", shift, now, by=by)
    return shift


def withdraw(
    session: Session, helper_id: uuid.UUID, shift_id: uuid.UUID, now: dt.datetime, *, by: uuid.UUID
) -> Shift:
    """Give a shift back; minors are released when no adult is left, and staff hear of the gap."""
    shift = session.get(Shift, shift_id)
    if shift is None or shift.helper_id != helper_id:
        raise TogetherUnknown(Said("没有找到这个班。"))
    _, day = _lock(session, helper_id, shift.day_id)
    session.refresh(shift)
    if shift.state != "taken":
        raise TogetherOver(Said("这个班已经退了或已经开始，没有再改动。"))
    shift.state, shift.ended_at = "withdrawn", now
    session.flush()
    record_row(session, "shift.withdraw", shift, now, by=by)
    standing = on_day(session, day.id)
    adults = [one for one in standing if not one.minor]
    if not adults:
        release(session, [one for one in standing if one.minor], now)
    if len(adults) < ADULTS:
        _tell_of_gap(session, day, shift, now)
    return shift


def check_fit(session: Session, helper: Helper, day: dt.date) -> bool:
    """Whether the helper is a minor that day; refused without a check that holds, or consent."""
    if not helper.active:
        raise NotEligible([("active", Said("您的志愿者身份现在停用，请联系社区工作人员。"))])
    until = helper.child_check_until
    if not helper.child_check_passed or until is None:
        raise NotEligible([("child_check", Said("为孩子服务要先通过核查，请联系社区工作人员。"))])
    if until < day:
        raise NotEligible([("child_check", Said("您的核查到那一天已经过期，请先续办核查。"))])
    return check_may_help(session, session.get_one(Person, helper.person_id), day)


def on_day(session: Session, day_id: uuid.UUID) -> Sequence[Shift]:
    """Who comes on a day, adults first."""
    standing = (
        select(Shift)
        .where(Shift.day_id == day_id, Shift.state.in_(SHIFT_ON))
        .options(joinedload(Shift.helper).joinedload(Helper.person))
        .order_by(Shift.seat)
        .execution_options(populate_existing=True)
    )
    return session.scalars(standing).all()


def own(session: Session, helper_id: uuid.UUID, now: dt.datetime) -> Sequence[Shift]:
    """A helper's shifts of today and later."""
    mine = (
        select(Shift)
        .join(Shift.day)
        .where(
            Shift.helper_id == helper_id,
            Shift.state.in_(SHIFT_ON),
            StationDay.day >= civil_day(now),
        )
        .options(joinedload(Shift.day).joinedload(StationDay.station).joinedload(Station.place))
        .order_by(StationDay.opens_at)
    )
    return session.scalars(mine).all()


def open_days(session: Session, helper: Helper, now: dt.datetime, most: int) -> Sequence[Open]:
    """Days of stations in the helper's county that want somebody; those near his home first."""
    home = session.scalars(
        select(Place.path)
        .join(Person, Person.place_id == Place.id)
        .where(Person.id == helper.person_id)
    ).one()
    minors = func.count(Shift.id).filter(Shift.minor)
    adults = func.count(Shift.id).filter(~Shift.minor)
    own_days = select(Shift.day_id).where(Shift.helper_id == helper.id, Shift.state.in_(SHIFT_ON))
    rows = session.execute(
        select(StationDay, Station.adults - adults, Station.minors - minors)
        .join(StationDay.station)
        .join(Station.place)
        .outerjoin(Shift, (Shift.day_id == StationDay.id) & Shift.state.in_(SHIFT_ON))
        .where(
            Place.path.startswith(home.split("/", 1)[0] + "/"),
            StationDay.closes_at > now,
            StationDay.called_off_for.is_(None),
            StationDay.id.not_in(own_days),
        )
        .group_by(StationDay.id, Station.id, Place.id)
        .having((Station.adults > adults) | (Station.minors > minors))
        .options(joinedload(StationDay.station).joinedload(Station.place))
        .order_by(func.starts_with(home, Place.path).desc(), StationDay.opens_at, StationDay.id)
        .limit(most)
    )
    return [Open(*row) for row in rows]


def _seats(station: Station, minor: bool) -> set[int]:
    adults = range(station.adults)
    return set(range(station.adults, station.adults + station.minors) if minor else adults)


def _lock(session: Session, helper_id: uuid.UUID, day_id: uuid.UUID) -> tuple[Helper, StationDay]:
    helper = session.get(Helper, helper_id, with_for_update={"key_share": True})
    day = session.scalar(
        select(StationDay)
        .where(StationDay.id == day_id)
        .options(joinedload(StationDay.station).joinedload(Station.place))
        .with_for_update(of=StationDay, key_share=True)
        .execution_options(populate_existing=True)
    )
    if helper is None or day is None:
        raise TogetherUnknown(Said("没有找到这一天的辅导站。"))
    return helper, day


def _tell_of_gap(session: Session, day: StationDay, shift: Shift, now: dt.datetime) -> None:
    keepers = accounts_over(session, day.station.place.path, KEEPERS)
    said = Said(
        "%(station)s %(day)s 的成年人不够了，请另外找人。",
        station=day.station.name,
        day=day.day.isoformat(),
    )
    tell(session, keepers, f"shift:{shift.id}:gap", said, f"/care/station-days/{day.id}", now)
