"""Intervals of shares and means, and of the difference between two of them.

Shares: Wilson (1927); their difference: Newcombe (1998), method 10. Means: Student; their
difference: Welch (1947). Quantiles of t by the expansion of Fisher and Cornish (1960), within half
a percent from nine degrees of freedom on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean, variance

LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """What was found, and between what it may lie in truth."""

    value: float
    low: float
    high: float

    @property
    def beyond_chance(self) -> bool:
        """Of a difference: nothing is not within."""
        return not self.low <= 0 <= self.high


def share(part: int, whole: int, level: float = LEVEL) -> Interval:
    """``part`` of ``whole`` > 0, as a share."""
    z, p = _z(level), part / whole
    middle = (p + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z / (1 + z * z / whole) * sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole))
    return Interval(p, max(0.0, middle - half), min(1.0, middle + half))


def shares_apart(one: tuple[int, int], other: tuple[int, int], level: float = LEVEL) -> Interval:
    """How much larger the share of ``one`` (part, whole) is than that of the ``other``."""
    a, b = share(*one, level), share(*other, level)
    apart = a.value - b.value
    below = sqrt((a.value - a.low) ** 2 + (b.high - b.value) ** 2)
    above = sqrt((a.high - a.value) ** 2 + (b.value - b.low) ** 2)
    return Interval(apart, apart - below, apart + above)


def mean(values: Sequence[float], level: float = LEVEL) -> Interval:
    """The mean of two values or more."""
    middle, freedom = fmean(values), len(values) - 1
    half = _t(level, freedom) * sqrt(variance(values) / len(values))
    return Interval(middle, middle - half, middle + half)


def means_apart(one: Sequence[float], other: Sequence[float], level: float = LEVEL) -> Interval:
    """How much larger the mean of ``one`` is; two values or more on either side."""
    apart = fmean(one) - fmean(other)
    a, b = variance(one) / len(one), variance(other) / len(other)
    if not a + b:
        return Interval(apart, apart, apart)
    freedom = (a + b) ** 2 / (a * a / (len(one) - 1) + b * b / (len(other) - 1))
    half = _t(level, freedom) * sqrt(a + b)
    return Interval(apart, apart - half, apart + half)


def _z(level: float) -> float:
    return NormalDist().inv_cdf((1 + level) / 2)


def _t(level: float, freedom: float) -> float:
    z = _z(level)
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    )
