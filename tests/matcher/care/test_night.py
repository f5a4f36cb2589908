"""A night of the care market: sound, proven, steady, and the same whatever the order of rows."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.care import night as care_night
from matcher.care.candidates import candidate_pairs
from matcher.care.days import PARTS
from matcher.care.features import FEATURES
from matcher.care.params import WEIGHTS, CareParams
from matcher.care.proposals import care_shortages, warnings, why, why_not_pair
from matcher.care.rules import RULES, check_pair, km_between
from matcher.care.times import timed
from matcher.care.wider import extended
from matcher.certificate import certificate, optimal, violations
from matcher.explain import explained
from matcher.pairs import Pairs
from matcher.rules import FULL_SCORE, contributions, eligible, one_pair, pairs_of
from matcher.solve.solver import SolveParams, solve
from tests.matcher.care.counties import AS_OF, county, random_county, shuffled

seeds = st.integers(0, 100_000)
# Visits for two are searched for; mostly a few looks are enough for this gap.
QUICK = SolveParams(cases=40, gap=0.0001)


def match(arrays, params=None):
    return care_night.match(arrays, params, QUICK)


def chosen(arrays, night):
    """Proposals by id, so that two orders of rows compare."""
    p = night.proposals
    columns = arrays.helper_id[p.helper], arrays.visit_id[p.visit], p.day, p.part, p.score
    return list(zip(*(c.tolist() for c in columns), strict=True))


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_a_night_is_optimal_and_keeps_every_promise(seed):
    arrays = random_county(seed)
    if seed % 2:
        arrays = replace(arrays, visit_required=np.ones_like(arrays.visit_required))
    # A tight county with visits for two may want more looks than QUICK has (seed 65536: 3.4 %), and
    # where half of all visits are for two, more than these (seed 2: 0.14 %).
    night = care_night.match(arrays, solving=SolveParams(cases=400))
    asked, plan, found = night.market.problem, night.plan, night.proposals
    assert certificate(asked, plan).holds
    assert plan.gap(asked) <= 0.005
    if not (arrays.visit_required > 1).any():
        assert optimal(asked, plan)
    assert all(
        check_pair(arrays, int(i), int(j), night.market.params) == []
        for i, j in zip(found.helper, found.visit, strict=True)
    )
    hours = list(zip(found.helper.tolist(), found.day.tolist(), found.part.tolist(), strict=True))
    assert len(hours) == len(set(hours))
    assert (found.unserved >= 0).all()
    slot = (found.day - AS_OF) * PARTS + found.part
    met = np.unpackbits(arrays.common_slots(found.helper, found.visit), axis=1)
    assert met[np.arange(len(slot)), slot].all()


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_two_helpers_come_together_and_nobody_who_follows_comes_alone(seed):
    arrays = random_county(seed)
    found = match(arrays).proposals
    for visit in np.flatnonzero(arrays.visit_required > 1):
        mine = np.flatnonzero(found.visit == visit)
        assert len({(int(found.day[k]), int(found.part[k])) for k in mine}) <= 1
        assert len({int(found.helper[k]) for k in mine}) == len(mine) in (0, 2)
        if len(mine):
            assert arrays.visit_led[visit] or not arrays.helper_follows[found.helper[mine]].all()


def test_what_people_decided_stands_even_of_two_newcomers():
    two = county(
        2,
        1,
        visit_required=np.array([2]),
        visit_missing_cost=np.full((1, 2), 9),
        helper_newcomer=np.array([True, True]),
        locked_helper=np.array([0, 1]),
        locked_visit=np.array([0, 0]),
        locked_slot=np.array([3, 3]),
    )
    night = match(two)
    assert certificate(night.market.problem, night.plan).holds
    assert sorted(night.proposals.helper.tolist()) == [0, 1]


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_the_order_of_rows_changes_nothing(seed):
    arrays = random_county(seed)
    mixed = shuffled(arrays, seed + 1)
    assert chosen(mixed, match(mixed)) == chosen(arrays, match(arrays))


@settings(max_examples=15, deadline=None)
@given(seeds)
def test_a_quiet_night_changes_nothing(seed):
    arrays = random_county(seed)
    first = match(arrays)
    p = first.proposals
    kept = replace(
        arrays,
        kept_helper=p.helper,
        kept_visit=p.visit,
        kept_slot=(p.day - AS_OF) * PARTS + p.part,
    )
    second = match(kept)
    before = {row[:4] for row in chosen(arrays, first)}
    assert {row[:4] for row in chosen(kept, second)} == before


def test_told_to_stop_the_best_plan_so_far_is_proposed():
    night = care_night.match(random_county(3), solving=SolveParams(gap=0, stop=lambda: True))
    asked, plan = night.market.problem, night.plan
    assert len(night.proposals.visit)
    assert certificate(asked, plan).holds
    assert plan.gap(asked) > 0


def test_what_people_decided_stays():
    arrays = random_county(5)
    p = match(arrays).proposals
    slot = (p.day - AS_OF) * PARTS + p.part
    # A pair nobody would choose: the rules do not undo a person's decision.
    locked = replace(
        arrays,
        locked_helper=p.helper[:10],
        locked_visit=p.visit[:10],
        locked_slot=slot[:10],
        helper_capacity=np.zeros_like(arrays.helper_capacity),
    )
    night = match(locked)
    held = night.proposals
    assert sorted(held.visit.tolist()) == sorted(p.visit[:10].tolist())
    assert held.locked.all()
    assert violations(night.market.problem, night.plan) == []


def test_contributions_add_up_to_the_score():
    night = match(random_county(7))
    found = night.proposals
    assert (found.points.sum(axis=1) == found.score).all()
    for edge, score in zip(found.edge.tolist(), found.score.tolist(), strict=True):
        reasons = why(night.market, edge)
        assert sum(r.points for r in reasons) == score
        assert all(str(r.said) and str(r.label) for r in reasons)


def test_a_perfect_pair_scores_full():
    assert sum(WEIGHTS.values()) * 100 == FULL_SCORE
    night = match(county(1, 1))
    first_visit = FULL_SCORE - 70 * WEIGHTS["continuity"] - 100 * WEIGHTS["kept"]
    assert night.proposals.score.tolist() == [first_visit]


def test_a_known_face_counts_most_and_one_in_place_of_it_nothing():
    """Helper 0 is paired with family 0, helper 1 its stand-in; helper 2 came last to 0 and 1."""
    ones = {"known": ([2, 2], [0, 1]), "standing": ([0], [0]), "stand_in": ([1], [0])}
    arrays = county(
        4, 3, **{name: Pairs(np.array(left), np.array(to)) for name, (left, to) in ones.items()}
    )
    everybody = pairs_of(np.tile(np.arange(4), 3), np.repeat(np.arange(3), 4))
    points = contributions(FEATURES, {"continuity": 1}, arrays, everybody, CareParams()).sum(axis=1)
    assert points.reshape(3, 4).tolist() == [[100, 70, 40, 0], [0, 0, 100, 0], [30, 30, 30, 30]]


@pytest.mark.parametrize(("last", "days"), [(0, {0}), (1, {1}), (29, {1, 2})])
def test_a_visit_is_proposed_soon_and_for_today_only_if_no_other_day_will_do(last, days):
    found = match(county(1, 1, visit_to=np.array([AS_OF + last]))).proposals
    assert {*(found.day - AS_OF).tolist()} <= days
    assert len(found.visit) == 1


def test_the_reason_says_in_how_many_days():
    arrays, params = county(1, 1), CareParams()
    for slot in range(arrays.slots):
        points = contributions(FEATURES, params.weights, arrays, one_pair(0, 0, slot), params)
        reasons = explained(FEATURES, params.weights, points[0], arrays, 0, 0, params)
        soon = next(one.said for one in reasons if one.feature == "soon")
        assert soon.facts.get("days", 1) == max(1, slot // PARTS)


def test_the_load_is_spread():
    """Four visits for two equal helpers: two each, although one lives a little closer."""
    near = county(2, 4, helper_lat=np.array([32.8, 32.8001]))
    assert np.bincount(match(near).proposals.helper).tolist() == [2, 2]


def test_a_day_holds_no_more_visits_than_its_limit():
    """Three visits that all want the same day: the third goes without."""
    day = county(1, 3, visit_to=np.full(3, AS_OF))
    assert len(match(day).proposals.visit) == 2
    assert len(match(day, CareParams(day_limit=3, slots_per_pair=3)).proposals.visit) == 3


def test_the_most_urgent_is_served_first():
    cost = np.array([[20_000, 10_000], [60_000, 30_000], [40_000, 20_000]])
    capacity = np.array([[1, 0]])
    scarce = county(
        1, 3, visit_missing_cost=cost, helper_capacity=capacity, visit_to=np.full(3, AS_OF + 5)
    )
    night = match(scarce)
    assert night.proposals.visit.tolist() == [1]
    short = care_shortages(night.market, night.plan, night.proposals)
    assert (short[0].kind, short[0].amount, short[0].worth) == ("unserved", 2, 40_000)
    assert short[1].kind == "capacity"
    assert short[1].worth > 30_000


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_candidates_are_the_nearest_eligible(seed):
    """Against looking at every pair: as many, and none nearer was left out."""
    arrays = random_county(seed, helpers=60, visits=20)
    params = CareParams(nearest=5)
    everything = pairs_of(np.repeat(np.arange(60), 20), np.tile(np.arange(20), 60))
    able = eligible(RULES, arrays, everything, params)
    km = km_between(arrays, able)
    found = candidate_pairs(arrays, params, np.arange(20))
    got = km_between(arrays, found)
    for visit in range(20):
        nearest = np.sort(km[able.right == visit])[:5]
        have = np.sort(got[found.right == visit])[: len(nearest)]
        # Within a metre, ids decide.
        assert np.allclose(have, nearest, rtol=0, atol=0.001)


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_a_visit_that_is_short_is_given_further_helpers(seed):
    """With one helper considered at first: all the others of the short would change nothing."""
    arrays = random_county(seed, helpers=30, visits=40)
    arrays = replace(arrays, visit_required=np.ones_like(arrays.visit_required))
    params = CareParams(nearest=1)
    night = match(arrays, params)
    short = np.flatnonzero(night.proposals.unserved)
    everybody = candidate_pairs(arrays, replace(params, nearest=30), short)
    whole = extended(night.market, arrays, timed(arrays, everybody, params))
    assert solve(whole.problem).objective == night.plan.objective
    assert certificate(night.market.problem, night.plan).holds


@pytest.mark.parametrize("seed", range(3))
def test_looking_further_ends_with_visits_for_two_as_well(seed):
    night = match(random_county(seed, helpers=20, visits=40), CareParams(nearest=1))
    assert night.proposals.unserved.any()
    assert certificate(night.market.problem, night.plan).holds


def test_the_only_free_helper_is_found_however_far_down_the_list():
    """Forty nearer ones have no time left; what is looked at first holds none but them."""
    far = np.append(np.full(40, 32.8), 32.82)
    full = np.zeros((41, 2), np.int64) + np.append(np.ones(40, np.int64), 4)[:, None]
    arrays = county(41, 44, helper_lat=far, helper_capacity=full)
    arrays = replace(arrays, visit_to=np.full(44, AS_OF + 2))
    night = match(arrays, CareParams(nearest=8))
    assert night.proposals.unserved.sum() == 0
    assert 40 in night.proposals.helper


def test_why_not_says_rule_or_better_use():
    night = match(random_county(11))
    arrays, found = night.market.arrays, night.proposals
    refused = more = 0
    for i in range(arrays.helpers):
        for j in range(0, arrays.visits, 7):
            answer = why_not_pair(night.market, night.plan, i, j)
            assert str(answer.said)
            if answer.needed_more is None:
                refused += 1
                assert answer.failed or "名额" in str(answer.said)
            else:
                more += 1
                assert answer.needed_more >= 0
    assert refused and more
    chosen_pair = int(found.helper[0]), int(found.visit[0])
    assert why_not_pair(night.market, night.plan, *chosen_pair).needed_more == 0


def test_why_not_knows_pairs_that_were_too_far_down_the_list():
    arrays = random_county(11)
    night = match(arrays, CareParams(nearest=1))
    edges = set(
        zip(night.market.edges.left.tolist(), night.market.edges.right.tolist(), strict=True)
    )
    beyond = [
        (i, j)
        for i in range(arrays.helpers)
        for j in range(30)
        if (i, j) not in edges and not check_pair(arrays, i, j, night.market.params)
    ]
    assert beyond
    for pair in beyond:
        assert str(why_not_pair(night.market, night.plan, *pair).said)


def test_alternatives_are_others_and_say_what_they_lack():
    night = match(random_county(13))
    found = night.proposals
    proposed = set(zip(found.visit.tolist(), found.helper.tolist(), strict=True))
    others = list(zip(found.other_visit.tolist(), found.other_helper.tolist(), strict=True))
    assert others
    assert not proposed & set(others)
    assert len(others) == len(set(others))
    assert np.bincount(found.other_visit).max() <= 3
    assert (found.other_needs >= 0).all()


def test_warnings_name_what_to_look_at():
    pair = county(1, 1, visit_required=np.array([2]), visit_missing_cost=np.array([[90, 40]]))
    none = match(pair)
    assert none.proposals.unserved.tolist() == [2]
    short = care_shortages(none.market, none.plan, none.proposals)
    assert (short[0].amount, short[0].worth) == (2, 90)
    zero = np.zeros(1, np.int64)
    night = match(replace(pair, locked_helper=zero, locked_visit=zero, locked_slot=zero))
    assert [str(w) for w in warnings(night.market, night.proposals, 0)] == ["这次探访还缺 1 人"]
    wish = county(1, 1, visit_sex_wish=np.array([2]), visit_dialects=np.array([8]))
    night = match(replace(wish, helper_lat=np.array([np.nan])))
    assert len(warnings(night.market, night.proposals, 0)) == 3


def test_without_coordinates_the_codes_decide():
    blind = np.full(3, np.nan)
    towns = county(3, 1, helper_lat=blind, helper_grid=np.array([1, 0, 2]))
    pairs = candidate_pairs(towns, CareParams(), np.array([0]))
    assert pairs.left.tolist() == [1, 0, 2]
    assert km_between(towns, pairs).tolist() == [0.3, 1.0, 1.0]


@pytest.mark.parametrize(("helpers", "visits"), [(0, 0), (0, 3), (3, 0)])
def test_an_empty_side_is_an_empty_night(helpers, visits):
    night = match(county(helpers, visits))
    assert len(night.proposals.visit) == 0
    assert certificate(night.market.problem, night.plan).holds
