"""By day what was open stays open, as long as that is proven to be good enough.

Which times visits for two take is a search of its own, and nobody wants it to move half a county
because one helper has the flu. So what is open is held, a demand that lost its place gets the best
one at the prices that proved the plan, and the rest is mended; the same prices, by arithmetic, say
how much better any other choice could be.
"""

from dataclasses import replace

import numpy as np

from matcher.columns import Flags
from matcher.plan import CLOSED, OPEN, UNDECIDED, Branch, Plan, Prices
from matcher.problem import Problem
from matcher.solve.branching import forced_open, loads, minimums
from matcher.solve.narrow import UNKNOWN
from matcher.solve.repair import mended_case
from matcher.solve.settling import NotMendable
from matcher.solve.together import Together


def kept_open(
    problem: Problem, last: tuple[Prices, Prices], proof: Prices, used: Flags, gap: float
) -> Plan:
    """The best plan with what ``used`` edges hold open, within ``gap`` of the best of all.

    last : the smallest and the largest prices of the plan before, UNKNOWN at nodes that are new
    proof : the prices that proved it, at all nodes

    Raises NotMendable where nodes with a minimum are no demands for several, where what is to be
    open cannot be filled, or where more than the gap stays unproven.
    """
    together, minimum = Together(problem), minimums(problem)
    if len(together) < len(minimum):
        raise NotMendable("minimums are searched for, not mended")
    forced = forced_open(problem)
    start = np.where(forced, OPEN, UNDECIDED).astype(np.int8)
    best = together.best(proof, start)
    wanted = loads(problem, used) >= minimum
    wanted[best.nodes] |= ~together.served(wanted, best.nodes)
    decisions = np.where(wanted | forced, OPEN, CLOSED).astype(np.int8)
    shut = np.zeros(problem.demand.nodes, np.bool_)
    shut[together.node[decisions[together.held] == CLOSED]] = True
    used = used & ~problem.demand.under(problem.edge_demand, shut)
    plan = mended_case(problem, last, used, decisions)
    # Its own prices know what has changed since those of the proof.
    for prices in (None, plan.prices, plan.highest):
        bounded = best if prices is None else together.best(prices, start)
        bound = max(plan.objective, bounded.bound)
        plan = replace(plan, bound=bound, proof=(Branch(start, bounded.prices),))
        if plan.gap(problem) <= gap:
            return plan
    raise NotMendable("another choice of what opens may be better")


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
