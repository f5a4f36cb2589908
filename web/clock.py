"""The clock of a request; below ``web`` and ``jobs`` the time is an argument."""

import datetime as dt
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def today(moment: dt.datetime) -> dt.date:
    """The civil day in China at that moment."""
    return moment.astimezone(SHANGHAI).date()
