"""Three ways to say who is sent where: our own night, a list from the top, the best pairs first.

All three choose among the same pairs, which the rules allow, with the same scores, places and
classes; they differ in what they look at first, and in whether they look at the whole.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from jobs.matching.employment import CASES
from matcher.certificate import certificate
from matcher.columns import Flags, Ints
from matcher.employment.arrays import EmploymentArrays
from matcher.employment.market import EmploymentMarket, build
from matcher.employment.night import match
from matcher.employment.params import EmploymentParams
from matcher.solve.solver import SolveParams
from models.matching.gates import GateParams


class NotProven(Exception):
    """The certificate of one of our nights does not hold."""


# Seekers and openings sent to each other, by row, and the share of the gain left unproven.
Sent = tuple[Ints, Ints, float]
Propose = Callable[[EmploymentArrays], Sent]


def ours(arrays: EmploymentArrays) -> Sent:
    """As every night of the product, save that no clock ends the search."""
    solving = SolveParams(cases=CASES, gap=GateParams().employment_gap)
    night = match(arrays, EmploymentParams(), solving)
    problem, plan = night.market.problem, night.plan
    if not certificate(problem, plan).holds:
        raise NotProven
    return night.proposals.seeker, night.proposals.opening, plan.gap(problem)


def greedy(arrays: EmploymentArrays) -> Sent:
    """Down the help queue: each gets what suits him best of what is left."""
    market = build(arrays, EmploymentParams())
    queue = -arrays.seeker_missing_cost[market.edges.left]
    return _by_hand(market, (-market.problem.edge_value, market.edges.left, queue))


def best_fit_first(arrays: EmploymentArrays) -> Sent:
    """The pair of the highest score first, whoever it is, then the next of what is left."""
    market = build(arrays, EmploymentParams())
    return _by_hand(market, (market.edges.left, -market.problem.edge_value))


ARMS: Mapping[str, Propose] = MappingProxyType(
    {"ours": ours, "greedy": greedy, "best fit first": best_fit_first}
)


def _by_hand(market: EmploymentMarket, keys: tuple[Ints, ...]) -> Sent:
    """Through the pairs by these keys, the last first, then by the opening's number.

    A class left below its minimum closes, the emptiest first; then all is gone through again
    without it, until every class is full enough.
    """
    arrays, edges = market.arrays, market.edges
    order = np.lexsort((edges.right, *keys))
    shut = np.zeros(arrays.openings, np.bool_)
    while True:
        row = order[~shut[edges.right[order]]]
        row = row[_taken(arrays, edges.left[row], edges.right[row])]
        filled = np.bincount(edges.right[row], minlength=arrays.openings)
        short = np.flatnonzero((filled > 0) & (filled < arrays.opening_minimum))
        if not len(short):
            return edges.left[row], edges.right[row], 0.0
        shut[short[np.argmin(filled[short] / arrays.opening_minimum[short])]] = True


def _taken(arrays: EmploymentArrays, seekers: Ints, openings: Ints) -> Flags:
    """Whether each pair in turn finds its seeker without a place and a place that is left."""
    free = [True] * arrays.seekers
    room, whole = arrays.opening_headcount.tolist(), arrays.group_headcount.tolist()
    group = arrays.opening_group.tolist()
    chosen = np.zeros(len(seekers), np.bool_)
    for row, (i, j) in enumerate(zip(seekers.tolist(), openings.tolist(), strict=True)):
        if free[i] and room[j] and whole[group[j]]:
            free[i] = False
            room[j] -= 1
            whole[group[j]] -= 1
            chosen[row] = True
    return chosen
