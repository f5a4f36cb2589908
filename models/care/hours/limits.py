"""How much is too much: the limits of the checks on hours, a dated table an administrator edits."""

import datetime as dt
from dataclasses import dataclass, fields

from sqlalchemy.orm import Session

from models.people.code_tables import in_force

TABLE = "hours_limits"


@dataclass(frozen=True)
class Limits:
    """What nobody serves, drives or types; where nobody has entered others, these hold.

    Hours of one visit, a day and a month; km an hour between two doors; entries of one account
    in a minute; late ones entered on one day; days without evidence; visits of a pair within
    thirty days; helpers at one door at once.
    """

    visit_hours: int = 8
    day_hours: int = 10
    month_hours: int = 160
    km_an_hour: int = 90
    entries_a_minute: int = 10
    late_at_once: int = 5
    unproven_days: int = 30
    pair_visits: int = 16
    crowd: int = 4


NAMES = tuple(field.name for field in fields(Limits))


def limits_on(session: Session, day: dt.date) -> Limits:
    """The limits in force on a day."""
    row = in_force(session, TABLE, day)
    return Limits() if row is None else Limits(**row.values)
