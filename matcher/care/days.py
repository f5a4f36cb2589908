"""The calendar of the care market: a horizon of days from ``as_of``, three parts a day.

A slot is ``day_offset * 3 + part``; a weekly mask has bit ``weekday * 3 + part`` (Monday = 0).
"""

from datetime import date

import numpy as np

from matcher.columns import Flags, Ints

PARTS = 3
MORNING, AFTERNOON, EVENING = range(PARTS)
WEEK_BITS = 7 * PARTS
SATURDAY, SUNDAY = 5, 6
EVERY_SLOT = (1 << WEEK_BITS) - 1


def week_bit(weekday: int, part: int) -> int:
    """The bit of one half-day in a weekly mask."""
    return 1 << (weekday * PARTS + part)


def slot_bits(as_of: int, horizon: int) -> Ints:
    """For each slot of the horizon its bit in a weekly mask (int64[horizon * 3])."""
    slot = np.arange(horizon * PARTS)
    # date.fromordinal(1) is a Monday.
    weekday = (as_of - 1 + slot // PARTS) % 7
    return np.int64(1) << (weekday * PARTS + slot % PARTS)


def month_of_day(as_of: int, horizon: int) -> Ints:
    """For each day of the horizon its calendar month, counted from 0 at ``as_of``'s month."""
    first = date.fromordinal(as_of)
    days = (date.fromordinal(as_of + d) for d in range(horizon))
    return np.array([(d.year - first.year) * 12 + d.month - first.month for d in days], np.int64)


def months_touched(as_of: int, horizon: int) -> int:
    """How many calendar months the horizon reaches into: the width of ``helper_capacity``."""
    return int(month_of_day(as_of, horizon)[-1]) + 1


def fits_worked_week(masks: Ints, as_of: int, working: Flags) -> Flags:
    """Weekly masks of people who also work, over the days of ``working``: bool[rows, days * 3].

    ``working`` : bool[days], the working days of the statutory calendar (放假调休). On a weekend
    day that is worked (调休) people have only the half-days they have on every working day; on a
    weekday that is free they have their Sunday's besides their own.
    """
    weekday = (as_of - 1 + np.arange(len(working))) % 7
    bits: Ints = (masks[:, None] >> np.arange(WEEK_BITS)) & 1
    week = bits.astype(np.bool_).reshape(len(masks), 7, PARTS)
    daily = week[:, weekday]
    worked: Flags = working & (weekday >= SATURDAY)
    freed: Flags = ~working & (weekday < SATURDAY)
    always: Flags = np.logical_and.reduce(week[:, :SATURDAY], axis=1)
    daily[:, worked] = always[:, None]
    daily[:, freed] |= week[:, [SUNDAY]]
    rolled: Flags = daily.reshape(len(masks), len(working) * PARTS)
    return rolled


def fits_week(masks: Ints, as_of: int, horizon: int) -> Flags:
    """Weekly masks rolled out over the horizon: bool[rows, horizon * 3]."""
    rolled: Flags = (masks[:, None] & slot_bits(as_of, horizon)[None, :]) != 0
    return rolled
