"""What the care market proposes, with alternatives and warnings, ready to be written down."""

from dataclasses import dataclass

import numpy as np

from matcher.care.arrays import ADULT
from matcher.care.days import PARTS
from matcher.care.features import FEATURES
from matcher.care.market import CareMarket, time_slot
from matcher.care.rules import RULES, check_pair
from matcher.care.worth import visit_worth
from matcher.columns import Flags, Ints
from matcher.explain import (
    Contribution,
    Shortage,
    WhyNot,
    blocked_by,
    explained,
    shortages,
    why_not,
)
from matcher.plan import OPEN, PRICELESS, Plan
from matcher.ranks import first_of_each, ranks
from matcher.rules import contributions, one_pair, pairs_of
from matcher.said import Said

ALTERNATIVES = 3


@dataclass(frozen=True)
class CareProposals:
    """Proposals, most urgent first, all arrays of one length unless said otherwise.

    visit, helper : rows of the arrays
    day, part : ordinal day, 0 morning, 1 afternoon, 2 evening
    score : 0..10,000, the sum of the row of ``points``
    points : int[proposals, features], in the order of ``FEATURES``
    edge : row of the market's edges
    locked : decided by people already, in the plan only to hold its place
    other_visit, other_helper, other_score, other_needs : next best eligible helpers, up to three
        per visit and best first; ``other_needs`` is what each would need more to be chosen
    unserved : int[visits], helpers still missing
    """

    visit: Ints
    helper: Ints
    day: Ints
    part: Ints
    score: Ints
    points: Ints
    edge: Ints
    locked: Flags
    other_visit: Ints
    other_helper: Ints
    other_score: Ints
    other_needs: Ints
    unserved: Ints


def proposals(market: CareMarket, plan: Plan, about: Ints | None = None) -> CareProposals:
    """Read a plan back into the market's terms. Who may not go alone is not proposed alone.

    about : visits whose next best helpers are wanted; all of them when not given.
    """
    arrays, edges = market.arrays, market.edges
    chosen = plan.flow & ~_alone(market, plan)
    edge = np.flatnonzero(chosen)
    urgency = -arrays.visit_missing_cost[edges.right[edge], 0]
    order = (ranks(arrays.helper_id)[edges.left[edge]], ranks(arrays.visit_id)[edges.right[edge]])
    edge = edge[np.lexsort((*order, urgency))]
    mine = edges.where(edge)
    other, needs = _others(market, plan, about)
    served = np.bincount(mine.right, minlength=arrays.visits)
    return CareProposals(
        visit=mine.right,
        helper=mine.left,
        day=arrays.as_of + mine.slot // PARTS,
        part=mine.slot % PARTS,
        score=market.problem.edge_value[edge],
        points=market.points[edge],
        edge=edge,
        locked=market.problem.edge_locked[edge],
        other_visit=edges.right[other],
        other_helper=edges.left[other],
        other_score=market.problem.edge_value[other],
        other_needs=needs,
        # Nobody is missed where somebody would only have come along.
        unserved=np.where(arrays.visit_along, 0, arrays.visit_required - served),
    )


def why(market: CareMarket, edge: int) -> list[Contribution]:
    """Why this pair at this time: contributions that add up to its score."""
    pair = int(market.edges.left[edge]), int(market.edges.right[edge])
    weights, row = market.params.weights, market.points[edge]
    return explained(FEATURES, weights, row, market.arrays, *pair, market.params)


def why_not_pair(market: CareMarket, plan: Plan, helper: int, visit: int) -> WhyNot:
    """Why this helper does not go there: failed rules, or how much more it would need."""
    broken = check_pair(market.arrays, helper, visit, market.params)
    if broken:
        return why_not(broken, 0)
    mine = np.flatnonzero((market.edges.left == helper) & (market.edges.right == visit))
    if len(mine):
        return why_not([], int(plan.needed_more(market.problem)[mine].min()))
    arrays, params = market.arrays, market.params
    pair = one_pair(helper, visit)
    value = contributions(FEATURES, params.weights, arrays, pair, params).sum()
    # Outside the candidates only the month's price is known; the hours themselves are free.
    asked = int(_month_price(market, plan)[helper])
    return why_not([], asked + _visit_price(market, plan, helper, visit) - int(value))


