"""By day what was open stays open, as long as that is proven to be good enough.

Which times visits for two take is a search of its own, and nobody wants it to move half a county
because one helper has the flu. So what is open is held, a demand that lost its place gets the best
one at the prices that proved the plan, and the rest is mended; the same prices, by arithmetic, say
how much better any other choice could be.
"""

from dataclasses import replace

import numpy as np

from matcher.columns import Flags
from matcher.plan import CLOSED, OPEN, UNDECIDED, Branch, Decisions, Plan, Prices
from matcher.problem import Problem
from matcher.solve.branching import BONUS, forced_open, loads, minimums
from matcher.solve.narrow import UNKNOWN
from matcher.solve.repair import mended_case
from matcher.solve.settling import NotMendable
from matcher.solve.together import Together

# Times tried for visits that lost theirs, before they are left without one until the night.
TRIES = 4
# A price beyond this says that something open must be filled, whatever it costs.
MUST = BONUS >> 5


def kept_open(
    problem: Problem, last: tuple[Prices, Prices], proof: Prices, used: Flags, gap: float
) -> Plan:
    """The best plan with what ``used`` edges hold open, within ``gap`` of the best of all.

    last : the smallest and the largest prices of the plan before, UNKNOWN at nodes that are new
    proof : the prices that proved it, at all nodes

    Raises NotMendable where nodes with a minimum are no demands for several, where what is to be
    open cannot be filled, or where more than the gap stays unproven.
    """
    together = Together(problem)
    if len(together) < len(minimums(problem)):
        raise NotMendable("minimums are searched for, not mended")
    start = np.where(forced_open(problem), OPEN, UNDECIDED).astype(np.int8)
    plan = _filled(together, last, proof, used, start)
    # Its own prices know what has changed since those of the proof.
    for prices in (proof, _sober(plan.prices, proof), _sober(plan.highest, proof)):
        best = together.best(prices, start)
        bound = max(plan.objective, best.bound)
        plan = replace(plan, bound=bound, proof=(Branch(start, best.prices),))
        if plan.gap(problem) <= gap:
            return plan
    raise NotMendable("another choice of what opens may be better")


def _filled(
    together: Together, last: tuple[Prices, Prices], proof: Prices, used: Flags, start: Decisions
) -> Plan:
    """The best plan with what is open, and a time for each that has none.

    The best at the prices of the proof comes first, and the next where no plan can fill it.
    """
    problem, choice = together.problem, start.copy()
    held = loads(problem, used) >= minimums(problem)
    for left in reversed(range(TRIES)):
        best = together.best(proof, choice).nodes
        fresh = best[~together.served(held, best)] if left else best[:0]
        decisions = np.where(held | (start == OPEN), OPEN, CLOSED).astype(np.int8)
        decisions[fresh] = OPEN
        shut = np.zeros(problem.demand.nodes, np.bool_)
        shut[together.node[decisions[together.held] == CLOSED]] = True
        stays = used & ~problem.demand.under(problem.edge_demand, shut)
        try:
            return mended_case(problem, last, stays, decisions)
        except NotMendable:
            if not len(fresh):
                break
            choice[fresh] = CLOSED
    raise NotMendable("what was open cannot be filled any more")


def _sober(prices: Prices, known: Prices) -> Prices:
    """Prices of a plan whose openings are fixed, fit to judge others: those of the ``known`` where
    they only say that what is open must be filled."""
    return Prices(
        np.where(np.abs(prices.supply) > MUST, known.supply, prices.supply),
        np.where(np.abs(prices.demand) > MUST, known.demand, prices.demand),
    )


def completed(problem: Problem, prices: Prices) -> Prices:
    """Prices that prove more, with a guess in place of UNKNOWN.

    Any price proves a bound. A supply node that asks less than the one above it may as well ask as
    much; a demand asks what its best edge offers.
    """
    side, demand = problem.supply, prices.demand.copy()
    unknown = prices.supply == UNKNOWN
    supply = np.where(unknown, np.where(side.parent < 0, 0, -UNKNOWN), prices.supply)
    plain = (side.parent >= 0) & (unknown | ((side.minimum == 0) & (side.steps == 0)))
    while (low := plain & (supply < supply[side.parent])).any():
        supply[low] = supply[side.parent[low]]
    new = demand == UNKNOWN
    demand[new] = 0
    rows = np.flatnonzero(new[problem.edge_demand])
    offered = problem.edge_value[rows] - supply[problem.edge_supply[rows]]
    np.maximum.at(demand, problem.edge_demand[rows], offered)
    return Prices(supply, demand)
