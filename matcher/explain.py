"""Plans in words and counts: why this pair, why not that one, and what there is too little of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matcher.columns import Ints
from matcher.plan import PRICELESS
from matcher.rules import A, Candidates, Failed, Feature, P, Rule, failures, in_hundred
from matcher.said import Said


@dataclass(frozen=True)
class Contribution:
    """One feature's part of a score; the parts of a pair add up to its score exactly."""

    feature: str
    label: Said
    points: int
    said: Said

    def as_json(self) -> dict[str, Any]:
        return {
            "feature": self.feature,
            "label": self.label.as_json(),
            "points": self.points,
            "said": self.said.as_json(),
        }


def explained(
    features: Sequence[Feature[A, P]],
    weights: Mapping[str, int],
    row: Ints,
    arrays: A,
    left: int,
    right: int,
    params: P,
) -> list[Contribution]:
    """A row of ``rules.contributions`` in words; features without weight are left out."""
    return [
        Contribution(f.name, f.label, points, f.fact(arrays, left, right, points // weight, params))
        for f, points in zip(features, row.tolist(), strict=True)
        if (weight := weights.get(f.name, 0))
    ]


@dataclass(frozen=True)
class WhyNot:
    """Why a pair was not proposed.

    failed : the rules it fails, each with a cure; empty when it is eligible
    needed_more : points by which an eligible pair falls short of what it would cost others;
        0 = as good as what was chosen, None when not eligible or there is no place at all
    """

    failed: tuple[Failed, ...]
    needed_more: int | None
    said: Said


def why_not(failed: list[Failed], needed_more: int) -> WhyNot:
    """The answer from the rules and, for an eligible pair, from the prices."""
    if failed:
        return WhyNot(tuple(failed), None, failed[0].said)
    if needed_more >= PRICELESS:
        return WhyNot((), None, Said("符合条件，但没有可以调整的名额"))
    if needed_more > 0:
        said = Said(
            "符合条件，但用在别处更值：还差 %(points).2f 分", points=in_hundred(needed_more)
        )
    else:
        said = Said("符合条件，与所选方案一样好")
    return WhyNot((), max(0, needed_more), said)


@dataclass(frozen=True)
class Shortage:
    """What one place has too little of.

    kind : ``unserved`` (units nobody serves), ``capacity`` (givers used to the full)
    place : the caller's code
    amount : units missing, or givers at their limit
    worth : what one unit more would be worth at most, in points of score
    rule : the rule that alone keeps most pairs apart, "" when there is none
    freed : pairs that would become eligible without that rule
    """

    kind: str
    place: int
    amount: int
    worth: int
    rule: str = ""
    freed: int = 0

    def as_json(self) -> dict[str, Any]:
        return dict(vars(self))


def blocked_by(
    rules: Sequence[Rule[A, P]], arrays: A, asked: Candidates, params: P, group: Ints
) -> dict[int, tuple[str, int]]:
    """Per group of candidates the rule that alone stands in the way most often, and how often."""
    table = failures(rules, arrays, asked, params)
    alone = table & (table.sum(axis=1) == 1)[:, None]
    found = {}
    for one in np.unique(group):
        count = alone[group == one].sum(axis=0)
        most = int(count.argmax())
        found[int(one)] = (rules[most].name, int(count[most])) if count[most] else ("", 0)
    return found


def shortages(
    kind: str, place: Ints, amount: Ints, worth: Ints, blocked: dict[int, tuple[str, int]]
) -> list[Shortage]:
    """One record per place with something missing, the largest first."""
    found = []
    for one in np.unique(place[amount > 0]):
        here = place == one
        rule, freed = blocked.get(int(one), ("", 0))
        found.append(
            Shortage(kind, int(one), int(amount[here].sum()), int(worth[here].max()), rule, freed)
        )
    return sorted(found, key=lambda s: (-s.amount, s.place))
