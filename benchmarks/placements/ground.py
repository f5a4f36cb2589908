"""A seed's county: who ever comes to look for work, and what is ever open, in one set of arrays.

Shares and sizes are those of a county's ledgers: half a dozen kinds of hours, ways of two to
fifteen kilometres, wages around the lawful least, a seventh of the posts for public welfare.
"""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import numpy as np

from matcher.columns import Floats, Ints
from matcher.employment.arrays import (
    COHORT,
    HEAVY,
    HEIGHTS,
    STANDING,
    TOXIC,
    VACANCY,
    WELFARE_POST,
    EmploymentArrays,
)
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
from matcher.employment.urgency import missing_cost

DAYS = 182
OCCUPATIONS = 15
COMMUNITIES = 20
MINIMUM_WAGE = 2100
# To every thousand seekers.
VACANCIES, EMPLOYERS, ORDERS = 120, 40, 10
# Whoever is there on the first day, of all who ever come.
AT_ONCE = 0.4
# No more names for a class so many days before it begins; its list is open so long before that.
CLOSES, LISTED = 7, 38
OF_PEOPLE = (
    (WHOLE_DAY, WHOLE_DAY, HALF_HOURS),
    (NO_NIGHTS, NO_NIGHTS, HALF_HOURS),
    (NO_NIGHTS, NO_NIGHTS, FREE_SESSION),
    (CHILD_HOURS, 0, HALF_HOURS),
    (DAY_SHIFT, DAY_SHIFT, HALF_HOURS),
    (SCHOOL_HOURS, 0, HALF_HOURS),
)
OF_POSTS = (0, span(9, 17), span(8, 18), WHOLE_DAY, span(18, 23), SCHOOL_HOURS)
OF_CLASSES = ((span(14, 17), 0), (0, span(9, 17)), (span(8.5, 11.5), 0), (span(19, 21), 0))


@dataclass(frozen=True)
class Ground:
    """``all``: everybody and everything at once, never a market of one day. Days count from 0.

    comes, waited : day on which each seeker registers, and the days unemployed by then
    appears, until : first and last day on which each opening takes names
    starts : first day of class, -1 for posts
    """

    all: EmploymentArrays
    comes: Ints
    waited: Ints
    appears: Ints
    until: Ints
    starts: Ints


