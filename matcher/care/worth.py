"""What one helper, visit, skill or kilometre more would be worth to a county, and what rules cost.

The price of one visit more a month stands in the plan's prices. The others have no capacity of
their own: the night's question is asked again with the pairs that the change adds.
"""

from collections.abc import Iterator
from dataclasses import fields, replace
from functools import partial
from typing import Any

import numpy as np

from matcher.care.arrays import CareArrays
from matcher.care.candidates import candidate_pairs
from matcher.care.lifted import LIFTED
from matcher.care.market import CareMarket
from matcher.care.rules import RULES
from matcher.care.times import timed
from matcher.care.wider import extended
from matcher.columns import Ints
from matcher.plan import Plan
from matcher.problem import Problem
from matcher.rules import eligible, pairs_of
from matcher.worth import WHOLE_COUNTY, Question


def visit_worth(market: CareMarket, plan: Plan) -> Ints:
    """What one visit more in a month would be worth, int64[helpers, months].

    Exact: the price of a unit less what the load of one more costs; 0 where there is room left.
    """
    arrays, side = market.arrays, market.problem.supply
    width = arrays.helper_capacity.shape[1]
    root = np.flatnonzero(side.parent < 0)
    helper = np.argsort(arrays.helper_id)[side.key[root] // width]
    month = side.key[root] % width
    taken = arrays.helper_capacity[helper, month] + np.where(month, 0, arrays.helper_load[helper])
    price = plan.prices.supply[root] - market.params.load_step * taken
    worth = np.zeros_like(arrays.helper_capacity)
    worth[helper, month] = np.maximum(0, price)
    return worth


def questions(market: CareMarket, plan: Plan) -> list[Question]:
    """All that may be asked of a solved county, rules first; skills only where they are short."""
    return [
        *(
            Question("rule", WHOLE_COUNTY, rule.name, partial(_without, market, rule.name))
            for rule in RULES
        ),
        *_by_community(market, plan),
    ]


def _by_community(market: CareMarket, plan: Plan) -> Iterator[Question]:
    arrays = market.arrays
    short = plan.unserved[: arrays.visits] > 0
    for place in np.unique(arrays.visit_community[arrays.visit_community >= 0]).tolist():
        yield Question("helper", place, "", partial(_one_helper_more, market, place, 0))
        yield Question("km", place, "", partial(_one_km_more, market, place))
        lacking = arrays.visit_skills[short & (arrays.visit_community == place)]
        mask = int(np.bitwise_or.reduce(lacking, initial=0))
        for skill in (k for k in range(mask.bit_length()) if mask >> k & 1):
            changed = partial(_one_helper_more, market, place, 1 << skill)
            yield Question("skill", place, str(skill), changed)


def _without(market: CareMarket, rule: str) -> Problem:
    arrays, params = LIFTED[rule](market.arrays, market.params)
    pairs = candidate_pairs(arrays, params, np.arange(arrays.visits))
    # A rule about room is one about the problem itself; of the others only the pairs are wanted.
    room = replace(market.arrays, helper_capacity=arrays.helper_capacity)
    return extended(market, room, timed(arrays, pairs, params, market.edges)).problem


def _one_km_more(market: CareMarket, place: int) -> Problem:
    """The helpers of one community go a kilometre further."""
    arrays = market.arrays
    wider = replace(market.params, max_km=market.params.max_km + 1)
    pairs = candidate_pairs(arrays, wider, np.arange(arrays.visits))
    pairs = pairs.where(arrays.helper_community[pairs.left] == place)
    return extended(market, arrays, timed(arrays, pairs, market.params, market.edges)).problem


def _one_helper_more(market: CareMarket, place: int, skills: int) -> Problem:
    """A newcomer like the typical helper of the community, with these skills and no others."""
    arrays = with_newcomer(market.arrays, place, skills)
    everybody = np.arange(arrays.visits)
    pairs = pairs_of(np.full(arrays.visits, arrays.helpers - 1), everybody)
    pairs = eligible(RULES, arrays, pairs, market.params)
    return extended(market, arrays, timed(arrays, pairs, market.params, market.edges)).problem


def with_newcomer(arrays: CareArrays, place: int, skills: int) -> CareArrays:
    """One helper more, as the last row: time, home and language of the community's typical one.

    Typical is who stands in the middle by the visits and half-days offered. A community without
    helpers gets the county's typical one, living where its first visit is owed.
    """
    own = arrays.helper_active & (arrays.helper_community == place)
    among = np.flatnonzero(own if own.any() else arrays.helper_active)
    most = arrays.helper_capacity.max(axis=1)
    offers = most * np.bitwise_count(arrays.helper_weekly)
    order = among[np.lexsort((arrays.helper_id[among], offers[among]))]
    like = int(order[(len(order) - 1) // 2])
    new: dict[str, Any] = {
        "helper_id": arrays.helper_id.max() + 1 if arrays.helper_id.dtype.kind in "iu" else "~",
        "helper_person": -1,
        "helper_household": -1,
        "helper_skills": skills,
        "helper_licence_until": np.zeros_like(arrays.helper_licence_until[like]),
        "helper_capacity": np.full_like(
            arrays.helper_capacity[like], arrays.helper_capacity[like].max()
        ),
        "helper_load": 0,
        # Whom a county wins is worth what he can do once he has been shown round.
        "helper_newcomer": False,
        "helper_not_before": 0,
    }
    if not own.any():
        there = int(np.flatnonzero(arrays.visit_community == place)[0])
        for name in ("lat", "lon", "grid", "community", "town"):
            new[f"helper_{name}"] = getattr(arrays, f"visit_{name}")[there]
    longer: dict[str, Any] = {}
    for name in (f.name for f in fields(arrays) if f.metadata.get("rows") == "helpers"):
        column = getattr(arrays, name)
        longer[name] = np.concatenate([column, np.array([new.get(name, column[like])])])
    return replace(arrays, **longer)
