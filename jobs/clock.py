"""The only place below web where time is read; everything further down is given it."""

import datetime as dt
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Shanghai")


def now() -> dt.datetime:
    """This moment, in UTC."""
    return dt.datetime.now(dt.UTC)


def today(moment: dt.datetime) -> dt.date:
    """The civil day in the county at ``moment``."""
    return moment.astimezone(HERE).date()
