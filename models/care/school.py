"""Days without school, on which helpers who come "in the holidays" (寒暑假) can come."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people.code_tables import in_force
from models.places.tables import Holiday

TABLE = "school_holidays"
# Used where the county has not entered this year's days: (month, day), both included.
USUAL = (((1, 20), (2, 25)), ((7, 10), (8, 31)))


def school_holidays(session: Session, first: dt.date, days: int) -> list[bool]:
    """For each of ``days`` days from ``first`` whether schools are closed.

    The code table ``school_holidays`` holds ``{"ranges": [[from, to], ...]}`` as ISO days; days
    an administrator declared free count too.
    """
    ranges = _ranges(session, first)
    free = set(session.scalars(select(Holiday.day).where(~Holiday.working, Holiday.day >= first)))
    wanted = [first + dt.timedelta(days=offset) for offset in range(days)]
    return [day in free or _inside(day, ranges) for day in wanted]


def in_force_on(session: Session, day: dt.date) -> dict[str, list[list[str]]]:
    """The table as it stands on a day, or the usual winter and summer that are not over by then."""
    row = in_force(session, TABLE, day)
    if row is not None:
        return row.values
    found = []
    for begin, end in USUAL:
        year = day.year + (end < (day.month, day.day))
        found.append([dt.date(year, *part).isoformat() for part in (begin, end)])
    return {"ranges": found}


def _ranges(session: Session, day: dt.date) -> list[tuple[dt.date, dt.date]] | None:
    row = in_force(session, TABLE, day)
    if row is None:
        return None
    parse = dt.date.fromisoformat
    return [(parse(begin), parse(end)) for begin, end in row.values["ranges"]]


def _inside(day: dt.date, ranges: list[tuple[dt.date, dt.date]] | None) -> bool:
    if ranges is None:
        return any(begin <= (day.month, day.day) <= end for begin, end in USUAL)
    return any(begin <= day <= end for begin, end in ranges)
