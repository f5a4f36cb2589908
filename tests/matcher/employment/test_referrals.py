"""Lists of openings: as good as can be, and no door crowded."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.certificate import optimal, violations
from matcher.employment.market import build
from matcher.employment.params import EmploymentParams
from matcher.employment.referrals import ReferralParams, referrals
from tests.matcher.employment.counties import county, random_county
from tests.matcher.problems import best_worth


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 100_000))
def test_lists_are_optimal_and_keep_their_limits(seed):
    market = build(random_county(seed, seekers=20, openings=8), EmploymentParams())
    found = referrals(market, ReferralParams(per_seeker=3, per_seat=2))
    assert optimal(found.problem, found.plan)
    assert found.plan.objective == best_worth(found.problem)
    assert violations(found.problem, found.plan) == []
    assert np.bincount(found.seeker, minlength=1).max(initial=0) <= 3
    sent = np.bincount(found.opening, minlength=market.arrays.openings)
    assert (sent <= 2 * market.arrays.opening_headcount).all()
    assert found.offers_per_seat.max(initial=0) <= 2
    employers = market.arrays.opening_group[found.opening]
    assert len(set(zip(found.seeker.tolist(), employers.tolist(), strict=True))) == len(employers)


def test_everybody_gets_one_before_anybody_gets_two():
    market = build(county(seekers=4, openings=2), EmploymentParams())
    seats = int(market.arrays.opening_headcount.sum())
    found = referrals(market, ReferralParams(per_seeker=2, per_seat=1))
    assert len(found.seeker) == min(8, seats)
    assert found.coverage == min(1.0, seats / 4)
    assert found.crowding == 0
