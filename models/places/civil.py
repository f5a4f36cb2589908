"""Civil days, as everybody in the county reads the calendar."""

import datetime as dt
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def civil_day(now: dt.datetime) -> dt.date:
    """The day in China at the moment ``now`` (aware)."""
    return now.astimezone(SHANGHAI).date()


def midnight(day: dt.date) -> dt.datetime:
    """The moment at which a day in China begins."""
    return dt.datetime.combine(day, dt.time(), SHANGHAI)
