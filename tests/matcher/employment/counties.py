"""Counties for the employment market: plain ones to change, and random ones by seed."""

from dataclasses import fields, replace
from datetime import date

import numpy as np

from matcher.employment.arrays import COHORT, WELFARE_POST, WILLING, EmploymentArrays
from matcher.employment.hours import (
    CHILD_HOURS,
    DAY_SHIFT,
    FREE_SESSION,
    HALF_HOURS,
    NO_NIGHTS,
    WHOLE_DAY,
    span,
)
from matcher.employment.urgency import missing_cost
from matcher.pairs import Pairs

AS_OF = date(2026, 11, 20).toordinal()


def county(seekers=2, openings=2, **changes):
    """Everybody fits every opening, at one place: each test makes one thing not fit."""
    plain = EmploymentArrays(
        as_of=AS_OF,
        minimum_wage=2000,
        **_seekers(np.arange(seekers)),
        **_openings(np.arange(openings)),
    )
    return replace(plain, **changes)


def _seekers(s):
    zero = np.zeros_like(s)
    return dict(
        seeker_id=s,
        seeker_age=zero + 30,
        seeker_schooling=zero + 2,
        seeker_skills=zero,
        seeker_certificates=zero,
        seeker_wishes=np.zeros((len(s), 2), np.int64),
        seeker_wage=zero + 3000,
        seeker_weekday=zero + WHOLE_DAY,
        seeker_weekend=zero + WHOLE_DAY,
        seeker_session=zero + HALF_HOURS,
        seeker_commute_km=np.full(len(s), np.nan),
        seeker_health=zero,
        seeker_hardship=s < 0,
        seeker_market_failed=s < 0,
        seeker_term_over=s < 0,
        seeker_training=zero + WILLING,
        seeker_training_wishes=zero,
        seeker_opted_out=s < 0,
        seeker_missing_cost=missing_cost(s < 0, zero),
        seeker_lat=zero + 32.8,
        seeker_lon=zero + 109.2,
        seeker_grid=zero,
        seeker_community=zero,
        seeker_town=zero,
    )


def _openings(o):
    zero = np.zeros_like(o)
    return dict(
        opening_id=o,
        opening_kind=zero,
        opening_occupation=zero,
        opening_group=o,
        opening_headcount=zero + 1,
        opening_minimum=zero,
        opening_wage_low=zero + 2800,
        opening_wage_high=zero + 3200,
        opening_weekday=zero + span(9, 17),
        opening_weekend=zero,
        opening_schooling=zero,
        opening_skills=zero,
        opening_certificates=zero,
        opening_hazards=zero,
        opening_until=zero + AS_OF + 30,
        opening_lat=zero + 32.8,
        opening_lon=zero + 109.2,
        opening_grid=zero,
        opening_community=zero,
        opening_town=zero,
        group_headcount=zero + 9,
    )


def random_county(seed, seekers=60, openings=18):
    """A county with everything in it: classes that may not fill, posts of last resort."""
    r = np.random.default_rng(seed)
    return county(
        seekers,
        openings,
        **_any_seekers(r, seekers),
        **_any_openings(r, openings),
        forbidden=Pairs(r.integers(0, seekers, 20), r.integers(0, openings, 20)),
    )


def _any_seekers(r, n):
    hours = np.array(
        [
            (WHOLE_DAY, WHOLE_DAY, HALF_HOURS),
            (NO_NIGHTS, NO_NIGHTS, HALF_HOURS),
            (DAY_SHIFT, DAY_SHIFT, HALF_HOURS),
            (CHILD_HOURS, 0, HALF_HOURS),
            (NO_NIGHTS, NO_NIGHTS, FREE_SESSION),
        ]
    )[r.integers(0, 5, n)]
    hard = r.random(n) < 0.4
    return dict(
        seeker_id=r.permutation(n) + 300,
        seeker_age=r.integers(15, 60, n),
        seeker_schooling=r.integers(0, 6, n),
        seeker_skills=r.integers(0, 16, n),
        seeker_certificates=r.integers(0, 4, n),
        seeker_wishes=r.integers(-1, 4, (n, 2)),
        seeker_wage=r.choice([0, 2500, 3000, 3500], n),
        seeker_weekday=hours[:, 0],
        seeker_weekend=hours[:, 1],
        seeker_session=hours[:, 2],
        seeker_health=r.choice([0, 0, 1, 2, 4], n),
        seeker_hardship=hard,
        seeker_training=r.integers(0, 3, n),
        seeker_training_wishes=1 << r.integers(0, 4, n),
        seeker_opted_out=r.random(n) < 0.05,
        seeker_missing_cost=missing_cost(hard, r.integers(0, 900, n)),
    )


def _any_openings(r, n):
    kind = r.choice([0, 0, 0, WELFARE_POST, COHORT], n)
    course = kind == COHORT
    headcount = np.where(course, r.integers(4, 9, n), r.integers(0, 4, n))
    group = r.integers(0, 6, n)
    shifts = np.array([0, span(9, 17), span(18, 23), span(6, 24)])[r.integers(0, 4, n)]
    wage = r.integers(19, 36, n) * 100
    seats = np.bincount(group, weights=headcount, minlength=6)
    return dict(
        opening_id=r.permutation(n),
        opening_kind=kind,
        opening_occupation=r.integers(-1, 4, n),
        opening_group=group,
        opening_headcount=headcount,
        opening_minimum=np.where(course, headcount - 2, 0),
        opening_wage_low=wage,
        opening_wage_high=wage + 300,
        opening_weekday=np.where(course, span(14, 17), shifts),
        opening_schooling=r.choice([0, 0, 2, 3], n),
        opening_skills=np.where(course, 0, r.choice([0, 0, 1, 2], n)),
        opening_hazards=r.choice([0, 0, 1, 2, 4], n),
        opening_until=AS_OF + r.integers(-2, 60, n),
        group_headcount=np.maximum(4, seats).astype(np.int64),
    )


def shuffled(arrays, seed):
    """The same county with seekers and openings in another order of rows."""
    r = np.random.default_rng(seed)
    order = {"seekers": r.permutation(arrays.seekers), "openings": r.permutation(arrays.openings)}
    new = {side: np.argsort(rows) for side, rows in order.items()}
    changes = {}
    for f in fields(arrays):
        value = getattr(arrays, f.name)
        if f.metadata.get("rows") in order:
            changes[f.name] = value[order[f.metadata["rows"]]]
        elif isinstance(value, Pairs):
            changes[f.name] = Pairs(new["seekers"][value.left], new["openings"][value.right])
    return replace(arrays, **changes)