def ground(seed: int, seekers: int, first: date) -> Ground:
    """The county of a seed; the same whoever lives in it."""
    r = np.random.default_rng([seed, seekers])
    centre = np.array([32.8, 109.2]) + r.uniform(-0.08, 0.08, (COMMUNITIES, 2))
    comes = np.where(r.random(seekers) < AT_ONCE, 0, r.integers(1, DAYS - 30, seekers))
    people = _people(r, seekers, centre)
    posts = _posts(r, seekers * VACANCIES // 1000, seekers * EMPLOYERS // 1000)
    classes = _classes(r, max(2, seekers * ORDERS // 1000))
    appears, until, starts = (
        np.concatenate([posts.pop(name), classes.pop(name)])
        for name in ("appears", "until", "starts")
    )
    # An order's number follows those of the employers.
    classes["opening_group"] += len(posts["group_headcount"])
    openings: dict[str, Any] = {
        name: np.concatenate([posts[name], classes[name]]) for name in posts
    }
    count = len(appears)
    everything = EmploymentArrays(
        as_of=first.toordinal(),
        minimum_wage=MINIMUM_WAGE,
        **people,
        **openings,
        opening_id=np.arange(count),
        opening_until=first.toordinal() + until,
        **_homes(r, "opening", count, centre),
    )
    return Ground(everything, comes, r.integers(0, 700, seekers), appears, until, starts)


def some(arrays: EmploymentArrays, rows: dict[str, Ints], **changes: Any) -> EmploymentArrays:
    """The arrays with these rows of each table only."""
    cut = {
        f.name: getattr(arrays, f.name)[rows[f.metadata["rows"]]]
        for f in fields(arrays)
        if f.metadata.get("rows") in rows
    }
    return replace(arrays, **(cut | changes))


def _people(r: np.random.Generator, n: int, centre: Floats) -> dict[str, Any]:
    hours = np.array(OF_PEOPLE)[r.integers(0, len(OF_PEOPLE), n)]
    skills = (1 << r.integers(0, OCCUPATIONS, n)) | (1 << r.integers(0, OCCUPATIONS, n))
    skills = np.where(r.random(n) < 0.3, 0, skills)
    hardship = r.random(n) < 0.5
    first = r.integers(0, OCCUPATIONS, n)
    second = np.where(r.random(n) < 0.7, r.integers(0, OCCUPATIONS, n), -1)
    return {
        "seeker_id": np.arange(n),
        "seeker_age": np.where(r.random(n) < 0.03, r.integers(15, 18, n), r.integers(18, 60, n)),
        "seeker_schooling": r.choice(np.arange(1, 6), n, p=[0.11, 0.4, 0.31, 0.11, 0.07]),
        "seeker_skills": skills,
        "seeker_certificates": skills,
        "seeker_wishes": np.stack([first, np.where(second == first, -1, second)], axis=1),
        "seeker_wage": r.choice([0, 2200, 2500, 2800, 3000, 3500, 4000], n),
        "seeker_weekday": hours[:, 0],
        "seeker_weekend": hours[:, 1],
        "seeker_session": hours[:, 2],
        "seeker_commute_km": r.choice([np.nan, 2, 3, 5, 8, 10, 15], n),
        "seeker_health": r.choice([0, 1, 2, 4], n, p=[0.55, 0.15, 0.15, 0.15]),
        "seeker_hardship": hardship,
        "seeker_market_failed": np.zeros(n, np.bool_),
        "seeker_term_over": np.zeros(n, np.bool_),
        "seeker_training": r.choice([0, 1, 2], n, p=[0.26, 0.24, 0.5]),
        "seeker_training_wishes": 1 << r.integers(0, OCCUPATIONS, n),
        "seeker_opted_out": r.random(n) < 0.02,
        "seeker_missing_cost": missing_cost(hardship, np.zeros(n, np.int64)),
        **_homes(r, "seeker", n, centre),
    }


def _posts(r: np.random.Generator, n: int, employers: int) -> dict[str, Any]:
    group = r.integers(0, employers, n)
    # A seventh of the employers offers posts for public welfare.
    kind = np.where(group % 7 == 0, WELFARE_POST, VACANCY)
    headcount = r.choice([1, 2, 3, 5, 8, 12], n, p=[0.28, 0.26, 0.22, 0.11, 0.07, 0.06])
    own = 1 << r.integers(0, OCCUPATIONS, n)
    occupation = np.log2(own).astype(np.int64)
    asks = r.choice([0, 1, 2], n, p=[0.5, 0.25, 0.25])
    low = r.choice([1900, 2200, 2400, 2600, 2800, 3000, 3500], n)
    appears = np.where(r.random(n) < 0.35, 0, r.integers(1, DAYS - 15, n))
    return {
        "opening_kind": kind,
        "opening_occupation": occupation,
        "opening_group": group,
        "opening_headcount": headcount,
        "opening_minimum": 0 * headcount,
        "opening_wage_low": low,
        "opening_wage_high": low + r.choice([0, 300, 800], n),
        "opening_weekday": np.array(OF_POSTS)[r.integers(0, len(OF_POSTS), n)],
        "opening_weekend": 0 * headcount,
        "opening_schooling": r.choice([0, 1, 2, 3], n, p=[0.43, 0.2, 0.19, 0.18]),
        "opening_skills": np.where(asks == 1, own, 0),
        "opening_certificates": np.where(asks == 2, own, 0),
        "opening_hazards": r.choice(
            [0, STANDING, HEAVY, HEIGHTS, TOXIC], n, p=[0.6, 0.1, 0.1, 0.1, 0.1]
        ),
        # As in the product an employer takes as many as all its vacancies ask for.
        "group_headcount": np.bincount(group, weights=headcount, minlength=employers).astype(int),
        "appears": appears,
        "until": appears + r.integers(30, 76, n),
        "starts": np.full(n, -1),
    }


def _classes(r: np.random.Generator, orders: int) -> dict[str, Any]:
    """Every second order has two classes, which together take no more than it asks for."""
    group = np.repeat(np.arange(orders), 1 + np.arange(orders) % 2)
    n = len(group)
    headcount = r.choice([20, 25, 30, 40], orders)
    starts = r.integers(10, DAYS - 30, n)
    hours = np.array(OF_CLASSES)[r.integers(0, len(OF_CLASSES), n)]
    pay = r.choice([2800, 3000, 3200], orders)[group]
    none = np.zeros(n, np.int64)
    return {
        "opening_kind": none + COHORT,
        "opening_occupation": r.integers(0, OCCUPATIONS, orders)[group],
        "opening_group": group,
        "opening_headcount": np.minimum(headcount[group], 25),
        "opening_minimum": r.choice([10, 15, 20], orders, p=[0.5, 0.2, 0.3])[group],
        "opening_wage_low": pay,
        "opening_wage_high": pay + r.choice([0, 700], n),
        "opening_weekday": hours[:, 0],
        "opening_weekend": hours[:, 1],
        "opening_schooling": r.choice([0, 1, 2], n, p=[0.45, 0.25, 0.3]),
        "opening_skills": none,
        "opening_certificates": none,
        "opening_hazards": none,
        "group_headcount": headcount,
        "appears": np.maximum(0, starts - CLOSES - LISTED),
        "until": starts - CLOSES,
        "starts": starts,
    }


def _homes(r: np.random.Generator, side: str, n: int, centre: Floats) -> dict[str, Any]:
    community = r.integers(0, COMMUNITIES, n)
    place = centre[community] + r.normal(0, 0.008, (n, 2))
    return {
        f"{side}_lat": place[:, 0],
        f"{side}_lon": place[:, 1],
        f"{side}_grid": np.full(n, -1),
        f"{side}_community": community,
        f"{side}_town": community // 3,
    }
