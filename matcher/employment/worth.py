"""What one seat, skill or kilometre more would be worth to a county, and what rules cost.

The price of a seat stands in the plan's prices. The others have no capacity of their own: the
night's question is asked again with the pairs that the change adds.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from matcher.columns import Ints
from matcher.employment.arrays import EmploymentArrays
from matcher.employment.features import FEATURES
from matcher.employment.lifted import LIFTED
from matcher.employment.market import EmploymentMarket, build, market_of
from matcher.employment.params import EmploymentParams
from matcher.employment.rules import RULES
from matcher.pairs import Pairs
from matcher.plan import Plan
from matcher.problem import Problem
from matcher.ranks import first_of_each, ranks
from matcher.rules import Candidates, contributions, eligible, joined, pairs_of
from matcher.worth import WHOLE_COUNTY, Question


def seat_worth(market: EmploymentMarket, plan: Plan) -> Ints:
    """What one seat more would be worth at each opening and its employer, int64[openings].

    Exact as long as the same classes open; 0 where seats are left.
    """
    return np.maximum(0, plan.prices.supply[len(market.arrays.group_headcount) :])


def questions(market: EmploymentMarket, plan: Plan) -> list[Question]:
    """All that may be asked of a solved county, rules first; skills only where they are short."""
    return [
        *(
            Question("rule", WHOLE_COUNTY, rule.name, partial(_without, market, rule.name))
            for rule in RULES
        ),
        *_by_community(market, plan),
    ]


def _by_community(market: EmploymentMarket, plan: Plan) -> Iterator[Question]:
    place = market.arrays.seeker_community
    learner, opening = _learners(market, plan)
    for one in np.unique(place[place >= 0]).tolist():
        yield Question("km", one, "", partial(_one_km_more, market, one))
        for k in np.flatnonzero(place[learner] == one).tolist():
            i, j = int(learner[k]), int(opening[k])
            trade = str(int(market.arrays.opening_occupation[j]))
            yield Question("skill", one, trade, partial(_one_learns, market, i, j))


def _learners(market: EmploymentMarket, plan: Plan) -> tuple[Ints, Ints]:
    """Per community and occupation the one left out who would gain most by learning its skills.

    Asked of those without a proposal, for the openings that only the skill keeps them from; by the
    plan's prices. Returns rows of seekers and openings.
    """
    arrays = market.arrays
    left = np.flatnonzero(plan.unserved > 0)
    asked = pairs_of(
        np.repeat(left, arrays.openings), np.tile(np.arange(arrays.openings), len(left))
    )
    lifted, params = LIFTED["skill"](arrays, market.params)
    asked = eligible(RULES, lifted, asked, params)
    known = Pairs(market.edges.left, market.edges.right)
    asked = asked.where(~known.has(asked.left, asked.right))
    place, trade = arrays.seeker_community[asked.left], arrays.opening_occupation[asked.right]
    value = contributions(FEATURES, market.params.weights, arrays, asked, market.params).sum(axis=1)
    price = plan.prices.supply[len(arrays.group_headcount) + asked.right]
    most = value - price - plan.prices.demand[asked.left]
    rows = np.flatnonzero((most > 0) & (place >= 0) & (trade >= 0))
    kind = (place[rows] << 32) | trade[rows]
    ids = ranks(arrays.opening_id)[asked.right[rows]], ranks(arrays.seeker_id)[asked.left[rows]]
    order = np.lexsort((*ids, -most[rows], kind))
    best = rows[order[first_of_each(kind[order], 1)]]
    return asked.left[best], asked.right[best]


def _without(market: EmploymentMarket, rule: str) -> Problem:
    arrays, params = LIFTED[rule](market.arrays, market.params)
    return _with(market, market.arrays, build(arrays, params).edges)


def _one_km_more(market: EmploymentMarket, place: int) -> Problem:
    """The seekers of one community go a kilometre further."""
    arrays, params = market.arrays, market.params
    own = np.flatnonzero(arrays.seeker_community == place)
    limit = np.where(
        np.isnan(arrays.seeker_commute_km), params.commute_km, arrays.seeker_commute_km
    )
    wider = replace(arrays, seeker_commute_km=limit + 1)
    return _with(market, arrays, _all_pairs(wider, params, own))


def _one_learns(market: EmploymentMarket, seeker: int, opening: int) -> Problem:
    """One seeker learns what an opening asks for."""
    arrays = market.arrays
    skills, papers = arrays.seeker_skills.copy(), arrays.seeker_certificates.copy()
    skills[seeker] |= arrays.opening_skills[opening]
    papers[seeker] |= arrays.opening_certificates[opening]
    learned = replace(arrays, seeker_skills=skills, seeker_certificates=papers)
    return _with(market, learned, _all_pairs(learned, market.params, np.array([seeker])))


def _all_pairs(arrays: EmploymentArrays, params: EmploymentParams, seekers: Ints) -> Candidates:
    everything = np.arange(arrays.openings)
    asked = pairs_of(np.repeat(seekers, arrays.openings), np.tile(everything, len(seekers)))
    return eligible(RULES, arrays, asked, params)


def _with(market: EmploymentMarket, arrays: EmploymentArrays, more: Candidates) -> Problem:
    """The night's question with further pairs, judged by ``arrays``."""
    edges = market.edges.where(~market.problem.edge_locked)
    both = joined([edges, more])
    _, once = np.unique(both.left * arrays.openings + both.right, return_index=True)
    return market_of(arrays, market.params, both.where(once)).problem
