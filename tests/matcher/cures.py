"""What each rule's cure says, done to the arrays: so that a cure can be held to its word."""

from dataclasses import replace

import numpy as np

from matcher.care.days import EVERY_SLOT
from matcher.employment.arrays import WILLING
from matcher.employment.hours import HALF_HOURS, WHOLE_DAY
from matcher.pairs import no_pairs

# These cures name somebody or something else: the pair itself stays as it is.
ELSEWHERE = {"own_home", "learned", "public_welfare_term"}


def _set(column, row, value):
    return lambda a, p, i, j, said: (_changed(a, column, (i, j)[row], value), p)


def _changed(arrays, column, row, value):
    new = getattr(arrays, column).copy()
    new[row] = value
    return replace(arrays, **{column: new})


def _skill(a, p, i, j, said):
    return _changed(a, "helper_skills", i, a.helper_skills[i] | a.visit_skills[j]), p


def _licence(a, p, i, j, said):
    seen = np.maximum(a.helper_licence_until[i], int(a.visit_to[j]))
    return _changed(a, "helper_licence_until", i, seen), p


def _minor(a, p, i, j, said):
    return _changed(a, "helper_age", i, 18), p


def _wider(a, p, i, j, said):
    return a, replace(p, max_km=said.facts["km"])


def _room(a, p, i, j, said):
    return _changed(a, "helper_capacity", i, a.helper_capacity[i] + 1), p


def _time(a, p, i, j, said):
    """A half-day more on each side, and a window that reaches it."""
    a = _changed(a, "helper_weekly", i, EVERY_SLOT)
    a = _changed(a, "visit_weekly", j, EVERY_SLOT)
    a = _changed(a, "visit_from", j, min(int(a.visit_from[j]), a.as_of))
    last = a.as_of + a.horizon - 1
    return _changed(a, "visit_to", j, max(int(a.visit_to[j]), last)), p


CARE = {
    "active": _set("helper_active", 0, True),
    "not_now": _set("helper_not_before", 0, 0),
    "forbidden": lambda a, p, i, j, said: (replace(a, forbidden=no_pairs()), p),
    "skill": _skill,
    "licence": _licence,
    "child_check": _set("helper_checked_until", 0, 10**6),
    "minor": _minor,
    "guardian": _set("helper_consent_until", 0, 10**6),
    "newcomer": _set("helper_newcomer", 0, False),
    "along": _set("visit_along", 1, False),
    "by_whom": _set("visit_roles", 1, 0),
    "sex_wish": _set("visit_sex_wish", 1, 0),
    "distance": _wider,
    "school_holiday": _set("helper_holiday_only", 0, False),
    "time": _time,
    "capacity": _room,
}


def _learn(a, p, i, j, said):
    a = _changed(a, "seeker_skills", i, a.seeker_skills[i] | a.opening_skills[j])
    papers = a.seeker_certificates[i] | a.opening_certificates[j]
    return _changed(a, "seeker_certificates", i, papers), p


def _paid(a, p, i, j, said):
    high = max(a.minimum_wage, int(a.opening_wage_high[j]))
    a = _changed(a, "opening_wage_high", j, high)
    return _changed(a, "opening_wage_low", j, a.minimum_wage), p


def _hours(a, p, i, j, said):
    for column, value in (
        ("seeker_weekday", WHOLE_DAY),
        ("seeker_weekend", WHOLE_DAY),
        ("seeker_session", HALF_HOURS),
    ):
        a = _changed(a, column, i, value)
    return a, p


def _welfare(a, p, i, j, said):
    """Two steps with a cure each: hardship is recognised, the open market has failed."""
    column = "seeker_market_failed" if a.seeker_hardship[i] else "seeker_hardship"
    return _changed(a, column, i, True), p


def _commute(a, p, i, j, said):
    return _changed(a, "seeker_commute_km", i, said.facts["km"]), p


def _wage(a, p, i, j, said):
    return _changed(a, "seeker_wage", i, said.facts["wage"]), p


EMPLOYMENT = {
    "automated": _set("seeker_opted_out", 0, False),
    "forbidden": lambda a, p, i, j, said: (replace(a, forbidden=no_pairs()), p),
    "age": lambda a, p, i, j, said: (_changed(a, "seeker_age", i, said.facts["age"]), p),
    "minor": lambda a, p, i, j, said: (_changed(a, "seeker_age", i, said.facts["age"]), p),
    "valid": lambda a, p, i, j, said: (_changed(a, "opening_until", j, a.as_of), p),
    "minimum_wage": _paid,
    "schooling": lambda a, p, i, j, said: (_changed(a, "opening_schooling", j, 0), p),
    "skill": _learn,
    "hours": _hours,
    "commute": _commute,
    "wage": _wage,
    "health": _set("opening_hazards", 1, 0),
    "welfare": _welfare,
    "training": _set("seeker_training", 0, WILLING),
}


def cured(arrays, params, i, j, check, cures):
    """The pair after its cures, applied as long as they name further ones; its failed rules."""
    for _ in range(4):
        failed = check(arrays, i, j, params)
        for one in failed:
            if one.rule in cures:
                arrays, params = cures[one.rule](arrays, params, i, j, one.cure)
    return check(arrays, i, j, params)


def random_pairs(left, right, count, seed):
    r = np.random.default_rng(seed)
    ends = r.integers(0, left, count), r.integers(0, right, count)
    return list(zip(*(end.tolist() for end in ends), strict=True))
