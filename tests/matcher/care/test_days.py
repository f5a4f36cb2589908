"""Weeks rolled out over days, moved working days included, beside a slow reading of the rule."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.care.days import EVERY_SLOT, PARTS, fits_week, fits_worked_week, week_bit
from tests.matcher.care.counties import AS_OF, county

MASKS = st.lists(st.integers(0, EVERY_SLOT), max_size=4)
DAYS = st.lists(st.booleans(), min_size=1, max_size=21)


@given(MASKS, st.integers(AS_OF, AS_OF + 6), DAYS)
def test_a_week_is_bent_only_by_moved_days(masks, as_of, working):
    found = fits_worked_week(np.array(masks, np.int64), as_of, np.array(working))
    for row, mask in enumerate(masks):
        for offset, worked in enumerate(working):
            for part in range(PARTS):
                assert found[row, offset * PARTS + part] == _slow(
                    mask, as_of + offset, part, worked
                )


def _slow(mask: int, day: int, part: int, worked: bool) -> bool:
    weekday = (day - 1) % 7
    free = {d for d in range(7) if mask & week_bit(d, part)}
    if weekday >= 5 and worked:
        return {0, 1, 2, 3, 4} <= free
    if weekday < 5 and not worked:
        return weekday in free or 6 in free
    return weekday in free


@given(MASKS, st.integers(AS_OF, AS_OF + 6))
def test_without_moved_days_the_week_stands(masks, as_of):
    working = (as_of - 1 + np.arange(14)) % 7 < 5
    plain = fits_week(np.array(masks, np.int64), as_of, 14)
    assert (fits_worked_week(np.array(masks, np.int64), as_of, working) == plain).all()


def test_what_is_said_of_a_day_stands_in_place_of_the_week():
    arrays = county(
        helpers=2,
        helper_weekly=np.array([EVERY_SLOT, 0]),
        day_helper=np.array([0, 1]),
        day_offset=np.array([3, 3]),
        day_parts=np.array([0, 0b010]),
    )
    free = np.unpackbits(arrays.helper_free, axis=1, count=arrays.slots).astype(bool)
    assert free[0].sum() == arrays.slots - PARTS
    assert not free[0, 9:12].any()
    assert np.flatnonzero(free[1]).tolist() == [10]
