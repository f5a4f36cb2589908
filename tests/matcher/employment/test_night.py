"""A night of the employment market: sound, proven, lawful, and the same for shuffled rows."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.certificate import certificate, optimal
from matcher.employment.arrays import COHORT, VACANCY, WELFARE_POST
from matcher.employment.features import FEATURES
from matcher.employment.hours import span
from matcher.employment.market import build
from matcher.employment.night import match
from matcher.employment.params import WEIGHTS, EmploymentParams
from matcher.employment.proposals import employment_shortages, warnings, why, why_not_pair
from matcher.employment.rules import RULES
from matcher.pairs import Pairs
from matcher.rules import FULL_SCORE, contributions, eligible, pairs_of
from matcher.solve.solver import SolveParams
from tests.matcher.employment.counties import county, random_county, shuffled
from tests.matcher.problems import best_worth

seeds = st.integers(0, 100_000)
PROVEN = SolveParams(cases=500, gap=0)


def by_id(arrays, night):
    p = night.proposals
    columns = arrays.seeker_id[p.seeker], arrays.opening_id[p.opening], p.score
    return list(zip(*(c.tolist() for c in columns), strict=True))


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_a_night_is_optimal_and_lawful(seed):
    arrays = random_county(seed)
    night = match(arrays, solving=PROVEN)
    found = night.proposals
    assert optimal(night.market.problem, night.plan)
    assert len(set(found.seeker.tolist())) == len(found.seeker)
    filled = np.bincount(found.opening, minlength=arrays.openings)
    assert (filled <= arrays.opening_headcount).all()
    groups = np.bincount(arrays.opening_group, weights=filled, minlength=6)
    assert (groups <= arrays.group_headcount).all()
    assert ((filled == 0) | (filled >= arrays.opening_minimum)).all()
    assert (found.unserved == ~np.isin(np.arange(arrays.seekers), found.seeker)).all()


@settings(max_examples=8, deadline=None)
@given(seeds)
def test_classes_agree_with_integer_programming(seed):
    night = match(random_county(seed, seekers=25, openings=8), solving=PROVEN)
    assert night.plan.objective == best_worth(night.market.problem)


@settings(max_examples=15, deadline=None)
@given(seeds)
def test_the_order_of_rows_changes_nothing(seed):
    arrays = random_county(seed)
    mixed = shuffled(arrays, seed + 1)
    assert by_id(mixed, match(mixed)) == by_id(arrays, match(arrays))


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_a_quiet_night_changes_nothing(seed):
    arrays = random_county(seed)
    p = match(arrays, solving=PROVEN).proposals
    again = match(replace(arrays, kept=Pairs(p.seeker, p.opening)), solving=PROVEN).proposals
    assert set(zip(p.seeker, p.opening, strict=True)) == set(
        zip(again.seeker, again.opening, strict=True)
    )


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_no_score_knows_age_health_or_hardship(seed):
    """Change what the law keeps out of a score; every score of every pair stays."""
    arrays = random_county(seed)
    r = np.random.default_rng(seed)
    n = arrays.seekers
    other = replace(
        arrays,
        seeker_age=r.integers(16, 60, n),
        seeker_health=r.integers(0, 8, n),
        seeker_hardship=r.random(n) < 0.5,
        seeker_market_failed=r.random(n) < 0.5,
        seeker_missing_cost=r.integers(0, 90_000, n),
        seeker_opted_out=r.random(n) < 0.5,
    )
    asked = pairs_of(np.repeat(np.arange(n), 18), np.tile(np.arange(18), n))
    params = EmploymentParams()
    one = contributions(FEATURES, WEIGHTS, arrays, asked, params)
    assert (one == contributions(FEATURES, WEIGHTS, other, asked, params)).all()


def test_no_column_holds_what_must_not_be_known():
    names = " ".join(vars(county()))
    for word in ("sex", "ethnic", "hukou", "marri", "politic", "disab"):
        assert word not in names


def test_hardship_comes_first_in_the_queue_only():
    hard = np.array([False, True])
    one_seat = county(
        2,
        1,
        seeker_wishes=np.array([[0, -1], [5, -1]]),
        seeker_hardship=hard,
        seeker_missing_cost=np.where(hard, 40_000, 20_000),
    )
    night = match(one_seat)
    assert night.proposals.seeker.tolist() == [1]
    assert night.proposals.score[0] < why_not_pair(night.market, night.plan, 0, 0).needed_more


def test_posts_of_last_resort_wait_for_the_market():
    posts = county(
        2,
        2,
        opening_kind=np.array([VACANCY, WELFARE_POST]),
        opening_skills=np.array([2, 0]),
        seeker_skills=np.array([2, 0]),
        seeker_hardship=np.array([True, True]),
    )
    night = match(posts)
    pairs = sorted(zip(night.proposals.seeker, night.proposals.opening, strict=True))
    assert pairs == [(0, 0), (1, 1)]
    assert set(night.market.edges.right[night.market.edges.left == 0].tolist()) == {0}
    row = night.proposals.opening.tolist().index(1)
    assert "公益性岗位，市场岗位没有合适的" in map(
        str, warnings(night.market, night.proposals, row)
    )


def test_a_class_too_small_stays_closed():
    course = county(
        3,
        1,
        opening_kind=np.array([COHORT]),
        opening_headcount=np.array([5]),
        opening_minimum=np.array([4]),
        opening_weekday=np.array([span(14, 17)]),
    )
    night = match(course)
    assert not night.proposals.opened[0]
    assert night.proposals.unserved.all()
    open_to_three = replace(course, opening_minimum=np.array([3]))
    assert match(open_to_three).proposals.opened[0]


def test_what_is_locked_stays_however_little_it_is_worth():
    for seed in range(12):
        arrays = random_county(seed)
        market = build(arrays, EmploymentParams())
        jobs = market.arrays.opening_kind[market.edges.right] != COHORT
        rows = np.flatnonzero(jobs & (arrays.opening_headcount[market.edges.right] > 0))
        worst = rows[np.argmin(market.problem.edge_value[rows])]
        pair = int(market.edges.left[worst]), int(market.edges.right[worst])
        held = Pairs(*(np.array([end]) for end in pair))
        night = match(replace(arrays, locked=held))
        found = night.proposals
        row = found.seeker.tolist().index(pair[0])
        assert (int(found.opening[row]), bool(found.locked[row])) == (pair[1], True)
        assert certificate(night.market.problem, night.plan).holds


def test_a_lock_holds_neither_what_a_rule_forbids_nor_more_than_there_is_room_for():
    arrays = county(3, 1, opening_headcount=np.array([1]))
    everybody = Pairs(np.arange(3), np.zeros(3, np.int64))
    costs = np.array([10, 30, 20])
    found = match(replace(arrays, locked=everybody, seeker_missing_cost=costs)).proposals
    assert (found.seeker.tolist(), found.locked.tolist()) == ([1], [True])
    never = replace(arrays, locked=everybody, forbidden=everybody)
    assert not len(match(never).proposals.seeker)


def test_a_lock_does_not_open_a_class():
    course = county(
        2,
        1,
        opening_kind=np.array([COHORT]),
        opening_headcount=np.array([5]),
        opening_minimum=np.array([4]),
        opening_weekday=np.array([span(14, 17)]),
        locked=Pairs(np.array([1]), np.array([0])),
    )
    assert not match(course).proposals.opened[0]


def test_contributions_add_up_to_the_score():
    night = match(random_county(6))
    found = night.proposals
    for edge, score in zip(found.edge.tolist(), found.score.tolist(), strict=True):
        reasons = why(night.market, edge)
        assert sum(r.points for r in reasons) == score
        assert all(str(r.said) for r in reasons)
    assert sum(WEIGHTS.values()) * 100 == FULL_SCORE
    assert (found.score >= 0).all() and (found.score <= FULL_SCORE).all()


def test_alternatives_and_why_not():
    night = match(random_county(8))
    found, market = night.proposals, night.market
    assert np.bincount(found.other_seeker).max() <= 3
    assert not set(zip(found.seeker, found.opening, strict=True)) & set(
        zip(found.other_seeker, found.other_opening, strict=True)
    )
    for i in range(market.arrays.seekers):
        for j in range(market.arrays.openings):
            answer = why_not_pair(market, night.plan, i, j)
            assert str(answer.said)
            assert answer.needed_more is None or (answer.needed_more >= 0 and not answer.failed)


def test_shortages_name_the_rule_that_keeps_most_apart():
    far = county(5, 2, opening_lat=np.array([33.0, 33.0]))
    night = match(far)
    short = employment_shortages(night.market, night.plan, night.proposals)
    assert [(s.kind, s.amount, s.rule, s.freed) for s in short] == [("unserved", 5, "commute", 10)]


def test_only_eligible_pairs_are_edges():
    arrays = random_county(9)
    night = match(arrays)
    edges = night.market.edges
    assert len(eligible(RULES, night.market.arrays, edges, EmploymentParams())) == len(edges)


def test_an_empty_county_is_an_empty_night():
    for seekers, openings in ((0, 0), (0, 2), (2, 0)):
        night = match(county(seekers, openings))
        assert len(night.proposals.seeker) == 0
        assert certificate(night.market.problem, night.plan).holds
