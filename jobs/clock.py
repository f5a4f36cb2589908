"""The only place below web where time is read; everything further down is given it."""

import datetime as dt
import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Shanghai")


def now() -> dt.datetime:
    """This moment, in UTC."""
    return dt.datetime.now(dt.UTC)


def over_after(seconds: float) -> Callable[[], bool]:
    """A question whose answer is yes once ``seconds`` have passed from now."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def today(moment: dt.datetime) -> dt.date:
    """The civil day in the county at ``moment``."""
    return moment.astimezone(HERE).date()
