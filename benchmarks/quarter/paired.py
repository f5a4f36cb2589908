"""Differences between arms that lived through the same seeds, with what chance leaves open."""

from collections.abc import Mapping, Sequence
from math import sqrt
from statistics import mean, stdev
from typing import Any

from scipy.stats import t

# Whether more of it is better.
MEASURES = {
    "coverage": True,
    "high_risk": True,
    "made": True,
    "continuity": True,
    "gini": False,
    "messages": False,
    "notices": False,
}
LEVEL = 0.95


def means(runs: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    return {name: mean(run[name] for run in runs) for name in MEASURES}


def differences(
    mine: Sequence[Mapping[str, Any]], other: Sequence[Mapping[str, Any]]
) -> dict[str, dict[str, float | None]]:
    """By measure ours less theirs: ``mean``, and ``wide``, half of its interval by a paired t.

    ``behind`` : seeds in which ours is the worse one. One pair alone says nothing about chance.
    """
    found: dict[str, dict[str, float | None]] = {}
    for name, more_is_better in MEASURES.items():
        apart = [a[name] - b[name] for a, b in zip(mine, other, strict=True)]
        wide = None
        if len(apart) > 1:
            quantile = float(t.ppf((1 + LEVEL) / 2, len(apart) - 1))
            wide = quantile * stdev(apart) / sqrt(len(apart))
        behind = sum(gap < 0 if more_is_better else gap > 0 for gap in apart)
        found[name] = {"mean": mean(apart), "wide": wide, "behind": behind}
    return found
