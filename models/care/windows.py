"""The window of days in which a visit is owed, and the days on which it can be booked.

Default terms (an administrator's table later): a visit falls due when the shortest of its
needs' terms has passed since the last one; it may be made from a third of the term before.
"""

import datetime as dt

# A visit that is overdue stays owed; whoever takes it names a day within these coming days.
CATCH_UP_DAYS = 14
# The last part of a term in which a visit counts for it: early enough to plan, not too early.
EARLY_SHARE = 3


def bookable(window_from: dt.date, window_to: dt.date, today: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day that can be named for a visit, both included."""
    if window_to < today:
        return today, today + dt.timedelta(days=CATCH_UP_DAYS)
    return max(window_from, today), window_to


def overdue_days(window_to: dt.date, today: dt.date) -> int:
    """Days by which a visit is late, 0 when it is not."""
    return max(0, (today - window_to).days)
