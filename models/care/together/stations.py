"""Tutoring stations: set up by staff, open on school days, their days written down ahead."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.accounts.tables import Account
from models.care.days import SHANGHAI, civil_day
from models.care.school import school_holidays
from models.care.together.refusals import TogetherOver, TogetherUnknown, TogetherWrong
from models.care.together.tables import ADULTS, SHIFT_ON, Shift, Station, StationDay
from models.notices.outbox import tell
from models.people.tables import Helper
from models.places.tables import Place
from models.places.working_days import working_days
from models.trail.log import record_row

KEEPERS = ("administrator", "county", "town", "community")
AHEAD_DAYS = 14
MOST_CHILDREN, MOST_HELPERS = 200, 20
NO_SCHOOL, BY_KEEPER = "no_school", "keeper"
CALLED_OFF = Said("您在辅导站的一个班取消了，不用来了。")


@dataclass(frozen=True)
class Plan:
    """What is said about a station."""

    name: str
    spot: str
    opens: dt.time
    closes: dt.time
    places: int
    adults: int
    minors: int
    begins_on: dt.date
    ends_on: dt.date | None


def communities(session: Session, scope: Scope) -> list[Place]:
    """Where somebody may set up stations and activities."""
    mine = select(Place).where(Place.kind == "community", scope.within(KEEPERS))
    return list(session.scalars(mine.order_by(Place.path)))


def station_in(
    session: Session, scope: Scope, station_id: uuid.UUID, lock: bool = False
) -> Station:
    """A station within the scope of a keeper."""
    query = (
        select(Station)
        .join(Station.place)
        .where(Station.id == station_id, scope.within(KEEPERS))
        .options(joinedload(Station.place))
    )
    locked = query.with_for_update(of=Station, key_share=True)
    found = session.scalar(locked if lock else query)
    if found is None:
        raise TogetherUnknown(Said("您所管的地方没有这个辅导站。"))
    return found


def set_up(
    session: Session, scope: Scope, place_id: uuid.UUID, plan: Plan, now: dt.datetime
) -> Station:
    """A new station, its first days written down at once."""
    if place_id not in {place.id for place in communities(session, scope)}:
        raise TogetherWrong(Said("请选一个您所管的社区。"))
    _check(plan)
    same = select(Station.id).where(Station.place_id == place_id, Station.name == plan.name)
    if session.scalar(same) is not None:
        raise TogetherWrong(Said("这个社区已经有同名的辅导站。"))
    station = Station(place_id=place_id, set_up_by=scope.account_id, **vars(plan))
    session.add(station)
    session.flush()
    open_days(session, station, now)
    record_row(session, "station.set_up", station, now, by=scope.account_id)
    return station


def open_all(session: Session, now: dt.datetime) -> int:
    """Write the coming days of every station down; returns how many stations there are."""
    today = civil_day(now)
    running = select(Station).where((Station.ends_on.is_(None)) | (Station.ends_on >= today))
    stations = session.scalars(running.order_by(Station.id)).all()
    for station in stations:
        open_days(session, station, now)
    return len(stations)


def open_days(session: Session, station: Station, now: dt.datetime) -> None:
    """Bring the coming two weeks in line with the calendar; doing it twice changes nothing.

    A day that turns out to be free is called off, and those who were to come are told.
    """
    today = civil_day(now)
    first, last = max(today, station.begins_on), today + dt.timedelta(days=AHEAD_DAYS)
    last = min(last, station.ends_on or last)
    wanted = school_days(session, first, last)
    if wanted:
        rows = [{"station_id": station.id, "day": day, **_hours(station, day)} for day in wanted]
        session.execute(insert(StationDay).values(rows).on_conflict_do_nothing())
    known = session.scalars(
        select(StationDay)
        .where(StationDay.station_id == station.id, StationDay.day >= today)
        .with_for_update()
    ).all()
    for day in known:
        if day.day not in wanted and day.called_off_for is None:
            call_off(session, day, NO_SCHOOL, now)
        elif day.day in wanted and day.called_off_for == NO_SCHOOL:
            day.called_off_for = None
    session.flush()


def school_days(session: Session, first: dt.date, last: dt.date) -> Collection[dt.date]:
    """Working days, 调休 among them, that lie in no school holidays."""
    number = max(0, (last - first).days + 1)
    free = school_holidays(session, first, number)
    worked = working_days(session, first, number)
    return [
        first + dt.timedelta(days=offset)
        for offset in range(number)
        if worked[offset] and not free[offset]
    ]


def call_off_day(session: Session, scope: Scope, day_id: uuid.UUID, now: dt.datetime) -> StationDay:
    """A keeper calls a day off that has not begun."""
    day = session.scalar(
        select(StationDay)
        .join(StationDay.station)
        .join(Station.place)
        .where(StationDay.id == day_id, scope.within(KEEPERS))
        .with_for_update(of=StationDay, key_share=True)
        .execution_options(populate_existing=True)
    )
    if day is None:
        raise TogetherUnknown(Said("您所管的地方没有这一天的辅导站。"))
    if day.called_off_for is not None or day.opens_at <= now:
        raise TogetherOver(Said("这一天已经开始或取消。"))
    call_off(session, day, BY_KEEPER, now)
    record_row(session, "station.call_off", day, now, by=scope.account_id)
    return day


def call_off(session: Session, day: StationDay, why: str, now: dt.datetime) -> None:
    """The station stays shut that day; whoever was to come is told."""
    day.called_off_for = why
    standing = select(Shift).where(Shift.day_id == day.id, Shift.state.in_(SHIFT_ON))
    release(session, session.scalars(standing).all(), now)


def release(session: Session, shifts: Collection[Shift], now: dt.datetime) -> None:
    """Shifts that are not wanted any more."""
    for shift in shifts:
        shift.state, shift.ended_at = "called_off", now
    session.flush()
    for shift in shifts:
        accounts = (
            select(Account.id)
            .join(Helper, Helper.person_id == Account.person_id)
            .where(Helper.id == shift.helper_id)
        )
        key = f"shift:{shift.id}:off"
        tell(session, session.scalars(accounts), key, CALLED_OFF, "/care/shifts", now)


def _hours(station: Station, day: dt.date) -> dict[str, dt.datetime]:
    return {
        "opens_at": dt.datetime.combine(day, station.opens, SHANGHAI),
        "closes_at": dt.datetime.combine(day, station.closes, SHANGHAI),
    }


def _check(plan: Plan) -> None:
    if plan.opens >= plan.closes:
        raise TogetherWrong(Said("结束时间要晚于开始时间。"))
    if not 1 <= plan.places <= MOST_CHILDREN:
        raise TogetherWrong(Said("名额要在 1 到 %(most)d 之间。", most=MOST_CHILDREN))
    if not ADULTS <= plan.adults <= MOST_HELPERS or not 0 <= plan.minors <= MOST_HELPERS:
        raise TogetherWrong(Said("每天至少要 %(least)d 位成年人。", least=ADULTS))
    if plan.ends_on is not None and plan.ends_on < plan.begins_on:
        raise TogetherWrong(Said("结束日期不能早于开始日期。"))
