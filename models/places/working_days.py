"""Working days: what an administrator set, else the statutory calendar, else Monday to Friday."""

import datetime as dt

import chinese_calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.places.tables import Holiday

SATURDAY = 5


def working_days_after(session: Session, first: dt.date, last: dt.date) -> int:
    """How many working days lie after ``first`` up to and including ``last``; 0 if none."""
    days = [first + dt.timedelta(days=n) for n in range(1, (last - first).days + 1)]
    entered = select(Holiday.day, Holiday.working).where(Holiday.day.between(first, last))
    known = {row.day: row.working for row in session.execute(entered)}
    return sum(known.get(day, _by_calendar(day)) for day in days)


def _by_calendar(day: dt.date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        # The calendar ends with the last year that the State Council has announced.
        return day.weekday() < SATURDAY
