"""Words and counts about a plan."""

import numpy as np
import pytest

from matcher.care.urgency import missing_cost as visit_cost
from matcher.employment.urgency import missing_cost as seeker_cost
from matcher.explain import Shortage, shortages, why_not
from matcher.fairness import coverage, gini
from matcher.plan import PRICELESS
from matcher.rules import FULL_SCORE, Failed
from matcher.said import Said


def test_why_not_prefers_the_rule_to_the_price():
    rule = Failed("skill", Said("缺少技能"), Said("学会即可"))
    assert why_not([rule], 50).failed == (rule,)
    assert why_not([rule], 50).needed_more is None


def test_why_not_without_a_rule_names_the_price():
    assert str(why_not([], 50).said) == "符合条件，但用在别处更值：还差 0.50 分"
    assert why_not([], 0).needed_more == 0
    assert why_not([], -3).needed_more == 0
    assert why_not([], PRICELESS).needed_more is None


def test_shortages_are_summed_by_place_largest_first():
    found = shortages(
        "unserved",
        np.array([4, 2, 4, 2, 9]),
        np.array([1, 1, 2, 0, 0]),
        np.array([5, 30, 9, 70, 90]),
        {4: ("distance", 41)},
    )
    assert found == [
        Shortage("unserved", 4, 3, 9, "distance", 41),
        Shortage("unserved", 2, 1, 70),
    ]
    assert found[0].as_json()["freed"] == 41


def test_gini_of_equals_and_of_one_who_has_all():
    assert gini(np.array([3, 3, 3])) == pytest.approx(0)
    assert gini(np.array([0, 0, 0, 8])) == pytest.approx(0.75)
    assert gini(np.array([0, 0])) == 0


def test_coverage_by_group():
    groups, share = coverage(np.array([2, 1, 2, 5]), np.array([2, 1, 2, 0]), np.array([1, 1, 2, 0]))
    assert groups.tolist() == [1, 2, 5]
    assert share.tolist() == [1.0, 0.75, 1.0]


def test_urgency_falls_with_the_second_and_rises_with_time():
    # Who has waited a month comes before what is due today; high risk before both.
    cost = visit_cost(np.array([2, 2, 0]), np.array([0, 40, 10]))
    assert (cost[:, 0] > cost[:, 1]).all()
    assert cost[0, 0] < cost[1, 0] < cost[2, 0]
    assert cost.min() >= FULL_SCORE


def test_hardship_and_waiting_move_forward_in_the_queue():
    cost = seeker_cost(np.array([False, True, True]), np.array([0, 0, 400]))
    assert cost[0] < cost[1] < cost[2]
    assert cost.min() >= 2 * FULL_SCORE
