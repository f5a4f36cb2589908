"""The one question both markets ask the solver, as frozen arrays checked once.

``Side`` describes who can give (supply) or who is to be served (demand) as a forest of capacities;
edges join a node of the supply forest with a node of the demand forest. Asked for are the edges to
use, each once, so that

    sum of edge values  -  cost of load on supply nodes  -  cost of what demand nodes still miss

is greatest, no node carries more than its capacity, and a node with a minimum carries at least
that or nothing at all. All numbers are whole, so "optimal" can be proven without rounding.
"""

from dataclasses import dataclass

import numpy as np

from matcher.columns import Columns, Flags, Ints, WrongShape, flags, ints, names


class FaultyProblem(ValueError):
    """A well-shaped problem that contradicts itself."""


class LoopInForest(FaultyProblem):
    """A node is its own ancestor."""


class StepsMismatch(FaultyProblem):
    """A node with steps does not have exactly one per unit of its capacity."""


class StepsUnsorted(FaultyProblem):
    """Load costs that fall, or missing costs that rise: no longer a flow."""


class MinimumAboveCapacity(FaultyProblem):
    """A node that could never open."""


class SameSupplierTwice(FaultyProblem):
    """Two edges join one root supplier with one demand that needs several different ones."""


class LockedOverCapacity(FaultyProblem):
    """The locked edges alone exceed a capacity."""


@dataclass(frozen=True)
class Side(Columns):
    """A forest of capacities.

    key : unique ids; their order, not the row order, decides ties
    parent : row of the node above, -1 at a root
    capacity : most units through the node
    minimum : at least so many or none, 0 = no minimum
    step_start, step_cost : CSR, ``step_start`` has nodes + 1 entries. On the supply side the rising
        cost of the 1st, 2nd, ... unit; on the demand side the falling cost of the 1st, 2nd, ...
        unit missing (a node with steps is "a demand" and needs as many as it has steps).
        A node without steps costs nothing.
    """

    key: Ints = names("nodes")
    parent: Ints = ints("nodes", low=-1, of="nodes")
    capacity: Ints = ints("nodes", low=0)
    minimum: Ints = ints("nodes", low=0)
    step_start: Ints = ints("bounds", low=0)
    step_cost: Ints = ints("steps", low=0)

    @property
    def nodes(self) -> int:
        return len(self.key)

    @property
    def steps(self) -> Ints:
        """Steps per node, int64[nodes]."""
        return np.diff(self.step_start)

    def check(self) -> None:
        if len(self.step_start) != self.nodes + 1 or int(self.step_start[-1]) != len(
            self.step_cost
        ):
            raise WrongShape("step_start", "not one more than the nodes, ending at the last step")
        if (self.steps < 0).any():
            raise WrongShape("step_start", "falls")
        if ((self.steps > 0) & (self.steps != self.capacity)).any():
            raise StepsMismatch("a node with steps needs one per unit of capacity")
        if (self.minimum > self.capacity).any():
            raise MinimumAboveCapacity("a minimum above the capacity")
        self.roots()

    def roots(self) -> Ints:
        """The root above each node, int64[nodes]."""
        up = np.where(self.parent < 0, np.arange(self.nodes), self.parent)
        # Each round doubles the distance climbed, so a loop never settles.
        for _ in range(self.nodes.bit_length() + 1):
            up = up[up]
        if (self.parent[up] >= 0).any():
            raise LoopInForest("a node is its own ancestor")
        return up

    def loads(self, at: Ints) -> Ints:
        """Units through each node when one enters at each of the nodes ``at``."""
        through = np.zeros(self.nodes, np.int64)
        while len(at):
            np.add.at(through, at, 1)
            at = self.parent[at]
            at = at[at >= 0]
        return through

    def under(self, at: Ints, nodes: Flags) -> Flags:
        """Whether a unit that enters at each of the nodes ``at`` runs through one of ``nodes``."""
        found = np.zeros(len(at), np.bool_)
        while (at >= 0).any():
            found |= (at >= 0) & nodes[at]
            at = np.where(at >= 0, self.parent[at], -1)
        return found

    def step_node(self) -> Ints:
        """The node of each step, int64[steps]."""
        return np.repeat(np.arange(self.nodes), self.steps)


@dataclass(frozen=True)
class Problem(Columns):
    """Supply and demand and what joins them.

    edge_supply, edge_demand : nodes joined, any depth
    edge_value : worth of using the edge (score, 10,000 = full)
    edge_locked : must be used
    """

    supply: Side
    demand: Side
    edge_supply: Ints = ints("edges", low=0)
    edge_demand: Ints = ints("edges", low=0)
    edge_value: Ints = ints("edges")
    edge_locked: Flags = flags("edges")

    @property
    def edges(self) -> int:
        return len(self.edge_value)

    def check(self) -> None:
        for name, side in (("edge_supply", self.supply), ("edge_demand", self.demand)):
            column: Ints = getattr(self, name)
            if column.size and int(column.max()) >= side.nodes:
                raise WrongShape(name, "an edge of no node")
        self._check_steps()
        self._check_different()
        for side, ends in self.sides():
            if (side.loads(ends[self.edge_locked]) > side.capacity).any():
                raise LockedOverCapacity("locked edges exceed a capacity")

    def sides(self) -> tuple[tuple[Side, Ints], tuple[Side, Ints]]:
        """Each side with its end of every edge."""
        return (self.supply, self.edge_supply), (self.demand, self.edge_demand)

    def missing(self, used: Flags) -> Ints:
        """Units each demand still misses with these edges, int64[demand nodes]."""
        served = self.demand.loads(self.edge_demand[used])
        return np.where(self.demand.steps > 0, self.demand.steps - served, 0)

    def _check_steps(self) -> None:
        for side, sign in ((self.supply, 1), (self.demand, -1)):
            within = np.diff(side.step_node()) == 0
            if (sign * np.diff(side.step_cost)[within] < 0).any():
                raise StepsUnsorted("supply steps rise, demand steps fall")

    def _check_different(self) -> None:
        """Demands of several units: one edge at most per root supplier, so all are different.

        A node whose minimum fills the demand above it is alone there when it opens, so two such
        nodes may both know a supplier, but none of them twice.
        """
        demand, parent = self.demand, self.demand.parent
        several = demand.steps > 1
        inner = np.flatnonzero(parent >= 0)
        inner = inner[several[parent[inner]]]
        alone = np.zeros(demand.nodes, np.bool_)
        alone[inner] = demand.minimum[inner] == demand.capacity[parent[inner]]
        rows = np.flatnonzero((several | (parent >= 0))[self.edge_demand])
        root, node = self.supply.roots()[self.edge_supply[rows]], self.edge_demand[rows]
        judged, excused = [], np.zeros(len(node), np.bool_)
        while len(node):
            here = (several[node] & ~excused) | alone[node]
            judged.append((node * self.supply.nodes + root)[here])
            up = parent[node] >= 0
            excused, root, node = alone[node[up]], root[up], parent[node[up]]
        joined = np.sort(np.concatenate(judged)) if judged else rows
        if (joined[1:] == joined[:-1]).any():
            raise SameSupplierTwice("one supplier twice at one demand")
