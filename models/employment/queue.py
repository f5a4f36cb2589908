"""The help queue (就业援助): who is to be served first; it never touches how well a pair fits."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from matcher.said import Said
from models.employment.seekers import SeekerRow

# A full score is worth 10,000: leaving anybody without a proposal must cost more than any
# difference of fit could make up for.
BASE = 20_000
PER_POINT = 100
LONGEST_DAYS = 730
DAYS_PER_POINT = 30


@dataclass(frozen=True)
class QueuePlace:
    """``points`` of urgency and what they are for."""

    points: int
    reasons: tuple[Said, ...]

    @property
    def cost(self) -> int:
        """What it costs the plan to leave this person without a proposal."""
        return BASE + PER_POINT * self.points


def place_in_queue(row: SeekerRow, hardship: Mapping[str, int], as_of: dt.date) -> QueuePlace:
    """The strongest hardship counts, and one point for each month without work, two years at most.

    Hardships do not add up: a table's first place stays the first place.
    """
    known = {word: points for word, points in hardship.items() if _named(word, row.hardship)}
    points = max(known.values(), default=0)
    reasons = [Said("就业困难类别：%(category)s", category=word) for word in sorted(known)]
    if row.unemployed_since is not None and row.unemployed_since <= as_of:
        days = (as_of - row.unemployed_since).days
        points += min(days, LONGEST_DAYS) // DAYS_PER_POINT
        reasons.append(Said("登记失业 %(days)d 天", days=days))
    return QueuePlace(points, tuple(reasons))


def _named(word: str, said: list[str]) -> bool:
    return any(word in category for category in said)
