"""The employment market as a problem for the solver.

Supply is the opening within its employer or training order, demand the seeker, who gets one
proposal. The plan is best in

    sum of scores (0..10,000 a pair)  -  seeker_missing_cost of everybody left without a proposal

so the help queue decides who is served where places are short, and fit decides with what. A
cohort opens with its minimum or not at all.
"""

from dataclasses import dataclass, replace

import numpy as np

from matcher.columns import Flags, Ints
from matcher.employment.arrays import COHORT, VACANCY, WELFARE_POST, EmploymentArrays
from matcher.employment.features import FEATURES
from matcher.employment.params import EmploymentParams
from matcher.employment.rules import RULES
from matcher.employment.since import Since
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
    return _built(arrays, params, None, None)


def rebuilt(known: EmploymentMarket, arrays: EmploymentArrays) -> EmploymentMarket:
    """The market of ``arrays``, a later state of the same day; only what changed is judged anew."""
    return _built(arrays, known.params, known, Since.of(known.arrays, arrays))


def _built(
    arrays: EmploymentArrays,
    params: EmploymentParams,
    known: EmploymentMarket | None,
    since: Since | None,
) -> EmploymentMarket:
    welfare = arrays.opening_kind == WELFARE_POST
    stayed, points, judged = _eligible(arrays, params, ~welfare, known, since)
    offered = np.zeros(arrays.seekers, np.bool_)
    for pairs in (stayed, judged):
        offered[pairs.left[arrays.opening_kind[pairs.right] == VACANCY]] = True
    arrays = replace(arrays, seeker_market_failed=arrays.seeker_market_failed | ~offered)
    if since is not None:
        otherwise = since.other_seeker | since.failed_otherwise(arrays)
        since = replace(since, other_seeker=otherwise)
    posts, its_points, others = _eligible(arrays, params, welfare, known, since)
    edges = joined([stayed, posts, judged, others])
    return market_of(arrays, params, edges, np.concatenate([points, its_points]))


def _eligible(
    arrays: EmploymentArrays,
    params: EmploymentParams,
    openings: Flags,
    known: EmploymentMarket | None,
    since: Since | None,
) -> tuple[Candidates, Ints, Candidates]:
    """Pairs at these openings: those that stayed as they were, their points, and those judged."""
    some, everybody = np.flatnonzero(openings), np.arange(arrays.seekers)
    if known is None or since is None:
        nobody = np.zeros(0, np.int64)
        none = np.zeros((0, len(FEATURES)), np.int64)
        asked = _all_pairs(everybody, some)
        return pairs_of(nobody, nobody), none, eligible(RULES, arrays, asked, params)
    edges = since.moved(known.edges)
    stays = (edges.left >= 0) & (edges.right >= 0) & openings[edges.right]
    stays &= ~since.other_seeker[edges.left]
    stays &= ~since.other_opening[edges.right]
    others = np.flatnonzero(since.other_seeker)
    same = np.setdiff1d(everybody, others)
    changed = some[since.other_opening[some]]
    asked = joined([_all_pairs(others, some), _all_pairs(same, changed)])
    return edges.where(stays), known.points[stays], eligible(RULES, arrays, asked, params)


def _all_pairs(seekers: Ints, openings: Ints) -> Candidates:
    return pairs_of(np.repeat(seekers, len(openings)), np.tile(openings, len(seekers)))


def market_of(
    arrays: EmploymentArrays,
    params: EmploymentParams,
    edges: Candidates,
    known: Ints | None = None,
) -> EmploymentMarket:
    """The problem of the given candidates.

    known : the points of the first candidates, as far as they are those of a market before
    """
    points = contributions(FEATURES, params.weights, arrays, edges, params, known)
    problem = Problem(
        supply=_supply(arrays),
        demand=_demand(arrays),
        edge_supply=len(arrays.group_headcount) + edges.right,
        edge_demand=edges.left,
        edge_value=points.sum(axis=1),
        edge_locked=_locked(arrays, edges),
    )
    return EmploymentMarket(arrays, params, edges, points, problem)


def last_night(market: EmploymentMarket) -> Flags:
    """The edges that last night proposed, as far as they are still eligible, bool[edges]."""
    return market.arrays.kept.has(market.edges.left, market.edges.right)


def _locked(arrays: EmploymentArrays, edges: Candidates) -> Flags:
    """The candidates to be left as they are, as far as there is room, the help queue first.

    Never a seat of a cohort: it would open the class below its minimum, or draw people into it.
    """
    wanted = arrays.locked.has(edges.left, edges.right)
    rows = np.flatnonzero(wanted & (arrays.opening_kind[edges.right] != COHORT))
    rows = rows[np.lexsort((edges.left[rows], -arrays.seeker_missing_cost[edges.left[rows]]))]
    group = arrays.opening_group[edges.right]
    seats, of_group = arrays.opening_headcount.copy(), arrays.group_headcount.copy()
    found = np.zeros(len(edges), np.bool_)
    for row in rows.tolist():
        if seats[edges.right[row]] > 0 and of_group[group[row]] > 0:
            found[row] = True
            seats[edges.right[row]] -= 1
            of_group[group[row]] -= 1
    return found


def _supply(arrays: EmploymentArrays) -> Side:
    """Openings within their employer or order; a group is named after its first opening."""
    order = ranks(arrays.opening_id)
    groups = len(arrays.group_headcount)
    first = np.full(groups, arrays.openings) + np.arange(groups)
    np.minimum.at(first, arrays.opening_group, order)
    none = np.zeros(groups, np.int64)
    return Side(
        key=np.concatenate([first, LEVEL + order]),
        parent=np.concatenate([np.full(groups, -1), arrays.opening_group]),
        capacity=np.concatenate([arrays.group_headcount, arrays.opening_headcount]),
        minimum=np.concatenate([none, arrays.opening_minimum]),
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
