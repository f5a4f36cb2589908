"""Days off and days worked instead: what the State Council announced, what was entered over it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import ClassVar

from chinese_calendar import constants
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from matcher.said import Said
from models.database.refused import Refused
from models.places.tables import Holiday

# The last year of which the calendar knows what was announced.
ANNOUNCED_UNTIL = dt.date(max(constants.holidays).year, 12, 31)
NAMES = MappingProxyType(
    {
        "New Year's Day": str(Said("元旦")),
        "Spring Festival": str(Said("春节")),
        "Tomb-sweeping Day": str(Said("清明节")),
        "Labour Day": str(Said("劳动节")),
        "Dragon Boat Festival": str(Said("端午节")),
        "Mid-autumn Festival": str(Said("中秋节")),
        "National Day": str(Said("国庆节")),
    }
)
DAY = dt.timedelta(days=1)
MOST_DAYS = 31
AHEAD = dt.timedelta(days=2 * 366)


class HolidayWrong(Refused):
    """Days that are past, too many or far off, entered before, or not there to be taken back."""

    code: ClassVar[str] = "holiday_wrong"


@dataclass(frozen=True)
class Run:
    """Days on end that are alike; ``entered`` by an administrator, else announced."""

    first: dt.date
    last: dt.date
    working: bool
    name: str
    entered: bool


def runs(session: Session, since: dt.date) -> Sequence[Run]:
    """All that is known from a day on, in order; what was entered stands before the announced."""
    days = {
        day: (working, NAMES[word], False)
        for working, known in ((False, constants.holidays), (True, constants.workdays))
        for day, word in known.items()
        if day >= since
    }
    for row in session.scalars(select(Holiday).where(Holiday.day >= since)):
        days[row.day] = (row.working, row.name, True)
    found: list[Run] = []
    for day, what in sorted(days.items()):
        run = Run(day, day, *what)
        if found and replace(run, first=found[-1].first, last=day - DAY) == found[-1]:
            run = replace(run, first=found.pop().first)
        found.append(run)
    return found


def enter(
    session: Session, first: dt.date, last: dt.date, working: bool, name: str, today: dt.date
) -> None:
    """Each day from ``first`` to ``last``, both included; all of them, or refused."""
    count = (last - first).days + 1
    if not (today <= first <= last <= today + AHEAD and count <= MOST_DAYS):
        raise HolidayWrong(
            Said(
                "请填今天以后、两年以内的日子，先后不要写反，一次最多 %(most)d 天。", most=MOST_DAYS
            )
        )
    days = {first + number * DAY for number in range(count)}
    rows = [{"day": day, "working": working, "name": name} for day in sorted(days)]
    added = insert(Holiday).values(rows).on_conflict_do_nothing().returning(Holiday.day)
    taken = days - set(session.scalars(added))
    if taken:
        raise HolidayWrong(
            Said("%(day)s 已经填过，请先收回，再重新填。", day=min(taken).isoformat())
        )


def take_back(session: Session, first: dt.date, last: dt.date, today: dt.date) -> None:
    """What was entered for days from ``first`` to ``last`` that are not past."""
    coming = Holiday.day.between(max(first, today), last)
    if not session.scalars(delete(Holiday).where(coming).returning(Holiday.day)).all():
        raise HolidayWrong(Said("这几天已经过去，或者已经收回了。"))
