"""Working days: what an administrator set, else the statutory calendar, else Monday to Friday."""

import datetime as dt

import chinese_calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.places.tables import Holiday

SATURDAY = 5


def working_days_after(session: Session, first: dt.date, last: dt.date) -> int:
    """How many working days lie after ``first`` up to and including ``last``; 0 if none."""
    return sum(working_days(session, first + dt.timedelta(days=1), (last - first).days))


def working_days(session: Session, first: dt.date, days: int) -> list[bool]:
    """For each of ``days`` days from ``first`` whether it is worked."""
    wanted = [first + dt.timedelta(days=n) for n in range(days)]
    entered = select(Holiday.day, Holiday.working).where(Holiday.day.in_(wanted))
    known = {row.day: row.working for row in session.execute(entered)}
    return [known.get(day, _by_calendar(day)) for day in wanted]


def _by_calendar(day: dt.date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        # The calendar ends with the last year that the State Council has announced.
        return day.weekday() < SATURDAY
