"""Instances by seed: the bare sparse assignment that every solver can state.

A county is 600 helpers and 3,000 needs around 17 communities; a city is 20 of them, a province 200.
Pairs stay within a county, as responsibility does. A village is for a quick look.
"""

import time
from dataclasses import dataclass

import numpy as np

from matcher.columns import Floats, Ints
from matcher.places.distance import EARTH_KM, unit_vectors
from matcher.places.nearest import nearest
from matcher.problem import Problem, Side

NEAREST = 30
SKILLS = 6
FULL = 10_000
ANYWHERE_KM = 20_000.0


@dataclass(frozen=True)
class Size:
    """Of each county: helpers, needs, communities; in its other market seekers and openings."""

    counties: int
    helpers: int = 600
    needs: int = 3_000
    communities: int = 17
    seekers: int = 2_600
    vacancies: int = 160
    classes: int = 30

    @property
    def all_helpers(self) -> int:
        return self.counties * self.helpers

    @property
    def all_needs(self) -> int:
        return self.counties * self.needs


SIZES = {
    "village": Size(1, 60, 300, 2, 260, 40, 3),
    "county": Size(1),
    "city": Size(20),
    "province": Size(200),
}


@dataclass(frozen=True)
class Bare:
    """Choose edges so that the sum of ``worth`` is greatest.

    supply, demand : ends of each edge, int32, ordered by demand, then supply
    score : int32 per edge; missing : what one unit of each demand is worth beside the score
    capacity, required : units of each supplier; different suppliers for each demand
    """

    supply: Ints
    demand: Ints
    score: Ints
    missing: Ints
    capacity: Ints
    required: Ints

    @property
    def worth(self) -> Ints:
        return self.score + self.missing[self.demand]


@dataclass(frozen=True)
class _County:
    helpers: Floats
    needs: Floats
    skills: Ints
    wanted: Ints
    rating: Floats
    missing: Ints
    capacity: Ints
    required: Ints


def bare(size: str, seed: int) -> tuple[Bare, dict[str, float]]:
    """The instance, and the seconds its candidates and scores took."""
    seconds = {"candidates": 0.0, "scores": 0.0}
    parts = []
    for number in range(SIZES[size].counties):
        county = _county(np.random.default_rng([seed, number]), SIZES[size])
        began = time.perf_counter()
        helper, need = _candidates(county)
        middle = time.perf_counter()
        score = _scores(county, helper, need)
        seconds["candidates"] += middle - began
        seconds["scores"] += time.perf_counter() - middle
        ends = (
            (helper + number * SIZES[size].helpers).astype(np.int32),
            (need + number * SIZES[size].needs).astype(np.int32),
        )
        parts.append((*ends, score, county.missing, county.capacity, county.required))
    return Bare(*(np.concatenate(column) for column in zip(*parts, strict=True))), seconds


def problem(asked: Bare) -> Problem:
    """The instance as the product's solver takes it."""
    nothing = np.zeros(len(asked.capacity) + 1, np.int64)
    start = np.concatenate([[0], np.cumsum(asked.required)])
    supply = _side(asked.capacity, nothing, nothing[:0])
    demand = _side(asked.required, start, np.repeat(asked.missing, asked.required))
    free = np.zeros(len(asked.score), np.bool_)
    return Problem(supply, demand, asked.supply, asked.demand, asked.score, free)


def _side(capacity: Ints, start: Ints, cost: Ints) -> Side:
    none = np.zeros(len(capacity), np.int64)
    return Side(np.arange(len(capacity)), none - 1, capacity, none, start, cost)


def _county(r: np.random.Generator, size: Size) -> _County:
    helpers, needs = size.helpers, size.needs
    centre = np.array([32.8, 109.2]) + r.uniform(-0.2, 0.2, (size.communities, 2))
    weight = r.lognormal(0, 0.6, size.communities)

    def homes(count: int) -> Floats:
        at = centre[r.choice(size.communities, count, p=weight / weight.sum())]
        places = at + r.normal(0, 0.015, (count, 2))
        return unit_vectors(places[:, 0], places[:, 1])

    has = r.random((helpers, SKILLS)) < 0.5
    has[np.arange(helpers), r.integers(0, SKILLS, helpers)] = True
    wanted = 1 << r.integers(0, SKILLS, needs)
    wanted |= np.where(r.random(needs) < 0.2, 1 << r.integers(0, SKILLS, needs), 0)
    return _County(
        helpers=homes(helpers),
        needs=homes(needs),
        skills=has @ (1 << np.arange(SKILLS)),
        wanted=wanted,
        rating=r.random(helpers),
        missing=r.choice([5_000, 10_000, 20_000, 40_000], needs, p=[0.4, 0.3, 0.2, 0.1]),
        capacity=r.integers(1, 7, helpers),
        required=np.where(r.random(needs) < 0.2, 2, 1),
    )


def _candidates(county: _County) -> tuple[Ints, Ints]:
    """The nearest helpers with the skills of each need: one tree per mask of skills."""
    helpers = len(county.helpers)
    found = []
    for mask in np.unique(county.wanted):
        able = np.flatnonzero((county.skills & mask) == mask)
        asking = np.flatnonzero(county.wanted == mask)
        row, column = nearest(county.helpers[able], county.needs[asking], NEAREST, ANYWHERE_KM)
        found.append(asking[row] * helpers + able[column])
    both = np.sort(np.concatenate(found))
    return both % helpers, both // helpers


def _scores(county: _County, helper: Ints, need: Ints) -> Ints:
    """Nearness, rating, and a preference of the pair: points up to ``FULL``."""
    across = np.linalg.norm(county.helpers[helper] - county.needs[need], axis=1)
    km = 2 * EARTH_KM * np.arcsin(across / 2)
    liking = ((helper * 2_654_435_761 + need * 40_503) & 0xFFFF) / 65_536
    share = 0.5 * np.exp(-km / 8) + 0.3 * county.rating[helper] + 0.2 * liking
    return np.asarray(np.rint(FULL * share), np.int32)
