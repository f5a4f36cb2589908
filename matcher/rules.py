"""A market is data: a table of named rules, and a table of named features with weights.

Rules decide whether a pair may be proposed at all, features how good it is. Both work on arrays of
pairs; sentences are made for one pair when somebody asks. The night and a claim in the daytime go
through the same table.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from matcher.columns import Flags, Ints
from matcher.said import Said

# A feature's points run from 0 to this; weights of a market add up to 100.
FULL_POINTS = 100
# Score of a pair that is perfect in everything.
FULL_SCORE = 10_000

A = TypeVar("A")
P = TypeVar("P")


def in_hundred(score: int) -> float:
    """A score, or a difference of scores, as people read it: out of 100."""
    return score * 100 / FULL_SCORE


@dataclass(frozen=True)
class Candidates:
    """Pairs under consideration: rows of the two sides, and a slot where the market has slots."""

    left: Ints
    right: Ints
    slot: Ints

    def __len__(self) -> int:
        return len(self.left)

    def where(self, chosen: Flags | Ints | slice) -> "Candidates":
        return Candidates(self.left[chosen], self.right[chosen], self.slot[chosen])


def pairs_of(left: Ints, right: Ints) -> Candidates:
    """Candidates of a market, or a moment, without slots."""
    return Candidates(left, right, np.full(len(left), -1, np.int64))


def joined(parts: Sequence[Candidates]) -> Candidates:
    """The candidates of all parts, one after the other; at least one part."""
    return Candidates(
        np.concatenate([part.left for part in parts]),
        np.concatenate([part.right for part in parts]),
        np.concatenate([part.slot for part in parts]),
    )


def one_pair(left: int, right: int, slot: int = -1) -> Candidates:
    return Candidates(np.array([left]), np.array([right]), np.array([slot]))


@dataclass(frozen=True)
class Rule(Generic[A, P]):
    """A condition without which a pair is not proposed.

    name : stable, for logs, reports and tests
    passes : bool per candidate
    why : the sentence for a pair that fails, with its facts
    cure : what would make the pair eligible, and who can do it
    """

    name: str
    passes: Callable[[A, Candidates, P], Flags]
    why: Callable[[A, int, int, P], Said]
    cure: Callable[[A, int, int, P], Said]


@dataclass(frozen=True)
class Feature(Generic[A, P]):
    """A reason why one eligible pair is better than another.

    points : int per candidate, 0..FULL_POINTS
    fact : what one pair's points rest on; asked with the pair's points, before weighting
    """

    name: str
    label: Said
    points: Callable[[A, Candidates, P], Ints]
    fact: Callable[[A, int, int, int, P], Said]


@dataclass(frozen=True)
class Failed:
    """A rule one pair fails, in words."""

    rule: str
    said: Said
    cure: Said


def eligible(rules: Sequence[Rule[A, P]], arrays: A, asked: Candidates, params: P) -> Candidates:
    """The candidates that pass every rule, in their order."""
    for rule in rules:
        passes = rule.passes(arrays, asked, params)
        # Most rules fail nobody, and half a million pairs are not copied for nothing.
        if not passes.all():
            asked = asked.where(passes)
    return asked


def failures(rules: Sequence[Rule[A, P]], arrays: A, asked: Candidates, params: P) -> Flags:
    """Which rule each candidate fails, bool[candidates, rules]."""
    table = np.zeros((len(asked), len(rules)), np.bool_)
    for k, rule in enumerate(rules):
        table[:, k] = ~rule.passes(arrays, asked, params)
    return table


def failed(
    rules: Sequence[Rule[A, P]], arrays: A, left: int, right: int, params: P
) -> list[Failed]:
    """The rules one pair fails, in the table's order; empty when it is eligible."""
    asked = one_pair(left, right)
    return [
        Failed(
            rule.name, rule.why(arrays, left, right, params), rule.cure(arrays, left, right, params)
        )
        for rule in rules
        if not rule.passes(arrays, asked, params)[0]
    ]


def contributions(
    features: Sequence[Feature[A, P]],
    weights: Mapping[str, int],
    arrays: A,
    asked: Candidates,
    params: P,
    known: Ints | None = None,
) -> Ints:
    """Weighted points, int[candidates, features]; a row's sum is the candidate's score, exactly.

    known : those of the first candidates, where a market before has them already
    """
    if known is not None:
        rest = asked.where(slice(len(known), None))
        return np.concatenate([known, contributions(features, weights, arrays, rest, params)])
    table = np.zeros((len(asked), len(features)), np.int64)
    for k, feature in enumerate(features):
        weight = weights.get(feature.name, 0)
        if weight:
            table[:, k] = weight * feature.points(arrays, asked, params)
    return table
