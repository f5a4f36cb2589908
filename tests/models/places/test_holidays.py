"""Holidays as they are known, entered and taken back."""

import datetime as dt

import pytest
from chinese_calendar import constants
from sqlalchemy.orm import Session

from models.places import holidays
from models.places.holidays import NAMES, HolidayWrong, Run
from models.places.working_days import working_days

NEW_YEAR = dt.date(2026, 1, 1)
FEAST = dt.date(2027, 2, 5)


def test_what_was_announced_stands_in_runs_of_days(session: Session) -> None:
    found = holidays.runs(session, NEW_YEAR)
    assert found[0] == Run(NEW_YEAR, dt.date(2026, 1, 3), False, "元旦", False)
    assert found[1] == Run(dt.date(2026, 1, 4), dt.date(2026, 1, 4), True, "元旦", False)
    names = {name for day, name in constants.holidays.items() if day >= NEW_YEAR}
    assert names <= set(NAMES)


def test_what_is_entered_stands_before_the_announced(session: Session) -> None:
    second = dt.date(2026, 1, 2)
    holidays.enter(session, second, second, True, "抢修", second)
    assert [(run.first.day, run.last.day, run.name) for run in holidays.runs(session, NEW_YEAR)][
        :3
    ] == [(1, 1, "元旦"), (2, 2, "抢修"), (3, 3, "元旦")]


def test_days_of_a_year_not_announced_are_entered_and_taken_back(session: Session) -> None:
    saturday = dt.date(2027, 2, 20)
    today = holidays.ANNOUNCED_UNTIL
    holidays.enter(session, FEAST, FEAST + dt.timedelta(days=7), False, "春节", today)
    holidays.enter(session, saturday, saturday, True, "春节", today)
    assert [(run.first, (run.last - run.first).days) for run in holidays.runs(session, today)] == [
        (FEAST, 7),
        (saturday, 0),
    ]
    assert not any(working_days(session, FEAST, 8))
    assert working_days(session, saturday, 1) == [True]
    holidays.take_back(session, FEAST, FEAST + dt.timedelta(days=7), today)
    assert any(working_days(session, FEAST, 8))
    assert working_days(session, saturday, 1) == [True]


@pytest.mark.parametrize(("first", "last"), [(-1, 2), (2, 1), (1, 32), (800, 800)])
def test_days_that_cannot_be_are_refused(session: Session, first: int, last: int) -> None:
    from_day, to_day = (FEAST + dt.timedelta(days=number) for number in (first, last))
    with pytest.raises(HolidayWrong):
        holidays.enter(session, from_day, to_day, False, "春节", FEAST)


def test_a_day_entered_before_and_a_day_that_is_past_are_refused(session: Session) -> None:
    holidays.enter(session, FEAST, FEAST, False, "春节", FEAST)
    with pytest.raises(HolidayWrong, match="2027-02-05 已经填过"):
        holidays.enter(session, FEAST, FEAST + holidays.DAY, True, "补班", FEAST)
    with pytest.raises(HolidayWrong, match="已经过去"):
        holidays.take_back(session, FEAST, FEAST, FEAST + holidays.DAY)
