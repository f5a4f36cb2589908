"""Children who are still there when their station should have closed: staff hear of it at once."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.over import accounts_over
from models.accounts.tables import Account
from models.care.together.shifts import on_day
from models.care.together.stations import KEEPERS
from models.care.together.tables import Attendance, Station, StationDay
from models.notices.outbox import tell


def alert(session: Session, now: dt.datetime) -> int:
    """Tell keepers and the adults on shift of every child not fetched; returns how many are new.

    A job that runs twice tells once: the row says when it was told of.
    """
    left = session.scalars(
        select(Attendance)
        .join(Attendance.day)
        .where(
            Attendance.picked_up_at.is_(None),
            Attendance.alerted_at.is_(None),
            StationDay.closes_at <= now,
        )
        .options(
            joinedload(Attendance.day).joinedload(StationDay.station).joinedload(Station.place)
        )
        .with_for_update(of=Attendance, skip_locked=True)
    ).all()
    for one in left:
        said = Said(
            "%(station)s 有一个孩子到了闭站时间还没有人来接，请马上联系监护人。",
            station=one.day.station.name,
        )
        link = f"/care/station-days/{one.day_id}"
        tell(session, _told(session, one.day), f"pickup:{one.id}", said, link, now)
        one.alerted_at = now
    session.flush()
    return len(left)


def _told(session: Session, day: StationDay) -> set[uuid.UUID]:
    keepers = accounts_over(session, day.station.place.path, KEEPERS)
    people = [shift.helper.person_id for shift in on_day(session, day.id) if not shift.minor]
    helpers = session.scalars(select(Account.id).where(Account.person_id.in_(people)))
    return {*keepers, *helpers}
