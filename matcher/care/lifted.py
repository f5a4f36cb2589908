"""A hard rule of the care market left out: the county in which everybody passes it.

Used to find whom and when the night would also have considered; what a pair is worth is still
judged by the county as it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from matcher.care.arrays import ADULT, CareArrays
from matcher.care.days import EVERY_SLOT, PARTS
from matcher.care.params import CareParams
from matcher.pairs import no_pairs
from matcher.places.distance import ANYWHERE_KM

FOREVER = 1 << 40
EVERY_PART = (1 << PARTS) - 1
Lifted = tuple[CareArrays, CareParams]


def _set(**values: int | bool) -> Callable[[CareArrays, CareParams], Lifted]:
    """Columns in which everybody has this value."""
    return lambda a, p: (
        replace(a, **{name: np.full_like(getattr(a, name), to) for name, to in values.items()}),
        p,
    )


LIFTED: Mapping[str, Callable[[CareArrays, CareParams], Lifted]] = {
    "active": _set(helper_active=True),
    "not_now": _set(helper_not_before=0),
    "forbidden": lambda a, p: (replace(a, forbidden=no_pairs()), p),
    "own_home": _set(helper_person=-1, helper_household=-1),
    "skill": _set(visit_skills=0),
    "licence": _set(visit_licences=0),
    "child_check": _set(helper_checked_until=FOREVER),
    # Who may go alone is not the one for whom a place to come along is kept.
    "minor": _set(helper_age=ADULT, visit_along=False),
    "guardian": _set(helper_consent_until=FOREVER),
    "newcomer": _set(helper_newcomer=False, visit_along=False),
    "along": _set(visit_along=False),
    "by_whom": _set(visit_roles=0),
    "sex_wish": _set(visit_sex_wish=0),
    "distance": lambda a, p: (a, replace(p, max_km=ANYWHERE_KM)),
    "school_holiday": _set(helper_holiday_only=False),
    "time": _set(helper_weekly=EVERY_SLOT, day_parts=EVERY_PART, visit_weekly=EVERY_SLOT),
    # As many visits as there are days: more than anybody is ever given.
    "capacity": lambda a, p: (
        replace(a, helper_capacity=np.maximum(a.helper_capacity, a.horizon)),
        p,
    ),
}
