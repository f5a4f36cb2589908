"""A problem in the order of its keys, so that what a search meets first never hangs on rows."""

from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matcher.columns import Ints
from matcher.plan import Branch, Plan, Prices
from matcher.problem import Problem, Side
from matcher.ranks import ranks

N = TypeVar("N", bound=np.generic)


class Ordered:
    """The same problem with nodes in the order of keys and edges in the order of their ends.

    problem : the ordered one; ``edge`` is the row of each of its edges in the one given
    """

    def __init__(self, given: Problem) -> None:
        self.supply, self.demand = np.argsort(given.supply.key), np.argsort(given.demand.key)
        tail = ranks(given.supply.key)[given.edge_supply]
        head = ranks(given.demand.key)[given.edge_demand]
        self.edge = np.lexsort((given.edge_value, tail, head))
        self.problem = Problem(
            _side(given.supply, self.supply),
            _side(given.demand, self.demand),
            tail[self.edge],
            head[self.edge],
            given.edge_value[self.edge],
            given.edge_locked[self.edge],
        )
        held = int((given.supply.minimum > 0).sum())
        self.held = np.concatenate(
            [_held(given.supply, self.supply), held + _held(given.demand, self.demand)]
        )

    def prices(self, given: Prices) -> Prices:
        """Prices of the problem given as those of the ordered one."""
        return Prices(given.supply[self.supply], given.demand[self.demand])

    def back(self, plan: Plan) -> Plan:
        """A plan of the ordered problem as one of the problem given."""
        return replace(
            plan,
            flow=_back(plan.flow, self.edge),
            unserved=_back(plan.unserved, self.demand),
            prices=self._prices(plan.prices),
            highest=self._prices(plan.highest),
            opened=_back(plan.opened, self.held),
            proof=tuple(
                Branch(_back(one.decisions, self.held), self._prices(one.prices))
                for one in plan.proof
            ),
        )

    def _prices(self, prices: Prices) -> Prices:
        return Prices(_back(prices.supply, self.supply), _back(prices.demand, self.demand))


def _back(values: NDArray[N], row: Ints) -> NDArray[N]:
    back = np.empty_like(values)
    back[row] = values
    return back


def _held(side: Side, order: Ints) -> Ints:
    """For each node with a minimum, in order of keys, its place among those in order of rows."""
    minimum = side.minimum > 0
    return (np.cumsum(minimum) - 1)[order[minimum[order]]]


def _side(side: Side, order: Ints) -> Side:
    place = np.empty(side.nodes, np.int64)
    place[order] = np.arange(side.nodes)
    parent, steps = side.parent[order], side.steps[order]
    start = np.concatenate([[0], np.cumsum(steps)])
    first = side.step_start[:-1][order]
    step = np.repeat(first - start[:-1], steps) + np.arange(len(side.step_cost))
    return Side(
        key=side.key[order],
        parent=np.where(parent < 0, -1, place[parent]),
        capacity=side.capacity[order],
        minimum=side.minimum[order],
        step_start=start,
        step_cost=side.step_cost[step],
    )
