"""What one more would be worth is what is gained when it is there; a rule left out is left out."""

import numpy as np
import pytest

from matcher.care import night as care
from matcher.care import worth as care_worth
from matcher.care.lifted import LIFTED as CARE_LIFTED
from matcher.care.params import CareParams
from matcher.care.rules import RULES as CARE_RULES
from matcher.employment import night as employment
from matcher.employment import worth as employment_worth
from matcher.employment.lifted import LIFTED as EMPLOYMENT_LIFTED
from matcher.employment.params import EmploymentParams
from matcher.employment.rules import RULES as EMPLOYMENT_RULES
from matcher.places.distance import EARTH_KM
from matcher.rules import failures, pairs_of
from matcher.solve.solver import SolveParams
from matcher.worth import WHOLE_COUNTY, gains
from tests.matcher.care.counties import county, random_county
from tests.matcher.employment.counties import county as work_county
from tests.matcher.employment.counties import random_county as random_work

EXACT = SolveParams(gap=0)
MARKETS = {
    "care": (CARE_RULES, CARE_LIFTED, random_county, CareParams()),
    "employment": (EMPLOYMENT_RULES, EMPLOYMENT_LIFTED, random_work, EmploymentParams()),
}


def north(km):
    """So many km north of the middle of the county, in degrees."""
    return 32.8 + np.degrees(km / EARTH_KM)


def gained(night, words):
    asked = words.questions(night.market, night.plan)
    return {(one.kind, one.place, one.what): one for one in gains(asked, night.plan, EXACT)}


@pytest.mark.parametrize("market", MARKETS)
def test_a_rule_left_out_keeps_nobody_apart_and_the_others_do(market):
    rules, lifted, random, params = MARKETS[market]
    assert set(lifted) == {rule.name for rule in rules}
    arrays = random(4)
    left, right = (
        (arrays.helpers, arrays.visits) if market == "care" else (arrays.seekers, arrays.openings)
    )
    asked = pairs_of(np.repeat(np.arange(left), right), np.tile(np.arange(right), left))
    before = failures(rules, arrays, asked, params)
    for k, rule in enumerate(rules):
        wider, wide = lifted[rule.name](arrays, params)
        after = failures(rules, wider, asked, wide)
        alone = after.sum(axis=1) == 1
        assert not (after[:, k] & alone).any(), f"{rule.name} left out keeps nobody apart"
        fit, fit_before = ~after.any(axis=1), ~before.any(axis=1)
        assert fit[fit_before].all(), f"{rule.name} left out makes nobody unfit"


def test_a_skill_nobody_has_is_worth_what_its_visit_costs_undone():
    short = county(
        2, 2, visit_skills=np.array([1, 0]), helper_lat=np.full(2, north(1)), skill_names=("护理",)
    )
    night = care.match(short)
    assert night.plan.unserved.tolist() == [1, 0]
    found = gained(night, care_worth)
    skilled, plain, anyone = (
        found["skill", 0, "0"],
        found["helper", 0, ""],
        found["rule", -1, "skill"],
    )
    assert (skilled.served, plain.served, anyone.served) == (1, 0, 1)
    assert skilled.points > short.visit_missing_cost[0, 0]
    assert plain.points == 0
    assert skilled.doubt == 0


def test_a_kilometre_more_is_worth_the_visits_it_reaches():
    far = county(1, 2, visit_lat=np.array([north(5.5), north(7)]))
    found = gained(care.match(far), care_worth)
    assert found["km", 0, ""].served == 1, "5.5 km is within one more, 7 km is not"
    assert found["rule", WHOLE_COUNTY, "distance"].served == 2
    assert found["rule", WHOLE_COUNTY, "time"].points == 0


def test_one_visit_more_is_worth_its_price():
    # All on one day: no visit is worth more for coming sooner.
    tomorrow = np.full(3, county().as_of + 1)
    full = county(
        1,
        3,
        helper_capacity=np.array([[1, 0]]),
        visit_missing_cost=np.array([[9000]] * 3),
        visit_from=tomorrow,
        visit_to=tomorrow,
    )
    night = care.match(full)
    worth = care_worth.visit_worth(night.market, night.plan)
    (score,) = {int(one) for one in night.market.problem.edge_value}
    assert worth.tolist() == [[9000 + score - night.market.params.load_step, 0]]
    roomy = care.match(county(1, 2))
    assert not care_worth.visit_worth(roomy.market, roomy.plan).any(), "there is room left"


def test_a_community_without_helpers_gets_a_newcomer_who_lives_there():
    lonely = county(2, 2, visit_community=np.array([0, 7]), visit_lat=np.array([32.8, north(30)]))
    arrays = care_worth.with_newcomer(lonely, 7, 3)
    assert (arrays.helpers, arrays.helper_community[-1], arrays.helper_skills[-1]) == (3, 7, 3)
    assert arrays.helper_lat[-1] == lonely.visit_lat[1]
    found = gained(care.match(lonely), care_worth)
    assert found["helper", 7, ""].served == 1
    assert found["helper", 0, ""].served == 0


@pytest.mark.parametrize("seed", range(4))
def test_more_is_never_worth_less_than_nothing(seed):
    arrays = random_county(seed, 15, 40)
    for one in gained(care.match(arrays, solving=EXACT), care_worth).values():
        assert one.points + one.doubt >= 0, one
    for one in gained(
        employment.match(random_work(seed), solving=EXACT), employment_worth
    ).values():
        assert one.points + one.doubt >= 0, one


def test_who_learns_what_an_opening_asks_is_served():
    short = work_county(1, 1, opening_skills=np.array([4]), opening_occupation=np.array([2]))
    night = employment.match(short)
    assert night.plan.unserved.tolist() == [1]
    found = gained(night, employment_worth)
    assert found["skill", 0, "2"].served == 1
    assert found["skill", 0, "2"].points > short.seeker_missing_cost[0]
    assert found["rule", WHOLE_COUNTY, "skill"].served == 1
    assert found["km", 0, ""].points == 0


def test_a_kilometre_more_of_commute():
    far = work_county(1, 1, opening_lat=np.array([north(10.5)]))
    found = gained(employment.match(far), employment_worth)
    assert (found["km", 0, ""].served, found["rule", WHOLE_COUNTY, "commute"].served) == (1, 1)
    further = work_county(1, 1, opening_lat=np.array([north(11.5)]))
    assert gained(employment.match(further), employment_worth)["km", 0, ""].served == 0
