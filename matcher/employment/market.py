"""The employment market as a problem for the solver.

Supply is the opening within its employer or training order, demand the seeker, who gets one
proposal. The plan is best in

    sum of scores (0..10,000 a pair)  -  seeker_missing_cost of everybody left without a proposal

so the help queue decides who is served where places are short, and fit decides with what. A
cohort opens with its minimum or not at all; one in which people have decided a seat already is
theirs to open or not, so it keeps its seats whatever its number.
"""

from dataclasses import dataclass, replace

import numpy as np

from matcher.columns import Flags, Ints
from matcher.employment.arrays import VACANCY, WELFARE_POST, EmploymentArrays
from matcher.employment.features import FEATURES
from matcher.employment.params import EmploymentParams
from matcher.employment.rules import RULES
from matcher.problem import Problem, Side
from matcher.ranks import ranks
from matcher.rules import Candidates, contributions, eligible, joined, pairs_of

# Keys of openings stay apart from those of their groups.
LEVEL = 1 << 44


@dataclass(frozen=True)
class EmploymentMarket:
    """A county's question: the candidates and the problem whose edges they are, row by row.

    arrays : as given, but with ``seeker_market_failed`` also for those without any vacancy
    points : int[edges, features], contributions; their sum is the edge's value
    """

    arrays: EmploymentArrays
    params: EmploymentParams
    edges: Candidates
    points: Ints
    problem: Problem


def build(arrays: EmploymentArrays, params: EmploymentParams) -> EmploymentMarket:
    """All eligible pairs; public-welfare posts only for those the open market has nothing for."""
    welfare = arrays.opening_kind == WELFARE_POST
    market = _eligible(arrays, params, ~welfare)
    offered = np.zeros(arrays.seekers, np.bool_)
    offered[market.left[arrays.opening_kind[market.right] == VACANCY]] = True
    arrays = replace(arrays, seeker_market_failed=arrays.seeker_market_failed | ~offered)
    posts = _eligible(arrays, params, welfare)
    return market_of(arrays, params, joined([market, posts]))


def _eligible(arrays: EmploymentArrays, params: EmploymentParams, openings: Flags) -> Candidates:
    some = np.flatnonzero(openings)
    asked = pairs_of(np.repeat(np.arange(arrays.seekers), len(some)), np.tile(some, arrays.seekers))
    return eligible(RULES, arrays, asked, params)


def market_of(
    arrays: EmploymentArrays, params: EmploymentParams, edges: Candidates
) -> EmploymentMarket:
    """The problem of the given candidates, with the locked pairs added."""
    edges, locked = _with_locked(arrays, edges)
    points = contributions(FEATURES, params.weights, arrays, edges, params)
    problem = Problem(
        supply=_supply(arrays),
        demand=_demand(arrays),
        edge_supply=len(arrays.group_headcount) + edges.right,
        edge_demand=edges.left,
        edge_value=points.sum(axis=1),
        edge_locked=locked,
    )
    return EmploymentMarket(arrays, params, edges, points, problem)


def last_night(market: EmploymentMarket) -> Flags:
    """The edges that last night proposed, as far as they are still eligible, bool[edges]."""
    return market.arrays.kept.has(market.edges.left, market.edges.right)


def _with_locked(arrays: EmploymentArrays, edges: Candidates) -> tuple[Candidates, Flags]:
    """The candidates of everybody still undecided, and the pairs decided already."""
    free = edges.where(~np.isin(edges.left, arrays.locked.left))
    both = joined([free, pairs_of(arrays.locked.left, arrays.locked.right)])
    return both, np.arange(len(both)) >= len(free)


def _supply(arrays: EmploymentArrays) -> Side:
    """Openings within their employer or order; a group is named after its first opening."""
    order = ranks(arrays.opening_id)
    groups = len(arrays.group_headcount)
    first = np.full(groups, arrays.openings) + np.arange(groups)
    np.minimum.at(first, arrays.opening_group, order)
    none = np.zeros(groups, np.int64)
    decided = np.bincount(arrays.locked.right, minlength=arrays.openings) > 0
    return Side(
        key=np.concatenate([first, LEVEL + order]),
        parent=np.concatenate([np.full(groups, -1), arrays.opening_group]),
        capacity=np.concatenate([arrays.group_headcount, arrays.opening_headcount]),
        minimum=np.concatenate([none, np.where(decided, 0, arrays.opening_minimum)]),
        step_start=np.zeros(groups + arrays.openings + 1, np.int64),
        step_cost=none[:0],
    )


def _demand(arrays: EmploymentArrays) -> Side:
    everyone = np.ones(arrays.seekers, np.int64)
    return Side(
        key=ranks(arrays.seeker_id),
        parent=-everyone,
        capacity=everyone,
        minimum=0 * everyone,
        step_start=np.arange(arrays.seekers + 1),
        step_cost=arrays.seeker_missing_cost,
    )
