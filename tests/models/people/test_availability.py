"""A helper's week and single days, from what he says to the arrays of the night."""

import datetime as dt

import numpy as np
import pytest
from sqlalchemy.orm import Session

from matcher.care.days import week_bit
from models.care.rows import care_arrays
from models.people import availability
from models.places.tables import Holiday
from tests.county import TODAY
from tests.models.care.village import Village, day


def free_slots(village: Village, as_of: dt.date = TODAY) -> set[tuple[dt.date, int]]:
    arrays = care_arrays(village.session, village.place.id, as_of)
    slots = np.flatnonzero(np.unpackbits(arrays.helper_free[0], count=arrays.slots))
    return {(as_of + dt.timedelta(days=int(s) // 3), int(s) % 3) for s in slots}


@pytest.fixture
def village(session: Session) -> Village:
    return Village(session)


def test_a_day_said_counts_in_place_of_the_week(village: Village) -> None:
    helper = village.volunteer()
    village.visit()
    availability.set_week(village.session, helper.id, week_bit(2, 1), False)
    wednesday = TODAY + dt.timedelta(days=(2 - TODAY.weekday()) % 7 or 7)
    sunday = wednesday + dt.timedelta(days=4)
    availability.set_day(village.session, helper.id, wednesday, 0, TODAY)
    availability.set_day(village.session, helper.id, sunday, 0b100, TODAY)
    free = free_slots(village)
    assert (wednesday, 1) not in free
    assert (sunday, 2) in free
    assert (wednesday + dt.timedelta(days=7), 1) in free
    availability.clear_day(village.session, helper.id, wednesday)
    assert (wednesday, 1) in free_slots(village)


def test_the_last_word_about_a_day_stands(village: Village) -> None:
    helper = village.volunteer()
    for parts in (0b111, 0b001):
        availability.set_day(village.session, helper.id, day(3), parts, TODAY)
    said = availability.said_days(village.session, helper.id, TODAY)
    assert [(one.day, one.parts) for one in said] == [(day(3), 0b001)]


@pytest.mark.parametrize("offset", [-1, 367])
def test_days_gone_by_or_far_off_are_refused(village: Village, offset: int) -> None:
    helper = village.volunteer()
    with pytest.raises(availability.DayOutOfReach):
        availability.set_day(village.session, helper.id, day(offset), 0, TODAY)


def test_a_moved_working_saturday_is_no_weekend(village: Village) -> None:
    helper = village.volunteer()
    village.visit()
    weekend = week_bit(5, 0) | week_bit(6, 0)
    availability.set_week(village.session, helper.id, weekend, False)
    saturday = TODAY + dt.timedelta(days=(5 - TODAY.weekday()) % 7)
    friday = saturday + dt.timedelta(days=6)
    village.session.add_all(
        [
            Holiday(day=saturday, working=True, name="补班"),
            Holiday(day=friday, working=False, name="放假"),
        ]
    )
    village.session.flush()
    free = free_slots(village)
    assert (saturday, 0) not in free
    assert (friday, 0) in free
