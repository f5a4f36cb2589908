"""Every hard rule of the care market by itself, in words, and with a cure that cures."""

import numpy as np
import pytest

from matcher.care.arrays import FEMALE
from matcher.care.days import months_touched, week_bit
from matcher.care.params import CareParams
from matcher.care.rules import RULES, check_pair
from matcher.pairs import Pairs
from matcher.rules import eligible, failures, pairs_of
from matcher.said import Said
from tests.matcher.care.counties import AS_OF, HORIZON, county, random_county

PARAMS = CareParams()
PAIR = Pairs(np.array([0]), np.array([0]))


def at(value, rest, size=2):
    """One value for row 0, another for the rest."""
    return np.array([value] + [rest] * (size - 1))


# rule -> what makes helper 0 fail it at visit 0, and what heals it again
BROKEN = {
    "active": ({"helper_active": at(False, True)}, {"helper_active": at(True, True)}),
    "not_now": ({"helper_not_before": at(AS_OF + 20, 0)}, {"visit_to": at(AS_OF + 25, AS_OF)}),
    "forbidden": ({"forbidden": PAIR}, {"forbidden": Pairs(np.array([1]), np.array([0]))}),
    "own_home": ({"visit_person": at(0, 9)}, {"visit_person": at(8, 9)}),
    "skill": ({"visit_skills": at(0b101, 0)}, {"helper_skills": at(0b111, 0)}),
    "licence": (
        {"visit_licences": at(0b10, 0), "visit_from": at(AS_OF + 5, AS_OF)}
        | {"helper_licence_until": np.array([[AS_OF + 99, AS_OF + 4], [0, 0]])},
        {"helper_licence_until": np.array([[0, AS_OF + 5], [0, 0]])},
    ),
    "child_check": (
        {"visit_child": at(True, False), "helper_checked_until": at(AS_OF - 1, 0)},
        {"helper_checked_until": at(AS_OF + 99, 0)},
    ),
    "minor": (
        {"helper_age": at(17, 40), "visit_missing_cost": np.full((2, 2), 9)},
        {"visit_required": at(2, 1)},
    ),
    "guardian": (
        {"helper_age": at(17, 40), "helper_consent_until": at(AS_OF - 1, 0)}
        | {"visit_required": at(2, 1), "visit_missing_cost": np.full((2, 2), 9)},
        {"helper_consent_until": at(AS_OF, 0)},
    ),
    "newcomer": (
        {"helper_newcomer": at(True, False), "visit_missing_cost": np.full((2, 2), 9)},
        {"visit_required": at(2, 1)},
    ),
    "along": (
        {"visit_along": at(True, False), "visit_led": at(True, False)},
        {"helper_newcomer": at(True, False)},
    ),
    "by_whom": (
        {"visit_roles": at(0b110, 0), "helper_roles": at(0b1, 0)},
        {"helper_roles": at(0b101, 0)},
    ),
    "sex_wish": (
        {"visit_intimate": at(True, False), "visit_sex_wish": at(FEMALE, 0)},
        {"visit_sex_wish": at(0, 0)},
    ),
    "distance": ({"helper_lat": at(32.9, 32.8)}, {"helper_lat": at(32.81, 32.8)}),
    "school_holiday": (
        {"helper_holiday_only": at(True, False)},
        {"school_holiday": np.arange(HORIZON) == 5},
    ),
    "time": (
        {"helper_weekly": at(week_bit(0, 0), 1), "visit_weekly": at(week_bit(0, 1), 1)},
        {"visit_weekly": at(week_bit(0, 0), 1)},
    ),
    "capacity": (
        {"helper_capacity": np.zeros((2, months_touched(AS_OF, HORIZON)), int)},
        {"helper_capacity": np.ones((2, months_touched(AS_OF, HORIZON)), int)},
    ),
}


def test_the_table_of_rules_is_tested_whole():
    assert set(BROKEN) == {rule.name for rule in RULES}


def test_a_plain_pair_is_eligible():
    assert check_pair(county(), 0, 0, PARAMS) == []


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_rule_is_said_with_a_cure(rule):
    broken, cured = BROKEN[rule]
    found = check_pair(county(**broken), 0, 0, PARAMS)
    # Who may not come on the days asked for has no common time either.
    assert {f.rule for f in found} - {"time"} == {rule} - {"time"}
    assert rule in {f.rule for f in found}
    assert all(str(f.said) and str(f.cure) for f in found)
    assert check_pair(county(**broken | cured), 0, 0, PARAMS) == []


def test_facts_stand_in_the_sentences():
    far = check_pair(county(**BROKEN["distance"][0]), 0, 0, PARAMS)[0]
    assert str(far.said) == "相距 11.1 公里，超过 5.0 公里"
    assert str(far.cure) == "服务半径放宽到 11.2 公里即可"
    unskilled = county(**BROKEN["skill"][0], skill_names=("理发", "驾驶", "陪诊"))
    assert str(check_pair(unskilled, 0, 0, PARAMS)[0].said) == "缺少所需技能：理发、陪诊"
    lay = {"visit_licences": at(0b11, 0), "licence_names": ("护士执业证", "养老护理员证")}
    said = "须持证照护，缺少有效的证件：护士执业证、养老护理员证"
    assert str(check_pair(county(**lay), 0, 0, PARAMS)[0].said) == said
    kept = {"role_names": (Said("甲"), Said("乙"), Said("丙"))}
    said = str(check_pair(county(**BROKEN["by_whom"][0] | kept), 0, 0, PARAMS)[0].said)
    assert said == "按探访制度，这次由乙或丙去"
    expired = check_pair(county(**BROKEN["child_check"][0]), 0, 0, PARAMS)[0]
    assert str(expired.said) == "未成年人服务核查已于 2026-11-19 到期"


def test_a_check_must_hold_on_the_day_itself():
    """It expires in three days; the visit is welcome only later."""
    child = {"visit_child": at(True, False), "helper_checked_until": at(AS_OF + 3, 0)}
    later = county(**child, helper_weekly=at(week_bit(3, 0), 0), visit_to=at(AS_OF + 6, AS_OF))
    assert [f.rule for f in check_pair(later, 0, 0, PARAMS)] == ["time"]


def test_taken_slots_are_not_free():
    monday = county(visit_weekly=at(week_bit(0, 0), 0), visit_to=at(AS_OF + 6, AS_OF))
    assert check_pair(monday, 0, 0, PARAMS) == []
    taken = county(
        visit_weekly=at(week_bit(0, 0), 0),
        visit_to=at(AS_OF + 6, AS_OF),
        taken_helper=np.array([0]),
        taken_slot=np.array([9]),
    )
    assert [f.rule for f in check_pair(taken, 0, 0, PARAMS)] == ["time"]


def test_too_young_is_too_young_even_for_two():
    child = county(
        helper_age=at(13, 40), visit_required=at(2, 1), visit_missing_cost=np.full((2, 2), 9)
    )
    assert [f.rule for f in check_pair(child, 0, 0, PARAMS)] == ["minor"]


def test_the_night_and_a_claim_judge_alike():
    arrays = random_county(3, helpers=12, visits=15)
    asked = pairs_of(np.repeat(np.arange(12), 15), np.tile(np.arange(15), 12))
    passed = eligible(RULES, arrays, asked, PARAMS)
    by_hand = [(i, j) for i in range(12) for j in range(15) if not check_pair(arrays, i, j, PARAMS)]
    assert list(zip(passed.left.tolist(), passed.right.tolist(), strict=True)) == by_hand
    assert (~failures(RULES, arrays, asked, PARAMS).any(axis=1)).sum() == len(by_hand)
