"""Intervals as a library of statistics works them out."""

import pytest
from scipy import stats

from models.employment.outcomes.intervals import mean, means_apart, share, shares_apart


@pytest.mark.parametrize(("part", "whole"), [(0, 10), (3, 10), (10, 10), (1, 400), (250, 1800)])
@pytest.mark.parametrize("level", [0.95, 0.999])
def test_a_share(part: int, whole: int, level: float) -> None:
    found = share(part, whole, level)
    right = stats.binomtest(part, whole).proportion_ci(level, method="wilson")
    assert (found.low, found.high) == pytest.approx((right.low, right.high), abs=1e-9)
    assert found.value == part / whole


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        # The worked examples of Newcombe (1998), table II, method 10.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_two_shares_apart(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    found = shares_apart(one, other)
    assert (found.low, found.high) == pytest.approx((low, high), abs=6e-5)
    back = shares_apart(other, one)
    assert (back.low, back.high) == pytest.approx((-found.high, -found.low))


WAITS = [3, 9, 12, 12, 15, 21, 28, 30, 44, 61]


@pytest.mark.parametrize("level", [0.95, 0.998])
def test_a_mean_and_two_apart(level: float) -> None:
    found = mean(WAITS, level)
    right = stats.ttest_1samp(WAITS, 0).confidence_interval(level)
    near = (right.high - right.low) / 200
    assert (found.low, found.high) == pytest.approx((right.low, right.high), abs=near)
    other = [day + 20 + day % 7 for day in WAITS] * 3
    apart = means_apart(WAITS, other, level)
    right = stats.ttest_ind(WAITS, other, equal_var=False).confidence_interval(level)
    assert (apart.low, apart.high) == pytest.approx((right.low, right.high), abs=near)


def test_what_is_beyond_chance() -> None:
    assert shares_apart((56, 70), (48, 80)).beyond_chance
    assert not shares_apart((0, 10), (0, 20)).beyond_chance
    assert means_apart([5.0] * 9, [4.0] * 9).beyond_chance
    assert not means_apart([5.0] * 9, [5.0] * 9).beyond_chance
