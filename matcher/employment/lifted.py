"""A hard rule of the employment market left out: the county in which everybody passes it.

Used to find whom the night would also have considered; what a pair is worth is still judged by
the county as it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from matcher.employment.arrays import COHORT, WILLING, EmploymentArrays
from matcher.employment.hours import HALF_HOURS, WHOLE_DAY
from matcher.employment.params import EmploymentParams
from matcher.employment.rules import ADULT, WORKING_AGE
from matcher.pairs import no_pairs
from matcher.places.distance import ANYWHERE_KM

Lifted = tuple[EmploymentArrays, EmploymentParams]


def _set(**values: int | bool) -> Callable[[EmploymentArrays, EmploymentParams], Lifted]:
    """Columns in which everybody has this value."""
    return lambda a, p: (
        replace(a, **{name: np.full_like(getattr(a, name), to) for name, to in values.items()}),
        p,
    )


def _any_age(a: EmploymentArrays, p: EmploymentParams) -> Lifted:
    return replace(a, seeker_age=np.maximum(a.seeker_age, WORKING_AGE)), p


def _minors_too(a: EmploymentArrays, p: EmploymentParams) -> Lifted:
    working = a.seeker_age >= WORKING_AGE
    return replace(
        a, seeker_age=np.where(working, np.maximum(a.seeker_age, ADULT), a.seeker_age)
    ), p


def _anywhere(a: EmploymentArrays, p: EmploymentParams) -> Lifted:
    far = np.full_like(a.seeker_commute_km, ANYWHERE_KM)
    return replace(a, seeker_commute_km=far), p


def _learned_again(a: EmploymentArrays, p: EmploymentParams) -> Lifted:
    """A course teaches nothing in particular, so that nobody knows it already."""
    course = a.opening_kind == COHORT
    return replace(a, opening_occupation=np.where(course, -1, a.opening_occupation)), p


LIFTED: Mapping[str, Callable[[EmploymentArrays, EmploymentParams], Lifted]] = {
    "automated": _set(seeker_opted_out=False),
    "forbidden": lambda a, p: (replace(a, forbidden=no_pairs()), p),
    "age": _any_age,
    "minor": _minors_too,
    "valid": lambda a, p: (replace(a, opening_until=np.maximum(a.opening_until, a.as_of)), p),
    "minimum_wage": lambda a, p: (replace(a, minimum_wage=0), p),
    "schooling": _set(opening_schooling=0),
    "skill": _set(opening_skills=0, opening_certificates=0),
    "hours": _set(seeker_weekday=WHOLE_DAY, seeker_weekend=WHOLE_DAY, seeker_session=HALF_HOURS),
    "commute": _anywhere,
    "wage": lambda a, p: (a, replace(p, wage_floor=0)),
    "health": _set(seeker_health=0),
    "welfare": _set(seeker_hardship=True, seeker_market_failed=True),
    "public_welfare_term": _set(seeker_term_over=False),
    "training": _set(seeker_training=WILLING),
    "learned": _learned_again,
}
