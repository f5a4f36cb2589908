"""The festivals at which nobody should sit alone, with their days.

Spring Festival, Mid-Autumn and Double Ninth by the lunar calendar; days an administrator entered,
in the dated table or in that of holidays, come before the years written here.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.people.code_tables import in_force
from models.places.tables import Holiday

SPRING, AUTUMN, NINTH = Said("春节"), Said("中秋节"), Said("重阳节")
DAYS = (
    (SPRING, ((2027, 2, 6), (2028, 1, 26), (2029, 2, 13), (2030, 2, 3))),
    (AUTUMN, ((2026, 9, 25), (2027, 9, 15), (2028, 10, 3), (2029, 9, 22), (2030, 9, 12))),
    (NINTH, ((2026, 10, 18), (2027, 10, 8), (2028, 10, 26), (2029, 10, 16), (2030, 10, 5))),
)
TABLE = "festivals"
AHEAD = dt.timedelta(days=400)
# Visits are made in the days before the festival.
BEFORE_DAYS = 10


@dataclass(frozen=True)
class Festival:
    """The next one of its name, and the days of a round before it."""

    name: Said
    day: dt.date

    @property
    def first_day(self) -> dt.date:
        return self.day - dt.timedelta(days=BEFORE_DAYS)


def coming(session: Session, today: dt.date) -> list[Festival]:
    """The next of each festival within a year or so, soonest first."""
    entered = {
        name: day
        for name, day in session.execute(
            select(Holiday.name, func.min(Holiday.day))
            .where(~Holiday.working, Holiday.day >= today)
            .group_by(Holiday.name)
        )
    }
    row = in_force(session, TABLE, today)
    for word, text in ({} if row is None else row.values).items():
        if dt.date.fromisoformat(text) >= today:
            entered[word] = dt.date.fromisoformat(text)
    found = []
    for name, days in DAYS:
        written = min((d for d in (dt.date(*one) for one in days) if d >= today), default=None)
        day = entered.get(str(name), written)
        if day is not None and day <= today + AHEAD:
            found.append(Festival(name, day))
    return sorted(found, key=lambda festival: festival.day)
