"""Civil days and the parts of a day, as everybody in the county reads the clock."""

import datetime as dt

from matcher.said import Said
from models.places.civil import SHANGHAI as SHANGHAI
from models.places.civil import civil_day as civil_day

PARTS = (Said("上午"), Said("下午"), Said("晚上"))
WEEKDAYS = (
    Said("周一"),
    Said("周二"),
    Said("周三"),
    Said("周四"),
    Said("周五"),
    Said("周六"),
    Said("周日"),
)
# When a part of the day usually begins and ends; what a sheet and a calendar entry start from.
HOURS = (
    (dt.time(9, 0), dt.time(11, 0)),
    (dt.time(14, 30), dt.time(16, 30)),
    (dt.time(18, 30), dt.time(20, 0)),
)


def usual_hours(day: dt.date, part: int) -> tuple[dt.datetime, dt.datetime]:
    """When a visit on that half-day usually begins and ends, as moments."""
    began, ended = HOURS[part]
    return (
        dt.datetime.combine(day, began, SHANGHAI),
        dt.datetime.combine(day, ended, SHANGHAI),
    )


def is_over(day: dt.date, part: int, now: dt.datetime) -> bool:
    """Whether the usual hours of that half-day have ended: nobody is asked to go then."""
    return usual_hours(day, part)[1] <= now
