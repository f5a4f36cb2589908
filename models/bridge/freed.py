"""Which openings would fit a seeker if somebody else did the caring: the rules asked once more.

Half-days become hours of the day; a half-day counts for weekdays only if it is free on all five,
as posts ask for all of them.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy.orm import Session

from matcher.columns import Ints
from matcher.employment.arrays import EmploymentArrays
from matcher.employment.features import FEATURES
from matcher.employment.hours import span
from matcher.employment.lifted import LIFTED
from matcher.employment.params import EmploymentParams
from matcher.employment.rules import RULES
from matcher.rules import contributions, eligible, pairs_of
from models.employment.rows import employment_rows
from models.matching.alternatives import Name, names_of
from models.matching.pairs import forbidden

# Morning, afternoon and evening as work has them, the way there left out.
PART_HOURS = (span(6, 12), span(12, 18), span(18, 22))
PARTS = len(PART_HOURS)
WEEKDAYS, WEEKEND = range(5), range(5, 7)
SHOWN = 5


@dataclass(frozen=True)
class Freed:
    """``count`` openings more than now; ``best`` of them as (occupation, employer), best first."""

    count: int
    best: Sequence[Name]


def half_days(weekday: Sequence[int], weekend: Sequence[int]) -> int:
    """A week (see Helper) of these parts on every weekday, and of these at the weekend."""
    named = [(day, part) for day in WEEKDAYS for part in weekday]
    named += [(day, part) for day in WEEKEND for part in weekend]
    return sum(1 << day * PARTS + part for day, part in set(named))


def hours_of(week: int) -> tuple[int, int]:
    """The half-hours (matcher.employment.hours) free on every weekday, and on both weekend days."""
    weekday, weekend = (
        sum(
            hours
            for part, hours in enumerate(PART_HOURS)
            if all(week >> (day * PARTS + part) & 1 for day in days)
        )
        for days in (WEEKDAYS, WEEKEND)
    )
    return weekday, weekend


def openings_freed(
    session: Session, county_id: uuid.UUID, seeker_id: uuid.UUID, week: int, as_of: dt.date
) -> Freed:
    """What the half-days of ``week`` would open to a seeker beside what he can do today."""
    pairs = forbidden(session, "employment", as_of)
    rows = employment_rows(session, county_id, as_of, seeker_ids=[seeker_id], forbidden=pairs)
    if not rows.seekers:
        return Freed(0, ())
    params = EmploymentParams()
    # Staff send people by hand as well, whoever is matched by machine or not.
    now, params = LIFTED["automated"](rows.arrays, params)
    then = _with_hours(now, week)
    more = np.setdiff1d(_fitting(then, params), _fitting(now, params))
    more = more[then.opening_headcount[more] > 0]
    asked = pairs_of(np.zeros_like(more), more)
    score = contributions(FEATURES, params.weights, then, asked, params).sum(axis=1)
    best = [rows.openings[number].id for number in more[np.argsort(-score, kind="stable")][:SHOWN]]
    names = names_of(session, best)
    return Freed(len(more), [names[one] for one in best if one in names])


def _with_hours(arrays: EmploymentArrays, week: int) -> EmploymentArrays:
    weekday, weekend = hours_of(week)
    longest = max(weekday.bit_count(), weekend.bit_count())
    return replace(
        arrays,
        seeker_weekday=arrays.seeker_weekday | weekday,
        seeker_weekend=arrays.seeker_weekend | weekend,
        seeker_session=np.maximum(arrays.seeker_session, longest),
    )


def _fitting(arrays: EmploymentArrays, params: EmploymentParams) -> Ints:
    everything = np.arange(arrays.openings)
    return eligible(RULES, arrays, pairs_of(np.zeros_like(everything), everything), params).right
