"""The hard rules and the places once more, in plain Python: no arm may have gone round them."""

from collections import Counter
from collections.abc import Iterator
from math import asin, cos, isnan, radians, sin, sqrt

from benchmarks.placements.life import Life
from matcher.employment.arrays import COHORT, UNWILLING, VACANCY, WELFARE_POST, EmploymentArrays
from matcher.employment.params import EmploymentParams

EARTH_KM = 6371.0088
WORKING_AGE, ADULT = 16, 18
# What the law keeps from minors (heavy, heights, toxic, entertainment); limit and hazard by bit.
NOT_FOR_MINORS = 2 | 4 | 8 | 16
LIMITS = ((1, 1), (2, 2), (4, 4))
Plan = list[tuple[int, int]]


class RuleBroken(Exception):
    """A night's plan that breaks a rule."""


def check(life: Life, plan: Plan, day: int) -> None:
    """Raises ``RuleBroken`` where a plan of a night goes against a rule, a seat or a minimum."""
    found = Counter([*_against_places(life, plan), *_against_rules(life, plan, day)])
    if found:
        raise RuleBroken(f"day {day}: {dict(found)}")


def _against_places(life: Life, plan: Plan) -> Iterator[str]:
    a = life.ground.all
    holding = [(one.seeker, one.opening) for one in life.holding()]
    both = [*holding, *plan]
    for count in Counter(seeker for seeker, _ in both).values():
        if count > 1:
            yield "one person twice"
    load = Counter(opening for _, opening in both)
    groups = Counter(int(a.opening_group[opening]) for _, opening in both)
    yield from ("seat" for one, count in load.items() if count > a.opening_headcount[one])
    yield from ("order" for one, count in groups.items() if count > a.group_headcount[one])
    for opening in {opening for _, opening in plan}:
        if load[opening] < a.opening_minimum[opening]:
            yield "class under its minimum"


def _against_rules(life: Life, plan: Plan, day: int) -> Iterator[str]:
    a, ground = life.ground.all, life.ground
    before = {(one.seeker, one.opening) for one in life.referrals}
    for i, j in plan:
        if (i, j) in before:
            yield "sent there before"
        if ground.comes[i] > day or i in life.gone:
            yield "not there"
        if not ground.appears[j] <= day <= ground.until[j]:
            yield "not open"
        yield from against(a, i, j)
        if a.opening_kind[j] == WELFARE_POST and not _last_resort(life, i, day):
            yield "public welfare before the market"


def _last_resort(life: Life, i: int, day: int) -> bool:
    """Hard to place, and the market has said no or has nothing."""
    a, ground = life.ground.all, life.ground
    before = {one.opening for one in life.referrals if one.seeker == i}
    market = (
        j
        for j in range(a.openings)
        if a.opening_kind[j] == VACANCY and ground.appears[j] <= day <= ground.until[j]
    )
    offered = any(j not in before and not any(against(a, i, j)) for j in market)
    return bool(a.seeker_hardship[i]) and (i in life.failed or not offered)


def against(a: EmploymentArrays, i: int, j: int) -> Iterator[str]:
    """The rules between one person and one opening that no day changes."""
    course = a.opening_kind[j] == COHORT
    hazards, pay = int(a.opening_hazards[j]), int(a.opening_wage_high[j])
    if a.seeker_opted_out[i]:
        yield "opted out"
    if a.seeker_age[i] < WORKING_AGE or (a.seeker_age[i] < ADULT and hazards & NOT_FOR_MINORS):
        yield "age"
    if a.seeker_schooling[i] < a.opening_schooling[j]:
        yield "schooling"
    if int(a.opening_skills[j]) & ~int(a.seeker_skills[i]):
        yield "skill"
    if int(a.opening_certificates[j]) & ~int(a.seeker_certificates[i]):
        yield "certificate"
    if not course and a.opening_wage_low[j] < a.minimum_wage:
        yield "minimum wage"
    if not course and 100 * pay < EmploymentParams().wage_floor * int(a.seeker_wage[i]):
        yield "wage wished"
    if any(int(a.seeker_health[i]) & limit and hazards & hazard for limit, hazard in LIMITS):
        yield "health"
    if a.opening_kind[j] == WELFARE_POST and a.seeker_term_over[i]:
        yield "public welfare beyond its term"
    if course and a.seeker_training[i] == UNWILLING:
        yield "training not wished"
    if course and int(a.seeker_skills[i]) >> int(a.opening_occupation[j]) & 1:
        yield "learned already"
    yield from _against_day(a, i, j)


def _against_day(a: EmploymentArrays, i: int, j: int) -> Iterator[str]:
    """Hours and the way there."""
    for asked, has in (
        (int(a.opening_weekday[j]), int(a.seeker_weekday[i])),
        (int(a.opening_weekend[j]), int(a.seeker_weekend[i])),
    ):
        if asked & ~has or asked.bit_count() > a.seeker_session[i]:
            yield "hours"
    said = float(a.seeker_commute_km[i])
    if _km(a, i, j) > (EmploymentParams().commute_km if isnan(said) else said) + 1e-9:
        yield "commute"


def _km(a: EmploymentArrays, i: int, j: int) -> float:
    north, its_north = radians(a.seeker_lat[i]), radians(a.opening_lat[j])
    east = radians(a.seeker_lon[i] - a.opening_lon[j])
    across = sin((north - its_north) / 2) ** 2
    across += cos(north) * cos(its_north) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(across))
