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
    s, o = np.arange(seekers), np.arange(openings)
    zero_s, zero_o = np.zeros_like(s), np.zeros_like(o)
    plain = EmploymentArrays(
        as_of=AS_OF,
        minimum_wage=2000,
        seeker_id=s,
        seeker_age=zero_s + 30,
        seeker_schooling=zero_s + 2,
        seeker_skills=zero_s,
        seeker_certificates=zero_s,
        seeker_wishes=np.zeros((seekers, 2), np.int64),
        seeker_wage=zero_s + 3000,
        seeker_weekday=zero_s + WHOLE_DAY,
        seeker_weekend=zero_s + WHOLE_DAY,
        seeker_session=zero_s + HALF_HOURS,
        seeker_commute_km=np.full(seekers, np.nan),
        seeker_health=zero_s,
        seeker_hardship=s < 0,
        seeker_market_failed=s < 0,
        seeker_training=zero_s + WILLING,
        seeker_training_wishes=zero_s,
        seeker_opted_out=s < 0,
        seeker_missing_cost=missing_cost(s < 0, zero_s),
        seeker_lat=zero_s + 32.8,
        seeker_lon=zero_s + 109.2,
        seeker_grid=zero_s,
        seeker_community=zero_s,
        seeker_town=zero_s,
        opening_id=o,
        opening_kind=zero_o,
        opening_occupation=zero_o,
        opening_group=o,
        opening_headcount=zero_o + 1,
        opening_minimum=zero_o,
        opening_wage_low=zero_o + 2800,
        opening_wage_high=zero_o + 3200,
        opening_weekday=zero_o + span(9, 17),
        opening_weekend=zero_o,
        opening_schooling=zero_o,
        opening_skills=zero_o,
        opening_certificates=zero_o,
        opening_hazards=zero_o,
        opening_until=zero_o + AS_OF + 30,
        opening_lat=zero_o + 32.8,
        opening_lon=zero_o + 109.2,
        opening_grid=zero_o,
        opening_community=zero_o,
        opening_town=zero_o,
        group_headcount=zero_o + 9,
    )
    return replace(plain, **changes)


def random_county(seed, seekers=60, openings=18):
    """A county with everything in it: classes that may not fill, posts of last resort."""
    r = np.random.default_rng(seed)
    hours = np.array(
        [
            (WHOLE_DAY, WHOLE_DAY, HALF_HOURS),
            (NO_NIGHTS, NO_NIGHTS, HALF_HOURS),
            (DAY_SHIFT, DAY_SHIFT, HALF_HOURS),
            (CHILD_HOURS, 0, HALF_HOURS),
            (NO_NIGHTS, NO_NIGHTS, FREE_SESSION),
        ]
    )[r.integers(0, 5, seekers)]
    kind = r.choice([0, 0, 0, WELFARE_POST, COHORT], openings)
    course = kind == COHORT
    headcount = np.where(course, r.integers(4, 9, openings), r.integers(0, 4, openings))
    group = r.integers(0, 6, openings)
    shifts = np.array([0, span(9, 17), span(18, 23), span(6, 24)])[r.integers(0, 4, openings)]
    wage = r.integers(19, 36, openings) * 100
    hard = r.random(seekers) < 0.4
    return county(
        seekers,
        openings,
        seeker_id=r.permutation(seekers) + 300,
        seeker_age=r.integers(15, 60, seekers),
        seeker_schooling=r.integers(0, 6, seekers),
        seeker_skills=r.integers(0, 16, seekers),
        seeker_certificates=r.integers(0, 4, seekers),
        seeker_wishes=r.integers(-1, 4, (seekers, 2)),
        seeker_wage=r.choice([0, 2500, 3000, 3500], seekers),
        seeker_weekday=hours[:, 0],
        seeker_weekend=hours[:, 1],
        seeker_session=hours[:, 2],
        seeker_health=r.choice([0, 0, 1, 2, 4], seekers),
        seeker_hardship=hard,
        seeker_training=r.integers(0, 3, seekers),
        seeker_training_wishes=1 << r.integers(0, 4, seekers),
        seeker_opted_out=r.random(seekers) < 0.05,
        seeker_missing_cost=missing_cost(hard, r.integers(0, 900, seekers)),
        opening_id=r.permutation(openings),
        opening_kind=kind,
        opening_occupation=r.integers(-1, 4, openings),
        opening_group=group,
        opening_headcount=headcount,
        opening_minimum=np.where(course, headcount - 2, 0),
        opening_wage_low=wage,
        opening_wage_high=wage + 300,
        opening_weekday=np.where(course, span(14, 17), shifts),
        opening_schooling=r.choice([0, 0, 2, 3], openings),
        opening_skills=np.where(course, 0, r.choice([0, 0, 1, 2], openings)),
        opening_hazards=r.choice([0, 0, 1, 2, 4], openings),
        opening_until=AS_OF + r.integers(-2, 60, openings),
        group_headcount=np.maximum(4, np.bincount(group, weights=headcount, minlength=6)).astype(
            np.int64
        ),
        forbidden=Pairs(r.integers(0, seekers, 20), r.integers(0, openings, 20)),
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
