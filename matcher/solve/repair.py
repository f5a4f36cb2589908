"""A flow mended after a small change: exact, and nothing is moved that need not be.

The last prices still fit almost everywhere. Only where an arc now gains against them is there
anything to do, and most edges are so far from being worth their use that they need no arc.
"""

import numpy as np

from matcher.columns import Flags
from matcher.plan import OPEN, Branch, Decisions, Plan, Prices
from matcher.problem import Problem
from matcher.rules import FULL_SCORE
from matcher.solve.branching import Laid, Part, decided, loads, minimums, part_of
from matcher.solve.extremes import extremes
from matcher.solve.narrow import Narrow, within_reach
from matcher.solve.network import networks
from matcher.solve.settling import NotMendable, Settled

# An edge may fall so far short of its price and still be laid out from the start.
REACH = FULL_SCORE // 50


def mended(problem: Problem, last: tuple[Prices, Prices], used: Flags, reach: int = REACH) -> Plan:
    """The best plan of ``problem``, starting from ``used`` edges that keep every capacity.

    last : the smallest and the largest prices of the plan before, UNKNOWN at nodes that are new.
    reach : edges this far from their price are laid out from the start: speed, not the result
    Without minimums only.
    """
    if len(minimums(problem)):
        raise NotMendable("minimums are searched for, not mended")
    return mended_case(problem, last, used, np.zeros(0, np.int8), reach)


def mended_case(
    problem: Problem,
    last: tuple[Prices, Prices],
    used: Flags,
    decisions: Decisions,
    reach: int = REACH,
) -> Plan:
    """As ``mended``, with every node that has a minimum decided: the best plan of that case.

    Only edges near their price are laid out; prices that one of the others could gain against bring
    it in, and the work begins again where it stood.
    """
    used = used | problem.edge_locked
    near, price = within_reach(problem, last, used, reach), last[0]
    near |= _under_open(problem, decisions)
    while True:
        narrow = Narrow.of(problem, near)
        # Little is settled anyway; to look for parts would take longer.
        (net,) = networks(narrow.problem, apart=False)
        settled = Settled(decided(net, decisions)[0], narrow.prices(price), used[narrow.rows])
        worth, laid = _laid(narrow.problem, part_of(net, settled.found()))
        used = np.zeros(problem.edges, np.bool_)
        used[narrow.rows[laid.flow]] = True
        price = narrow.highest(laid.prices)
        more = narrow.out(price)
        if not more.any():
            return _plan(problem, used, worth, extremes(narrow, settled, used), decisions)
        near |= more


def _under_open(problem: Problem, decisions: Decisions) -> Flags:
    """Edges of nodes that have to be filled."""
    found, first = np.zeros(problem.edges, np.bool_), 0
    for side, ends in problem.sides():
        held = np.flatnonzero(side.minimum > 0)
        nodes = np.zeros(side.nodes, np.bool_)
        nodes[held[decisions[first : first + len(held)] == OPEN]] = True
        first += len(held)
        if nodes.any():
            found |= side.under(ends, nodes)
    return found


def _laid(problem: Problem, part: Part) -> tuple[int, Laid]:
    """The best flow with its prices, and what it is worth."""
    laid = Laid.empty(problem)
    laid.take(part)
    locked = int(problem.edge_value[problem.edge_locked].sum())
    return part.worth + locked - int(problem.demand.step_cost.sum()), laid


def _plan(
    problem: Problem,
    used: Flags,
    worth: int,
    prices: tuple[Prices, Prices],
    decisions: Decisions,
) -> Plan:
    if (loads(problem, used) < minimums(problem))[decisions == OPEN].any():
        raise NotMendable("what was open cannot be filled any more")
    lowest, highest = prices
    return Plan(
        flow=used,
        unserved=problem.missing(used),
        objective=worth,
        bound=worth,
        prices=lowest,
        highest=highest,
        opened=decisions,
        proof=(Branch(decisions, lowest),),
    )
