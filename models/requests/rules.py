"""How long everything may take, by kind and level: dated tables that an administrator edits.

Accepted within 5 minutes and answered within 30, round the clock, is the county's own promise; the
other figures are defaults from memory.
"""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from models.care.days import civil_day
from models.people.code_tables import in_force
from models.places.working_days import working_days
from models.requests.clocks import Calendar, Clock
from models.requests.tables import HOLDER

CLOCKS, LIMITS = "request_clocks", "request_limits"
ANY = "any"
# (kind, promise, level) -> minutes, whether in working time; the most particular one holds. A
# level above the holder's has its minutes after it was told.
DEFAULT_CLOCKS: tuple[tuple[str, str, str, int, bool], ...] = (
    (ANY, "accept", ANY, 5, False),
    (ANY, "answer", HOLDER, 30, False),
    (ANY, "answer", ANY, 10, False),
    (ANY, "handle", HOLDER, 1440, True),
    (ANY, "handle", ANY, 480, True),
    ("safety", "handle", HOLDER, 240, False),
    ("safety", "handle", ANY, 60, False),
    (ANY, "check", HOLDER, 1440, True),
    (ANY, "check", ANY, 480, True),
)
# How often a no opens a request again before somebody talks it over; days of silence before a
# spot check; the hours of a working day; the working minutes an organisation has to answer an
# offer, and those round the clock where it is urgent.
DEFAULT_LIMITS: Mapping[str, Any] = MappingProxyType(
    {
        "reopen": 2,
        "silence_days": 7,
        "hours": [["08:00", "12:00"], ["14:00", "18:00"]],
        "offer": 240,
        "offer_urgent": 30,
    }
)
# Longer than any run of days off, so that a calendar reaches beyond what is due.
SPARE_DAYS = 60


def clocks_on(session: Session, day: dt.date) -> list[tuple[str, str, str, int, bool]]:
    """(kind, promise, level, minutes, working) as they hold on a day."""
    row = in_force(session, CLOCKS, day)
    return [*DEFAULT_CLOCKS] if row is None else [tuple(one) for one in row.values["clocks"]]


def limits_on(session: Session, day: dt.date) -> Mapping[str, Any]:
    """The limits as they hold on a day; a version from before one was known leaves its default."""
    row = in_force(session, LIMITS, day)
    return DEFAULT_LIMITS if row is None else {**DEFAULT_LIMITS, **row.values}


def clock_for(session: Session, kind: str, what: str, level: str, now: dt.datetime) -> Clock:
    """What a promise is worth at a level, by the rules of the day on which it is made."""
    day = civil_day(now)
    if what == "word":
        return Clock(limits_on(session, day)["silence_days"] * 24 * 60, False)
    fitting = [
        ((one[0] == kind, one[2] == level), Clock(*one[3:]))
        for one in clocks_on(session, day)
        if one[0] in (kind, ANY) and one[1] == what and one[2] in (level, ANY)
    ]
    return max(fitting, key=lambda found: found[0])[1]


def calendar(session: Session, since: dt.datetime, until: dt.datetime, minutes: int) -> Calendar:
    """The days from ``since`` to well beyond ``until`` and so many working minutes."""
    first = civil_day(since)
    days = (civil_day(until) - first).days + SPARE_DAYS + minutes // 60
    hours = tuple(
        (dt.time.fromisoformat(begins), dt.time.fromisoformat(ends))
        for begins, ends in limits_on(session, first)["hours"]
    )
    return Calendar(first, tuple(working_days(session, first, days)), hours)
