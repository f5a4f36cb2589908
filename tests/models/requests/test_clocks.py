"""When something is due, against a reference that counts minute by minute."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from models.care.days import SHANGHAI
from models.requests.clocks import Calendar, Clock, Span, due

MINUTE = dt.timedelta(minutes=1)
FIRST = dt.date(2026, 9, 20)
HOURS = ((dt.time(8), dt.time(12)), (dt.time(14), dt.time(18)))
DAYS = 30


def slow(clock: Clock, since: dt.datetime, calendar: Calendar, pauses: list[Span]) -> dt.datetime:
    """Minute after minute: one that counts uses one up."""
    at, left = since, clock.minutes
    while True:
        here = at.astimezone(SHANGHAI)
        counts = not any(begins <= at < ends for begins, ends in pauses)
        if clock.working:
            counts &= calendar.works(here.date())
            counts &= any(begins <= here.time() < ends for begins, ends in calendar.hours)
        at += MINUTE
        left -= counts
        if not left:
            return at


moments = st.integers(0, 6 * 24 * 60).map(
    lambda minutes: dt.datetime.combine(FIRST, dt.time(), SHANGHAI) + minutes * MINUTE
)
calendars = st.lists(st.booleans(), min_size=DAYS, max_size=DAYS).map(
    lambda worked: Calendar(FIRST, tuple(worked), HOURS)
)


@st.composite
def pauses(draw: st.DrawFn) -> list[Span]:
    edges = sorted(draw(st.sets(moments, max_size=8)))
    edges = edges[: len(edges) // 2 * 2]
    return list(zip(edges[::2], edges[1::2], strict=True))


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 2000), st.booleans(), moments, calendars, pauses())
def test_as_the_reference(
    minutes: int, working: bool, since: dt.datetime, calendar: Calendar, stops: list[Span]
) -> None:
    clock = Clock(minutes, working)
    assert due(clock, since, calendar, stops) == slow(clock, since, calendar, stops)


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 9, day, hour, minute, tzinfo=SHANGHAI)


def test_five_minutes_at_three_in_the_night_are_five_minutes() -> None:
    calendar = Calendar(FIRST, (False,) * DAYS, HOURS)
    assert due(Clock(5, False), at(20, 23, 58), calendar) == at(21, 0, 3)


def test_working_time_leaves_out_noon_the_night_and_days_off() -> None:
    # 20 September is a Sunday worked instead; the 21st is off.
    calendar = Calendar(FIRST, (True, False), HOURS)
    assert due(Clock(60, True), at(20, 11, 30), calendar) == at(20, 14, 30)
    assert due(Clock(60, True), at(20, 17, 30), calendar) == at(22, 8, 30)
    assert due(Clock(480, True), at(20, 8), calendar) == at(20, 18)
    # Beyond what is known, Monday to Friday.
    assert due(Clock(60, True), at(25, 17, 30), calendar) == at(28, 8, 30)


def test_a_pause_is_added_on() -> None:
    calendar = Calendar(FIRST, (True,) * DAYS, HOURS)
    stopped = [(at(20, 9), at(20, 15))]
    assert due(Clock(120, True), at(20, 8), calendar, stopped) == at(20, 16)
    assert due(Clock(60, True), at(20, 8), calendar, stopped) == at(20, 9)