def warnings(market: CareMarket, found: CareProposals, row: int) -> list[Said]:
    """What a person should know before agreeing to one proposal."""
    arrays = market.arrays
    i, j = int(found.helper[row]), int(found.visit[row])
    said = []
    if found.unserved[j]:
        said.append(Said("这次探访还缺 %(count)d 人", count=int(found.unserved[j])))
    if arrays.helper_minor[i]:
        said.append(Said("志愿者未满 %(age)d 周岁，须与成年人同行", age=ADULT))
    if arrays.helper_newcomer[i]:
        said.append(Said("新志愿者，须与有经验的志愿者同行"))
    if arrays.visit_sex_wish[j] and arrays.visit_sex_wish[j] != arrays.helper_sex[i]:
        said.append(Said("不是对方希望的服务者性别"))
    if arrays.visit_dialects[j] and not arrays.visit_dialects[j] & arrays.helper_dialects[i]:
        said.append(Said("没有共同的方言"))
    if np.isnan(arrays.helper_lat[i] + arrays.visit_lat[j]):
        said.append(Said("没有坐标，距离按网格估算"))
    return said


def care_shortages(market: CareMarket, plan: Plan, found: CareProposals) -> list[Shortage]:
    """What each community lacks: visits nobody makes, and helpers used to the full."""
    arrays = market.arrays
    short = np.flatnonzero(found.unserved > 0)
    asked = pairs_of(
        np.tile(np.arange(arrays.helpers), len(short)), np.repeat(short, arrays.helpers)
    )
    place = arrays.visit_community
    blocked = blocked_by(RULES, arrays, asked, market.params, place[asked.right])
    # A visit for two with nobody is not helped by one more; it lacks what it costs to miss it.
    nobody = (arrays.visit_required > 1) & (found.unserved == arrays.visit_required)
    worth = np.where(nobody, arrays.visit_missing_cost[:, 0], -plan.prices.demand[: arrays.visits])
    price = visit_worth(market, plan).max(axis=1)
    return [
        *shortages("unserved", place, found.unserved, worth, blocked),
        *shortages("capacity", arrays.helper_community, (price > 0).astype(np.int64), price, {}),
    ]


def _alone(market: CareMarket, plan: Plan) -> Flags:
    """Chosen edges of who may not go alone, whose visit found nobody who may."""
    edges, arrays = market.edges, market.arrays
    follows = arrays.helper_follows[edges.left]
    leaders = np.bincount(edges.right[plan.flow & ~follows], minlength=arrays.visits)
    led = arrays.visit_led | (leaders > 0)
    alone: Flags = plan.flow & follows & ~led[edges.right] & ~market.problem.edge_locked
    return alone


def _month_price(market: CareMarket, plan: Plan) -> Ints:
    """What a visit taken from each helper would cost, in the dearest of his months."""
    root = market.problem.supply.roots()[market.problem.edge_supply]
    price = np.zeros(market.arrays.helpers, np.int64)
    np.maximum.at(price, market.edges.left, plan.highest.supply[root])
    return price


def _visit_price(market: CareMarket, plan: Plan, helper: int, visit: int) -> int:
    """What a visit asks of one more helper; where several go together, at the time they do."""
    arrays, demand = market.arrays, market.problem.demand
    times = np.flatnonzero((demand.parent == visit) & (demand.minimum > 0))
    if not len(times):
        return int(plan.prices.demand[visit])
    opened = times[plan.opened[np.cumsum(demand.minimum > 0)[times] - 1] == OPEN]
    packed = arrays.common_slots(np.array([helper]), np.array([visit]))
    common = np.unpackbits(packed, axis=1, count=arrays.slots)[0]
    opened = opened[common[time_slot(arrays, demand.key[opened])] > 0]
    return int(plan.prices.demand[opened[0]]) if len(opened) else PRICELESS


def _others(market: CareMarket, plan: Plan, about: Ints | None) -> tuple[Ints, Ints]:
    """Edges of the next best helpers of each visit, one per helper, and what each needs more."""
    edges, short = market.edges, plan.needed_more(market.problem)
    taken = (edges.right << 32) | edges.left
    wanted = short < PRICELESS
    if about is not None:
        wanted &= np.isin(edges.right, about)
    rest = np.flatnonzero(wanted)
    rest = rest[~np.isin(taken[rest], taken[plan.flow])]
    place = ranks(market.arrays.helper_id)[edges.left[rest]]
    value = market.problem.edge_value[rest]
    rest = rest[np.lexsort((edges.slot[rest], place, -value, short[rest], edges.right[rest]))]
    _, once = np.unique(taken[rest], return_index=True)
    rest = rest[np.sort(once)]
    rest = rest[first_of_each(edges.right[rest], ALTERNATIVES)]
    return rest, short[rest]
