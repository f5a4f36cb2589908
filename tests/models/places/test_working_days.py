"""Working days around a feast whose days off are worked off at a weekend."""

import datetime as dt

from sqlalchemy.orm import Session

from models.places.tables import Holiday
from models.places.working_days import working_days_after

BEFORE_FEAST = dt.date(2026, 2, 10)


def test_ten_working_days_over_the_spring_festival(session: Session) -> None:
    assert working_days_after(session, BEFORE_FEAST, dt.date(2026, 3, 2)) == 10
    assert working_days_after(session, BEFORE_FEAST, dt.date(2026, 3, 1)) == 9


def test_what_an_administrator_set_goes_first(session: Session) -> None:
    session.add(Holiday(day=dt.date(2026, 2, 11), working=False, name="停电"))
    session.flush()
    assert working_days_after(session, BEFORE_FEAST, dt.date(2026, 3, 2)) == 9


def test_a_year_the_calendar_does_not_know_counts_weekdays(session: Session) -> None:
    assert working_days_after(session, dt.date(2031, 5, 5), dt.date(2031, 5, 12)) == 5


def test_the_same_day_is_none(session: Session) -> None:
    assert working_days_after(session, BEFORE_FEAST, BEFORE_FEAST) == 0
