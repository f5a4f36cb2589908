"""What the employment market proposes, with alternatives and warnings."""

from dataclasses import dataclass

import numpy as np

from matcher.columns import Flags, Ints
from matcher.employment.arrays import COHORT, WELFARE_POST
from matcher.employment.features import FEATURES
from matcher.employment.market import EmploymentMarket
from matcher.employment.rules import RULES, check_pair
from matcher.employment.worth import seat_worth
from matcher.explain import (
    Contribution,
    Shortage,
    WhyNot,
    blocked_by,
    explained,
    shortages,
    why_not,
)
from matcher.plan import PRICELESS, Plan
from matcher.ranks import first_of_each, ranks
from matcher.rules import pairs_of
from matcher.said import Said

ALTERNATIVES = 3


@dataclass(frozen=True)
class EmploymentProposals:
    """Proposals, most urgent in the help queue first.

    seeker, opening : rows of the arrays, one row per proposal
    score : 0..10,000, the sum of the row of ``points``
    points : int[proposals, features], in the order of ``FEATURES``
    edge : row of the market's edges
    locked : held fast by a person
    other_seeker, other_opening, other_score, other_needs : next best openings, up to three per
        seeker and best first; ``other_needs`` is what each would need more to be chosen
    unserved : bool[seekers], left without a proposal
    opened : bool[openings], False for a cohort that does not fill
    """

    seeker: Ints
    opening: Ints
    score: Ints
    points: Ints
    edge: Ints
    locked: Flags
    other_seeker: Ints
    other_opening: Ints
    other_score: Ints
    other_needs: Ints
    unserved: Flags
    opened: Flags


def proposals(market: EmploymentMarket, plan: Plan) -> EmploymentProposals:
    """Read a plan back into the market's terms."""
    arrays, edges = market.arrays, market.edges
    edge = np.flatnonzero(plan.flow)
    seeker = edges.left[edge]
    edge = edge[np.lexsort((ranks(arrays.seeker_id)[seeker], -arrays.seeker_missing_cost[seeker]))]
    mine = edges.where(edge)
    other, needs = _others(market, plan)
    filled = np.bincount(mine.right, minlength=arrays.openings)
    return EmploymentProposals(
        seeker=mine.left,
        opening=mine.right,
        score=market.problem.edge_value[edge],
        points=market.points[edge],
        edge=edge,
        locked=market.problem.edge_locked[edge],
        other_seeker=edges.left[other],
        other_opening=edges.right[other],
        other_score=market.problem.edge_value[other],
        other_needs=needs,
        unserved=plan.unserved > 0,
        opened=(arrays.opening_kind != COHORT) | (filled > 0),
    )


def why(market: EmploymentMarket, edge: int) -> list[Contribution]:
    """Why this pair: contributions that add up to its score."""
    pair = int(market.edges.left[edge]), int(market.edges.right[edge])
    weights, row = market.params.weights, market.points[edge]
    return explained(FEATURES, weights, row, market.arrays, *pair, market.params)


def why_not_pair(market: EmploymentMarket, plan: Plan, seeker: int, opening: int) -> WhyNot:
    """Why this seeker is not proposed there: failed rules, or how much more it would need."""
    broken = check_pair(market.arrays, seeker, opening, market.params)
    mine = np.flatnonzero((market.edges.left == seeker) & (market.edges.right == opening))
    short = int(plan.needed_more(market.problem)[mine].min()) if len(mine) else PRICELESS
    return why_not(broken, short)


def warnings(market: EmploymentMarket, found: EmploymentProposals, row: int) -> list[Said]:
    """What a person should know before agreeing to one proposal."""
    arrays = market.arrays
    i, j = int(found.seeker[row]), int(found.opening[row])
    said = []
    kind = arrays.opening_kind[j]
    if kind != COHORT and arrays.opening_wage_high[j] < arrays.seeker_wage[i]:
        said.append(Said("月薪低于期望"))
    if kind == WELFARE_POST:
        said.append(Said("公益性岗位，市场岗位没有合适的"))
    if kind != COHORT and arrays.opening_until[j] - arrays.as_of < 7:
        said.append(
            Said("岗位 %(days)d 天后截止", days=int(arrays.opening_until[j] - arrays.as_of))
        )
    short = int(arrays.opening_minimum[j] - (found.opening == j).sum())
    if short > 0:
        said.append(Said("离最低开班人数还差 %(count)d 人", count=short))
    if np.isnan(arrays.seeker_lat[i] + arrays.opening_lat[j]):
        said.append(Said("没有坐标，距离按网格估算"))
    return said


def employment_shortages(
    market: EmploymentMarket, plan: Plan, found: EmploymentProposals
) -> list[Shortage]:
    """Seekers without a proposal by community, and by occupation openings that were all used."""
    arrays = market.arrays
    left = np.flatnonzero(found.unserved)
    asked = pairs_of(
        np.repeat(left, arrays.openings), np.tile(np.arange(arrays.openings), len(left))
    )
    place = arrays.seeker_community
    blocked = blocked_by(RULES, arrays, asked, market.params, place[asked.left])
    worth = -plan.prices.demand
    price = seat_worth(market, plan)
    full = (price > 0) & found.opened & (arrays.opening_headcount > 0)
    return [
        *shortages("unserved", place, found.unserved.astype(np.int64), worth, blocked),
        *shortages("capacity", arrays.opening_occupation, full.astype(np.int64), price, {}),
    ]


def _others(market: EmploymentMarket, plan: Plan) -> tuple[Ints, Ints]:
    """Edges of the next best openings of each seeker, and what each needs more."""
    edges, short = market.edges, plan.needed_more(market.problem)
    rest = np.flatnonzero(~plan.flow & (short < PRICELESS))
    place = ranks(market.arrays.opening_id)[edges.right[rest]]
    value = market.problem.edge_value[rest]
    rest = rest[np.lexsort((place, -value, short[rest], edges.left[rest]))]
    rest = rest[first_of_each(edges.left[rest], ALTERNATIVES)]
    return rest, short[rest]
