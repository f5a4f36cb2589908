"""The order of the help queue in the care market, by hand."""

import numpy as np

from matcher.care.urgency import HIGH_RISK, IN_TIME_DAYS, KEY, ORDINARY, missing_cost


def first(tier: int, overdue: int, owed: int = 1, asked: bool = False) -> int:
    costs = missing_cost(
        np.array([tier]), np.array([overdue]), 1, np.array([owed]), np.array([asked])
    )
    return int(costs[0, 0])


def test_what_can_still_be_made_in_time_goes_before_what_is_late_by_less_than_a_month() -> None:
    assert first(ORDINARY, 0) > first(ORDINARY, 29)
    assert first(ORDINARY, -IN_TIME_DAYS) == first(ORDINARY, 30)
    assert first(ORDINARY, 0) < first(ORDINARY, 31)
    # Far from its last day it can wait.
    assert first(ORDINARY, -IN_TIME_DAYS - 1) < first(ORDINARY, 1)


def test_a_visit_weighs_more_the_more_it_discharges_and_the_frailer_whom_it_is_for() -> None:
    assert first(KEY, 0, 3) > first(KEY, 0, 2) > first(KEY, 0) == first(KEY, 0, 0)
    assert first(ORDINARY, 5, 2) - first(ORDINARY, 5) == first(HIGH_RISK, 5, 2) - first(
        HIGH_RISK, 5
    )
    assert first(HIGH_RISK, 0) > first(KEY, 0) > first(ORDINARY, 0)
    # One service for somebody at high risk before five in time for others.
    assert first(HIGH_RISK, 1) > first(ORDINARY, 0, 5)


def test_nobody_loses_his_place_by_waiting_for_good() -> None:
    waits = [first(ORDINARY, days) for days in range(1, 61)]
    assert waits == sorted(waits)
    assert first(ORDINARY, 60) == first(ORDINARY, 90)


def test_what_somebody_asked_for_goes_before_all_that_is_owed_anyway_but_high_risk() -> None:
    assert first(ORDINARY, -3, asked=True) > first(KEY, 60)
    assert first(ORDINARY, -3, asked=True) > first(ORDINARY, 0, 5)
    assert first(ORDINARY, 0, asked=True) < first(HIGH_RISK, 1)
    assert first(KEY, 0, asked=True) < first(HIGH_RISK, 0)
