"""Counties of any size for the care market: plain ones to change, and random ones by seed."""

from dataclasses import fields, replace
from datetime import date

import numpy as np

from matcher.care.arrays import CareArrays
from matcher.care.days import EVERY_SLOT, months_touched, week_bit
from matcher.care.urgency import missing_cost
from matcher.pairs import Pairs

AS_OF = date(2026, 11, 20).toordinal()
HORIZON = 30


def county(helpers=2, visits=2, **changes):
    """Everybody fits everything, at one place: each test makes one thing not fit."""
    none = np.zeros(0, np.int64)
    plain = CareArrays(
        as_of=AS_OF,
        horizon=HORIZON,
        school_holiday=np.zeros(HORIZON, bool),
        working=(AS_OF - 1 + np.arange(HORIZON)) % 7 < 5,
        day_helper=none,
        day_offset=none,
        day_parts=none,
        taken_helper=none,
        taken_slot=none,
        kept_helper=none,
        kept_visit=none,
        kept_slot=none,
        locked_helper=none,
        locked_visit=none,
        locked_slot=none,
        **_helpers(np.arange(helpers)),
        **_visits(np.arange(visits)),
    )
    return replace(plain, **changes)


def _helpers(h):
    zero = np.zeros_like(h)
    return dict(
        helper_id=h,
        helper_person=h,
        helper_household=zero - 1,
        helper_active=h >= 0,
        helper_age=zero + 40,
        helper_consent_until=zero + AS_OF + 365,
        helper_roles=zero,
        helper_newcomer=h < 0,
        helper_sex=zero + 1,
        helper_skills=zero,
        helper_dialects=zero + 1,
        helper_weekly=zero + EVERY_SLOT,
        helper_holiday_only=h < 0,
        helper_capacity=np.full((len(h), months_touched(AS_OF, HORIZON)), 4),
        helper_load=zero,
        helper_checked_until=zero + AS_OF + 365,
        helper_licence_until=np.zeros((len(h), 2), np.int64),
        helper_not_before=zero,
        helper_lat=zero + 32.8,
        helper_lon=zero + 109.2,
        helper_grid=zero,
        helper_community=zero,
        helper_town=zero,
    )


def _visits(v):
    zero = np.zeros_like(v)
    return dict(
        visit_id=v,
        visit_person=1000 + v,
        visit_household=zero - 1,
        visit_sex_wish=zero,
        visit_intimate=v < 0,
        visit_child=v < 0,
        visit_skills=zero,
        visit_licences=zero,
        visit_dialects=zero + 1,
        visit_weekly=zero + EVERY_SLOT,
        visit_from=zero + AS_OF,
        visit_to=zero + AS_OF + 13,
        visit_required=zero + 1,
        visit_roles=zero,
        visit_led=v < 0,
        visit_along=v < 0,
        visit_missing_cost=missing_cost(zero, zero),
        visit_lat=zero + 32.8,
        visit_lon=zero + 109.2,
        visit_grid=zero,
        visit_community=zero,
        visit_town=zero,
    )


def random_county(seed, helpers=40, visits=120):
    """A county with everything in it: short skills, children, pairs that know each other."""
    # Licences are drawn apart, and few: where hardly anybody may go, search runs out of cases.
    r, seen = np.random.default_rng(seed), np.random.default_rng(seed + 10**6)
    weeks = [
        EVERY_SLOT,
        week_bit(2, 1) | week_bit(4, 1),
        sum(week_bit(d, 2) for d in range(5)),
        sum(week_bit(d, p) for d in (5, 6) for p in range(3)),
    ]
    first = AS_OF + r.integers(-3, 8, visits)
    blind = r.random(helpers) < 0.1
    return county(
        helpers,
        visits,
        helper_id=r.permutation(helpers) + 500,
        helper_person=np.where(r.random(helpers) < 0.1, 1000 + r.integers(0, visits, helpers), -1),
        helper_active=r.random(helpers) < 0.95,
        helper_age=r.choice([15, 17, 30, 50, 70], helpers),
        helper_sex=r.integers(1, 3, helpers),
        helper_skills=r.integers(0, 16, helpers),
        helper_dialects=r.integers(1, 8, helpers),
        helper_weekly=np.array(weeks)[r.integers(0, 4, helpers)],
        helper_capacity=r.integers(0, 5, (helpers, months_touched(AS_OF, HORIZON))),
        helper_load=r.integers(0, 3, helpers),
        helper_checked_until=np.where(r.random(helpers) < 0.6, AS_OF + 20, 0),
        helper_licence_until=np.where(seen.random((helpers, 2)) < 0.8, AS_OF + 9, 0),
        helper_lat=np.where(blind, np.nan, 32.8 + r.normal(0, 0.01, helpers)),
        helper_lon=np.where(blind, np.nan, 109.2 + r.normal(0, 0.01, helpers)),
        visit_id=r.permutation(visits),
        visit_sex_wish=r.choice([0, 1, 2], visits),
        visit_intimate=r.random(visits) < 0.15,
        visit_child=r.random(visits) < 0.2,
        visit_skills=r.choice([0, 0, 1, 2, 4, 8], visits),
        visit_licences=np.where(seen.random(visits) < 0.05, seen.integers(1, 4, visits), 0),
        visit_dialects=1 << r.integers(0, 3, visits),
        visit_weekly=np.array(weeks)[r.choice([0, 0, 3], visits)],
        visit_from=first,
        visit_to=np.maximum(AS_OF + 2, first + r.integers(3, 25, visits)),
        visit_required=np.where(r.random(visits) < 0.2, 2, 1),
        visit_missing_cost=missing_cost(r.integers(0, 3, visits), r.integers(0, 40, visits)),
        visit_lat=32.8 + r.normal(0, 0.01, visits),
        visit_lon=109.2 + r.normal(0, 0.01, visits),
        known=Pairs(r.integers(0, helpers, 30), r.integers(0, visits, 30)),
        forbidden=Pairs(r.integers(0, helpers, 30), r.integers(0, visits, 30)),
        **_company(np.random.default_rng(seed + 2 * 10**6), helpers, visits),
    )


def _company(r, helpers, visits):
    """Who is new, where somebody goes already, where a place is kept for who is learning."""
    led = r.random(visits) < 0.1
    along = led & (r.random(visits) < 0.5)
    return dict(
        helper_newcomer=r.random(helpers) < 0.15,
        helper_consent_until=np.where(r.random(helpers) < 0.8, AS_OF + 12, 0),
        helper_roles=r.integers(0, 4, helpers),
        visit_roles=np.where(r.random(visits) < 0.1, r.integers(1, 3, visits), 0),
        visit_led=led,
        visit_along=along,
    )


def shuffled(arrays, seed):
    """The same county with helpers and visits in another order of rows."""
    r = np.random.default_rng(seed)
    order = {"helpers": r.permutation(arrays.helpers), "visits": r.permutation(arrays.visits)}
    new = {side: np.argsort(rows) for side, rows in order.items()}
    changes = {}
    for f in fields(arrays):
        value = getattr(arrays, f.name)
        if f.metadata.get("rows") in order:
            changes[f.name] = value[order[f.metadata["rows"]]]
        elif f.metadata.get("of") in order:
            changes[f.name] = new[f.metadata["of"]][value]
        elif isinstance(value, Pairs):
            changes[f.name] = Pairs(new["helpers"][value.left], new["visits"][value.right])
    return replace(arrays, **changes)
