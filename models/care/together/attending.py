"""A station's day as it goes: helpers there, children received and fetched, the day closed.

Children are received by two checked adults who are there, and given only to whom the guardian
named. Late entries keep the true times.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.days import civil_day
from models.care.refusals import TimesWrong
from models.care.together.refusals import (
    ChildStillHere,
    NotNamed,
    SignedAlready,
    TogetherOver,
    TogetherUnknown,
    TooFewAdults,
)
from models.care.together.served import credit_together
from models.care.together.shifts import check_fit, on_day
from models.care.together.stations import KEEPERS
from models.care.together.tables import (
    ADULTS,
    Attendance,
    Enrolment,
    PickupPerson,
    Shift,
    Station,
    StationDay,
)
from models.people.tables import Helper
from models.trail.log import record_row


def day_for(
    session: Session, scope: Scope, day_id: uuid.UUID, today: dt.date, lock: bool = False
) -> StationDay:
    """A day for whoever may keep its book: keepers, and on the day itself the adults on shift."""
    query = (
        select(StationDay)
        .where(StationDay.id == day_id)
        .options(joinedload(StationDay.station).joinedload(Station.place))
        .execution_options(populate_existing=True)
    )
    found = session.scalar(query.with_for_update(of=StationDay, key_share=True) if lock else query)
    if found is None or not (
        scope.covers(found.station.place.path, KEEPERS)
        or (found.day == today and _on_shift(session, scope, found.id))
    ):
        raise TogetherUnknown(Said("没有找到这一天的辅导站，或您不在这一天值班。"))
    return found


def present(
    session: Session, scope: Scope, shift_id: uuid.UUID, at: dt.datetime, now: dt.datetime
) -> Shift:
    """A helper is there; his check and consent are looked at once more."""
    shift = session.get(Shift, shift_id)
    if shift is None:
        raise TogetherUnknown(Said("没有找到这个班。"))
    day = _open_day(session, scope, shift.day_id, at, now)
    session.refresh(shift)
    if shift.state != "taken":
        raise TogetherOver(Said("这个班已经退了或已经开始，没有再改动。"))
    check_fit(session, session.get_one(Helper, shift.helper_id), day.day)
    shift.state, shift.came_at = "came", at
    session.flush()
    record_row(session, "station.present", shift, now, by=scope.account_id)
    return shift


def arrive(
    session: Session,
    scope: Scope,
    day_id: uuid.UUID,
    enrolment_id: uuid.UUID,
    at: dt.datetime,
    now: dt.datetime,
) -> Attendance:
    """A child is received."""
    day = _open_day(session, scope, day_id, at, now)
    there = [one for one in on_day(session, day.id) if one.state == "came" and not one.minor]
    if len(there) < ADULTS:
        raise TooFewAdults(
            Said(
                "要有 %(least)d 位核查有效的成年人到了，才能接收孩子。现在到了 %(there)d 位。",
                least=ADULTS,
                there=len(there),
            )
        )
    place = session.get(Enrolment, enrolment_id)
    if place is None or place.station_id != day.station_id or place.ended_on is not None:
        raise TogetherUnknown(Said("这个孩子没有在这个辅导站报名，或监护人已撤回同意。"))
    if place.id in {one.enrolment_id for one in attendances(session, day.id)}:
        raise SignedAlready(Said("这个孩子今天已经登记到站。"))
    came = Attendance(
        day_id=day.id, enrolment_id=place.id, arrived_at=at, arrived_by=scope.account_id
    )
    session.add(came)
    session.flush()
    record_row(session, "station.arrive", came, now, by=scope.account_id, whose=place.person_id)
    return came


def pick_up(
    session: Session,
    scope: Scope,
    attendance_id: uuid.UUID,
    pickup_id: uuid.UUID | None,
    at: dt.datetime,
    now: dt.datetime,
) -> Attendance:
    """A child is fetched by somebody whom the guardian named; nobody else is given it."""
    came = session.get(Attendance, attendance_id)
    if came is None:
        raise TogetherUnknown(Said("没有找到这个孩子的到站记录。"))
    _open_day(session, scope, came.day_id, at, now)
    session.refresh(came)
    if came.picked_up_at is not None:
        raise TogetherOver(Said("这个孩子已经登记接走。"))
    if at < came.arrived_at:
        raise TimesWrong(Said("接走的时间不能早于到站的时间。"))
    person = None if pickup_id is None else session.get(PickupPerson, pickup_id)
    if person is None or person.enrolment_id != came.enrolment_id or person.ended_at is not None:
        raise NotNamed(
            Said("来接的人不在监护人写明的名单里，不能把孩子交给他。请先打电话给监护人。")
        )
    came.picked_up_at, came.pickup_id, came.handed_over_by = at, person.id, scope.account_id
    session.flush()
    child = session.get_one(Enrolment, came.enrolment_id).person_id
    record_row(session, "station.pick_up", came, now, by=scope.account_id, whose=child)
    return came


def close(session: Session, scope: Scope, day_id: uuid.UUID, now: dt.datetime) -> StationDay:
    """The day is over: nobody is left, and whoever helped was there until the last child went."""
    day = day_for(session, scope, day_id, civil_day(now), lock=True)
    if day.closed_at is not None or day.opens_at > now:
        raise TogetherOver(Said("这一天已经结束，或还没有开始。"))
    children = attendances(session, day.id)
    if any(one.picked_up_at is None for one in children):
        raise ChildStillHere(Said("还有孩子没有接走，不能结束。请先打电话给监护人。"))
    fetched = [one.picked_up_at for one in children if one.picked_up_at is not None]
    until = max([min(now, day.closes_at), *fetched])
    for shift in on_day(session, day.id):
        came = shift.came_at is not None and shift.came_at < until
        shift.state, shift.left_at = ("came", until) if came else ("missed", None)
        shift.came_at = shift.came_at if came else None
    day.closed_at = now
    session.flush()
    _credit(session, scope, day, now)
    record_row(session, "station.close", day, now, by=scope.account_id)
    return day


def attendances(session: Session, day_id: uuid.UUID) -> Sequence[Attendance]:
    """The children who came on a day."""
    query = (
        select(Attendance)
        .where(Attendance.day_id == day_id)
        .options(joinedload(Attendance.enrolment).joinedload(Enrolment.person))
        .order_by(Attendance.arrived_at, Attendance.id)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()


def _open_day(
    session: Session, scope: Scope, day_id: uuid.UUID, at: dt.datetime, now: dt.datetime
) -> StationDay:
    day = day_for(session, scope, day_id, civil_day(now), lock=True)
    if day.closed_at is not None or day.called_off_for is not None:
        raise TogetherOver(Said("这一天已经结束或取消。"))
    if civil_day(at) != day.day or at > now:
        raise TimesWrong(Said("请填这一天已经过去的时间。"))
    return day


def _credit(session: Session, scope: Scope, day: StationDay, now: dt.datetime) -> None:
    station = day.station
    for shift in on_day(session, day.id):
        if shift.came_at is not None and shift.left_at is not None:
            times = (shift.came_at, shift.left_at)
            who, by = shift.helper_id, scope.account_id
            credit_together(
                session, who, shift.id, station.place_id, station.name, times, now, by=by
            )


def _on_shift(session: Session, scope: Scope, day_id: uuid.UUID) -> bool:
    return any(
        shift.helper.person_id == scope.person_id and not shift.minor
        for shift in on_day(session, day_id)
    )
