"""When something is due: minutes round the clock or in working time, less the pauses.

Pure: the calendar comes as an argument.
"""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.care.days import SHANGHAI

SATURDAY = 5
DAY = dt.timedelta(days=1)
MIDNIGHT = dt.time()
Span = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True)
class Clock:
    """So many minutes, counted all the time or in working time only."""

    minutes: int
    working: bool


@dataclass(frozen=True)
class Calendar:
    """Which days are worked from ``first`` on (beyond what is known Monday to Friday), and the
    hours of such a day, in order, none touching another."""

    first: dt.date
    worked: tuple[bool, ...]
    hours: tuple[tuple[dt.time, dt.time], ...]

    def works(self, day: dt.date) -> bool:
        number = (day - self.first).days
        known = 0 <= number < len(self.worked)
        return self.worked[number] if known else day.weekday() < SATURDAY


def due(
    clock: Clock, since: dt.datetime, calendar: Calendar, pauses: Sequence[Span] = ()
) -> dt.datetime:
    """The moment at which the minutes are used up; ``pauses`` in order, none over another."""
    left = dt.timedelta(minutes=clock.minutes)
    for begins, ends in _counted(clock, since, calendar, pauses):
        if ends - begins >= left:
            return begins + left
        left -= ends - begins
    raise AssertionError("days do not end")


def _counted(
    clock: Clock, since: dt.datetime, calendar: Calendar, pauses: Sequence[Span]
) -> Iterator[Span]:
    """The stretches that count from ``since`` on."""
    for begins, ends in _hours(clock, since, calendar):
        at = max(begins, since)
        for stopped, again in pauses:
            if at < stopped < ends:
                yield at, stopped
            if stopped < ends and again > at:
                at = again
        if at < ends:
            yield at, ends


def _hours(clock: Clock, since: dt.datetime, calendar: Calendar) -> Iterator[Span]:
    first = since.astimezone(SHANGHAI).date()
    for day in (first + number * DAY for number in itertools.count()):
        if not clock.working:
            yield _at(day, MIDNIGHT), _at(day + DAY, MIDNIGHT)
        elif calendar.works(day):
            for begins, ends in calendar.hours:
                yield _at(day, begins), _at(day, ends)


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, SHANGHAI)
