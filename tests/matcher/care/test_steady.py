"""Plans that stay: whatever the order of rows, after a quiet day, and when some helpers leave."""

from dataclasses import replace

import numpy as np
import pytest

from matcher.care import night as care_night
from matcher.care.days import PARTS
from matcher.care.features import FEATURES
from matcher.care.params import WEIGHTS, CareParams
from matcher.certificate import certificate
from matcher.rules import FULL_POINTS
from matcher.solve.solver import SolveParams
from tests.matcher.care.counties import AS_OF, county, random_county, shuffled

# Points of a pair that was proposed last night; a change must be worth more.
KEPT = [feature.name for feature in FEATURES].index("kept")
NIGHTLY = SolveParams(cases=40, gap=0.000_02)


def match(arrays, params=None):
    return care_night.match(arrays, params, NIGHTLY)


def pairs(arrays, night):
    p = night.proposals
    columns = arrays.helper_id[p.helper], arrays.visit_id[p.visit], p.day, p.part
    return set(zip(*(c.tolist() for c in columns), strict=True))


def the_day_after(arrays, night):
    p = night.proposals
    slot = (p.day - AS_OF) * PARTS + p.part
    return replace(arrays, kept_helper=p.helper, kept_visit=p.visit, kept_slot=slot)


@pytest.mark.slow
def test_a_hundred_orders_of_rows_one_plan():
    arrays = random_county(1, 20, 60)
    first = pairs(arrays, match(arrays))
    for seed in range(100):
        mixed = shuffled(arrays, seed)
        assert pairs(mixed, match(mixed)) == first


@pytest.mark.parametrize("seed", [3, 7, 10])
def test_a_quiet_day_changes_no_pair(seed):
    arrays = random_county(seed)
    first = match(arrays)
    later = the_day_after(arrays, first)
    assert pairs(later, match(later)) == pairs(arrays, first)


@pytest.mark.slow
def test_a_quiet_day_of_a_county_short_of_helpers_changes_no_pair():
    arrays = random_county(100, 200, 600)
    first = match(arrays)
    assert first.plan.gap(first.market.problem) <= NIGHTLY.gap
    later = the_day_after(arrays, first)
    assert pairs(later, match(later)) == pairs(arrays, first)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3, 4, 5])
def test_when_one_in_a_hundred_leaves_the_others_stay(seed):
    arrays = random_county(seed, 200, 600)
    before = match(arrays)
    gone = np.random.default_rng(seed).choice(arrays.helpers, arrays.helpers // 100, replace=False)
    active = arrays.helper_active.copy()
    active[gone] = False
    left = replace(the_day_after(arrays, before), helper_active=active)
    after = match(left)
    assert certificate(after.market.problem, after.plan).holds
    assert after.plan.gap(after.market.problem) <= NIGHTLY.gap
    untouched = {row for row in pairs(arrays, before) if row[0] not in arrays.helper_id[gone]}
    changed = untouched - pairs(left, after)
    assert len(changed) <= 0.03 * len(untouched)
    assert _given_up(left, after) <= 0.005


@pytest.mark.parametrize(("km", "stays"), [(1.0, True), (4.8, False)])
def test_another_is_proposed_only_for_more_than_keeping_is_worth(km, stays):
    """The second helper lives next door, the first, proposed last night, so many km away."""
    away = 32.8 + km / 111.2
    zero = np.zeros(1, np.int64)
    arrays = county(2, 1, helper_lat=np.array([away, 32.8]))
    arrays = replace(arrays, kept_helper=zero, kept_visit=zero, kept_slot=zero)
    gain = WEIGHTS["distance"] * FULL_POINTS * km / CareParams().max_km
    assert (gain < WEIGHTS["kept"] * FULL_POINTS) == stays
    assert match(arrays).proposals.helper.tolist() == [0 if stays else 1]


def _given_up(arrays, steady):
    """Share of the value without keeping that the steady plan is worth less than the best."""
    free = CareParams(weights={**WEIGHTS, "kept": 0})
    best = match(arrays, free).plan
    missing = int(steady.market.problem.demand.step_cost.sum())
    kept = int(steady.proposals.points[:, KEPT].sum())
    return (best.objective - (steady.plan.objective - kept)) / (best.objective + missing)
