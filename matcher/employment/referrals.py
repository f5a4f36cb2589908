"""Lists of openings for each seeker, without sending everybody to the same door.

A b-matching: up to ``per_seeker`` openings for a seeker, each of another employer, and at most
``per_seat`` seekers for a seat. Solved exactly; the first opening on a list weighs as much as the
seeker's place in the help queue, each further one half as much as the one before.
"""

from dataclasses import dataclass

import numpy as np

from matcher.columns import Floats, Ints
from matcher.employment.market import EmploymentMarket
from matcher.fairness import gini
from matcher.plan import Plan
from matcher.problem import Problem, Side
from matcher.ranks import ranks
from matcher.solve.solver import solve


@dataclass(frozen=True)
class ReferralParams:
    """How long a list may be, and how many seekers are sent to one seat."""

    per_seeker: int = 5
    per_seat: int = 3


@dataclass(frozen=True)
class Referrals:
    """Who is told of what, and how evenly.

    seeker, opening, score : one row per referral, by seeker, best first
    offers_per_seat : float[openings], seekers sent for each seat; 0 where there is no seat
    coverage : share of the seekers with any eligible opening who got one at least
    crowding : Gini of the offers per seat among openings somebody could be sent to
    problem, plan : what was asked and found, for the certificate
    """

    seeker: Ints
    opening: Ints
    score: Ints
    offers_per_seat: Floats
    coverage: float
    crowding: float
    problem: Problem
    plan: Plan


def referrals(market: EmploymentMarket, params: ReferralParams | None = None) -> Referrals:
    """The best lists for all seekers of a market at once."""
    params = params or ReferralParams()
    rows = _best_of_each_employer(market)
    asked = _problem(market, rows, params)
    plan = solve(asked)
    edge = rows[plan.flow]
    seeker, opening = market.edges.left[edge], market.edges.right[edge]
    score = market.problem.edge_value[edge]
    order = np.lexsort((ranks(market.arrays.opening_id)[opening], -score, seeker))
    able = np.unique(market.edges.left[rows])
    offers = _per_seat(market, opening)
    sought = np.unique(market.edges.right[rows])
    return Referrals(
        seeker=seeker[order],
        opening=opening[order],
        score=score[order],
        offers_per_seat=offers,
        coverage=len(np.unique(seeker)) / max(1, len(able)),
        crowding=gini(np.rint(1000 * offers[sought]).astype(np.int64)),
        problem=asked,
        plan=plan,
    )


def _best_of_each_employer(market: EmploymentMarket) -> Ints:
    """Edges: of several openings of one employer the one that suits the seeker best."""
    group = market.arrays.opening_group[market.edges.right]
    place = ranks(market.arrays.opening_id)[market.edges.right]
    order = np.lexsort((place, -market.problem.edge_value, group, market.edges.left))
    both = (market.edges.left[order] << 32) | group[order]
    first = np.diff(both, prepend=-1) != 0
    return np.sort(order[first])


def _problem(market: EmploymentMarket, rows: Ints, params: ReferralParams) -> Problem:
    arrays, supply = market.arrays, market.problem.supply
    most = np.full(arrays.seekers, params.per_seeker)
    nth = np.tile(np.arange(params.per_seeker), arrays.seekers)
    demand = Side(
        key=market.problem.demand.key,
        parent=-np.ones_like(most),
        capacity=most,
        minimum=0 * most,
        step_start=np.concatenate([[0], np.cumsum(most)]),
        step_cost=np.repeat(arrays.seeker_missing_cost, params.per_seeker) >> nth,
    )
    doors = Side(
        key=supply.key,
        parent=supply.parent,
        capacity=params.per_seat * supply.capacity,
        minimum=np.zeros_like(supply.minimum),
        step_start=supply.step_start,
        step_cost=supply.step_cost,
    )
    return Problem(
        supply=doors,
        demand=demand,
        edge_supply=market.problem.edge_supply[rows],
        edge_demand=market.problem.edge_demand[rows],
        edge_value=market.problem.edge_value[rows],
        edge_locked=market.problem.edge_locked[rows],
    )


def _per_seat(market: EmploymentMarket, opening: Ints) -> Floats:
    seats = market.arrays.opening_headcount
    sent = np.bincount(opening, minlength=market.arrays.openings)
    return np.divide(sent, seats, out=np.zeros(len(seats)), where=seats > 0)
