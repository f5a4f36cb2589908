"""The help queue (就业援助): who is to be served first; it never touches how well a pair fits."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from matcher.said import Said
from models.employment.seekers import SeekerRow


@dataclass(frozen=True)
class QueuePlace:
    """``points`` of the strongest hardship (0: none), ``waiting`` days, and both in words."""

    points: int
    waiting: int
    reasons: tuple[Said, ...]


def place_in_queue(row: SeekerRow, hardship: Mapping[str, int], as_of: dt.date) -> QueuePlace:
    """Hardships do not add up: a table's first place stays the first place."""
    known = {word: points for word, points in hardship.items() if named(word, row.hardship)}
    reasons = [Said("就业困难类别：%(category)s", category=word) for word in sorted(known)]
    waiting = 0
    if row.unemployed_since is not None and row.unemployed_since <= as_of:
        waiting = (as_of - row.unemployed_since).days
        reasons.append(Said("登记失业 %(days)d 天", days=waiting))
    return QueuePlace(max(known.values(), default=0), waiting, tuple(reasons))


def named(word: str, said: list[str]) -> bool:
    """Whether one of the categories said contains the word of the table."""
    return any(word in category for category in said)
