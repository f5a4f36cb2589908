"""Differences between arms that lived through the same seeds, with what chance leaves open."""

from collections.abc import Mapping, Sequence
from math import sqrt
from statistics import mean, stdev
from typing import Any

from scipy.stats import t

LEVEL = 0.95
# By measure whether more of it is better.
Measures = Mapping[str, bool]
Runs = Sequence[Mapping[str, Any]]


def compared(seeds: Runs, arms: Sequence[str], measures: Measures) -> dict[str, Any]:
    """``means`` by arm, and ``differences`` of ours less each other arm."""
    runs = {name: [seed[name] for seed in seeds] for name in arms}
    return {
        "means": {name: means(some, measures) for name, some in runs.items()},
        "differences": {
            name: differences(runs["ours"], some, measures)
            for name, some in runs.items()
            if name != "ours"
        },
    }


def means(runs: Runs, measures: Measures) -> dict[str, float]:
    return {name: mean(run[name] for run in runs) for name in measures}


def differences(mine: Runs, other: Runs, measures: Measures) -> dict[str, dict[str, float | None]]:
    """By measure ours less theirs: ``mean``, and ``wide``, half of its interval by a paired t.

    ``behind`` : seeds in which ours is the worse one. One pair alone says nothing about chance.
    """
    found: dict[str, dict[str, float | None]] = {}
    for name, more_is_better in measures.items():
        apart = [a[name] - b[name] for a, b in zip(mine, other, strict=True)]
        wide = None
        if len(apart) > 1:
            quantile = float(t.ppf((1 + LEVEL) / 2, len(apart) - 1))
            wide = quantile * stdev(apart) / sqrt(len(apart))
        behind = sum(gap < 0 if more_is_better else gap > 0 for gap in apart)
        found[name] = {"mean": mean(apart), "wide": wide, "behind": behind}
    return found


def show(found: Mapping[str, Any], measures: Measures, width: int) -> None:
    """Print what ``compared`` found, a column of ``width`` a measure."""
    print(f"\n{'':28}" + "".join(f"{name:>{width}}" for name in measures))
    for name, one in found["means"].items():
        print(f"{name:28}" + "".join(f"{one[measure]:{width}.3f}" for measure in measures))
    for name, one in found["differences"].items():
        cells = (f"{one[m]['mean']:+.3f} ± {one[m]['wide'] or 0:.3f}" for m in measures)
        print(f"{'ours less ' + name:28}" + "".join(f"{cell:>{width}}" for cell in cells))
