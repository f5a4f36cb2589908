"""Every hard rule of the employment market by itself, in words, and with a cure that cures."""

import numpy as np
import pytest

from matcher.employment.arrays import (
    CANNOT_LIFT,
    COHORT,
    HEAVY,
    TOXIC,
    UNWILLING,
    WELFARE_POST,
)
from matcher.employment.hours import CHILD_HOURS, FREE_SESSION, HALF_HOURS, WHOLE_DAY, span
from matcher.employment.params import EmploymentParams
from matcher.employment.rules import RULES, check_pair
from matcher.pairs import Pairs
from matcher.rules import eligible, pairs_of
from tests.matcher.employment.counties import AS_OF, county, random_county

PARAMS = EmploymentParams()


def at(value, rest):
    return np.array([value, rest])


# rule -> what makes seeker 0 fail it at opening 0, and what heals it again
BROKEN = {
    "automated": ({"seeker_opted_out": at(True, False)}, {"seeker_opted_out": at(False, True)}),
    "forbidden": (
        {"forbidden": Pairs(np.array([0]), np.array([0]))},
        {"forbidden": Pairs(np.array([0]), np.array([1]))},
    ),
    "age": ({"seeker_age": at(15, 30)}, {"seeker_age": at(16, 30)}),
    "minor": (
        {"seeker_age": at(17, 30), "opening_hazards": at(TOXIC, 0)},
        {"seeker_age": at(18, 30)},
    ),
    "valid": ({"opening_until": at(AS_OF - 1, AS_OF)}, {"opening_until": at(AS_OF, AS_OF)}),
    "minimum_wage": ({"opening_wage_low": at(1999, 3000)}, {"opening_wage_low": at(2000, 3000)}),
    "schooling": ({"opening_schooling": at(4, 0)}, {"seeker_schooling": at(4, 0)}),
    "skill": ({"opening_certificates": at(2, 0)}, {"seeker_certificates": at(3, 0)}),
    "hours": ({"seeker_weekday": at(CHILD_HOURS, 0)}, {"opening_weekday": at(span(9, 16), 0)}),
    "commute": ({"opening_lat": at(32.9, 32.8)}, {"seeker_commute_km": at(15.0, np.nan)}),
    "wage": ({"seeker_wage": at(4001, 3000)}, {"seeker_wage": at(4000, 3000)}),
    "health": (
        {"seeker_health": at(CANNOT_LIFT, 0), "opening_hazards": at(HEAVY, 0)},
        {"opening_hazards": at(TOXIC, 0)},
    ),
    "welfare": (
        {"opening_kind": at(WELFARE_POST, 0), "seeker_hardship": at(True, False)},
        {"seeker_market_failed": at(True, False)},
    ),
    "public_welfare_term": (
        {
            "opening_kind": at(WELFARE_POST, 0),
            "seeker_hardship": at(True, False),
            "seeker_market_failed": at(True, False),
            "seeker_term_over": at(True, False),
        },
        {"opening_kind": at(0, 0)},
    ),
    "training": (
        {"opening_kind": at(COHORT, 0), "seeker_training": at(UNWILLING, 0)},
        {"seeker_training": at(1, 0)},
    ),
    "learned": (
        {"opening_kind": at(COHORT, 0), "seeker_skills": at(1, 0)},
        {"seeker_skills": at(2, 0)},
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
    assert [f.rule for f in found] == [rule]
    assert str(found[0].said) and str(found[0].cure)
    assert check_pair(county(**broken | cured), 0, 0, PARAMS) == []


def test_a_post_of_last_resort_is_for_hardship_only():
    found = check_pair(county(opening_kind=at(WELFARE_POST, 0)), 0, 0, PARAMS)
    assert [str(f.said) for f in found] == ["公益性岗位只面向就业困难人员"]


def test_time_of_ones_own_fits_piece_work_and_short_courses():
    free = {"seeker_session": at(FREE_SESSION, HALF_HOURS)}
    assert [f.rule for f in check_pair(county(**free), 0, 0, PARAMS)] == ["hours"]
    piece_work = county(**free, opening_weekday=at(0, 0))
    assert check_pair(piece_work, 0, 0, PARAMS) == []
    evening = county(**free, opening_weekday=at(span(19, 21), 0), opening_kind=at(COHORT, 0))
    assert check_pair(evening, 0, 0, PARAMS) == []


def test_nights_are_for_those_who_take_nights():
    shift = {"opening_weekday": at(span(16, 24), 0), "opening_weekend": at(span(16, 24), 0)}
    assert check_pair(county(**shift), 0, 0, PARAMS) == []
    no_nights = county(**shift, seeker_weekday=at(span(6, 22), WHOLE_DAY))
    assert [f.rule for f in check_pair(no_nights, 0, 0, PARAMS)] == ["hours"]


def test_the_night_and_a_person_judge_alike():
    arrays = random_county(2, seekers=15, openings=12)
    asked = pairs_of(np.repeat(np.arange(15), 12), np.tile(np.arange(12), 15))
    passed = eligible(RULES, arrays, asked, PARAMS)
    by_hand = [(i, j) for i in range(15) for j in range(12) if not check_pair(arrays, i, j, PARAMS)]
    assert list(zip(passed.left.tolist(), passed.right.tolist(), strict=True)) == by_hand
