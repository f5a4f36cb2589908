"""Hours of work and hours a person can give, as half-hours of a weekday and of a weekend day.

Bit k of a mask is the half-hour from k/2 to (k+1)/2 o'clock. An opening of mask 0 on both kinds
of day (piece work, own time) fits everybody.
"""

HALF_HOURS = 48


def span(start: float, end: float) -> int:
    """The mask from ``start`` to ``end`` o'clock, in hours; ``span(8.5, 15.5)`` is 8:30-15:30."""
    first, last = round(start * 2), round(end * 2)
    return (1 << last) - (1 << first)


WHOLE_DAY = span(0, 24)
# A day shift may start and end this early and late; someone "for the day shift" takes no other.
DAY_SHIFT = span(7, 19)
# Night work by the usual reading: between 22 and 6 o'clock.
NO_NIGHTS = span(6, 22)
SCHOOL_HOURS = span(8.5, 15.5)
CHILD_HOURS = span(9, 16)
# "自由时间": no fixed shift, but a course or a few hours of work at a stretch are possible.
FREE_SESSION = 8
