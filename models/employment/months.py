"""Months later by the calendar."""

import datetime as dt


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day some months later, or that month's last; as PostgreSQL counts."""
    month = day.month - 1 + months
    first = dt.date(day.year + month // 12, month % 12 + 1, 1)
    last = (first + dt.timedelta(31)).replace(day=1) - dt.timedelta(1)
    return min(first + dt.timedelta(day.day - 1), last)
