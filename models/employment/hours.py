"""The hours of a post, a class or a person as the ledgers write them, read into half-hours."""

import re
from dataclasses import dataclass

from matcher.employment.hours import (
    CHILD_HOURS,
    DAY_SHIFT,
    FREE_SESSION,
    HALF_HOURS,
    NO_NIGHTS,
    SCHOOL_HOURS,
    WHOLE_DAY,
    span,
)

CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～至]\s*(\d{1,2})[:：](\d{2})")
WEEKEND_WORDS = ("周末", "周六", "周日", "双休")
CLASS_DAY = span(9, 17)
EVENING = span(18, 22)


@dataclass(frozen=True)
class Hours:
    """Masks of half-hours on weekdays and at weekends; ``session`` the longest stretch a day."""

    weekday: int
    weekend: int
    session: int = HALF_HOURS


# What a person wrote about himself; the first word found decides.
OF_PEOPLE = (
    ("接送", Hours(CHILD_HOURS, 0)),
    ("8:30-15:30", Hours(SCHOOL_HOURS, 0)),
    ("自由", Hours(NO_NIGHTS, NO_NIGHTS, FREE_SESSION)),
    ("不上夜班", Hours(NO_NIGHTS, NO_NIGHTS)),
    ("白班", Hours(DAY_SHIFT, DAY_SHIFT)),
    ("全天", Hours(WHOLE_DAY, WHOLE_DAY)),
    ("周末", Hours(0, NO_NIGHTS)),
)


def of_person(text: str | None) -> Hours:
    """When a seeker can work; nothing said is taken as any day shift, never as nights."""
    for word, hours in OF_PEOPLE:
        if text and word in text:
            return hours
    masks = _clock(text or "")
    return Hours(masks, masks) if masks else Hours(DAY_SHIFT, DAY_SHIFT)


def of_opening(text: str) -> Hours:
    """When a post or a class takes place; piece work in one's own time takes no fixed hour."""
    if "自由" in text or "计件" in text or text == "不限":
        return Hours(0, 0)
    if "两班" in text or "三班" in text or "倒班" in text:
        return Hours(WHOLE_DAY, 0)
    masks = _clock(text) or _words(text)
    if any(word in text for word in WEEKEND_WORDS):
        return Hours(0, masks)
    return Hours(masks, 0)


def readable(text: str) -> bool:
    """Whether the hours of a class stand in a text, rather than being taken for a day's."""
    return bool(_clock(text)) or any(word in text for word in (*WEEKEND_WORDS, "全天", "晚"))


def _words(text: str) -> int:
    if "晚" in text or "夜" in text:
        return EVENING
    return CLASS_DAY


def _clock(text: str) -> int:
    """All spans named; one that passes midnight is split."""
    mask = 0
    for found in CLOCK.findall(text):
        start, end = (int(found[i]) + int(found[i + 1]) / 60 for i in (0, 2))
        if start >= 24 or end > 24:
            continue
        mask |= span(start, end) if start < end else span(start, 24) | span(0, end)
    return mask
