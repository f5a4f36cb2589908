"""Small problems of every shape, and a slow, obviously right answer to them."""

import numpy as np
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from matcher.problem import Problem, Side


def side(keys, parent, capacity, minimum, steps):
    """A side from lists; ``steps`` is one list of costs per node."""
    return Side(
        key=np.array(keys, np.int64),
        parent=np.array(parent, np.int64),
        capacity=np.array(capacity, np.int64),
        minimum=np.array(minimum, np.int64),
        step_start=np.cumsum([0, *map(len, steps)]),
        step_cost=np.array([c for row in steps for c in row], np.int64),
    )


def problem(supply, demand, edges, locked=()):
    """Edges as (supply node, demand node, value)."""
    rows = np.array(edges, np.int64).reshape(-1, 3)
    held = np.zeros(len(rows), bool)
    held[list(locked)] = True
    return Problem(supply, demand, rows[:, 0], rows[:, 1], rows[:, 2], held)


@st.composite
def forests(draw, sign, minimums):
    """A forest of up to 7 nodes; supply (1) has rising steps, demand (-1) falling ones."""
    count = draw(st.integers(1, 7))
    parent = [draw(st.integers(-1, k - 1)) if draw(st.booleans()) else -1 for k in range(count)]
    capacity = [draw(st.integers(0, 4)) for _ in range(count)]
    minimum = [draw(st.integers(0, c)) if minimums and draw(st.booleans()) else 0 for c in capacity]
    stepped = [draw(st.booleans()) for _ in range(count)]
    steps = [
        sorted((draw(st.integers(0, 30)) for _ in range(c)), reverse=sign < 0) if s else []
        for c, s in zip(capacity, stepped, strict=True)
    ]
    keys = draw(st.permutations(range(count)))
    return side(keys, parent, capacity, minimum, steps)


@st.composite
def problems(draw, minimums=True):
    """Any valid problem with up to 16 edges, no two of one root at one node of the demand."""
    supply, demand = draw(forests(1, minimums)), draw(forests(-1, minimums))
    pairs = draw(
        st.lists(
            st.tuples(
                st.integers(0, supply.nodes - 1),
                st.integers(0, demand.nodes - 1),
                st.integers(-5, 40),
            ),
            max_size=16,
        )
    )
    roots, tops = supply.roots(), demand.roots()
    seen, edges = set(), []
    for s, d, value in pairs:
        if (roots[s], tops[d]) not in seen:
            seen.add((roots[s], tops[d]))
            edges.append((s, d, value))
    return problem(supply, demand, edges)


TIMES = 3


@st.composite
def timed_problems(draw):
    """Helpers with half-days, and visits for one to three that have several times to choose from.

    A visit for several gets them all at one of its times or nobody, minors never alone.
    """
    helpers, visits = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    capacity = [draw(st.integers(1, 3)) for _ in range(helpers)]
    steps = [sorted(draw(st.integers(0, 9)) for _ in range(c)) for c in capacity]
    slots = helpers * TIMES
    supply = side(
        draw(st.permutations(range(helpers + slots))),
        [-1] * helpers + [k // TIMES for k in range(slots)],
        capacity + [1] * slots,
        [0] * (helpers + slots),
        steps + [[]] * slots,
    )
    parent, size, minimum, missing = [], [], [], []
    for _ in range(visits):
        parent.append(-1), minimum.append(0), size.append(draw(st.integers(1, 3)))
        missing.append([draw(st.integers(0, 40))] * size[-1])
    place = {}
    for visit in range(visits):
        for time in range(TIMES if size[visit] > 1 else 0):
            place[visit, time, False] = len(parent)
            parent += [visit, len(parent)]
            size += [size[visit], size[visit] - 1]
            minimum += [size[visit], 0]
            missing += [[], []]
            place[visit, time, True] = len(parent) - 1
    demand = side(draw(st.permutations(range(len(parent)))), parent, size, minimum, missing)
    minors = [draw(st.booleans()) for _ in range(helpers)]
    edges = [
        (helpers + i * TIMES + t, place.get((j, t, minors[i]), j), draw(st.integers(-5, 40)))
        for i in range(helpers)
        for j in range(visits)
        for t in (range(TIMES) if size[j] > 1 else [draw(st.integers(0, TIMES - 1))])
        if draw(st.booleans())
    ]
    return problem(supply, demand, edges)


def _above(nodes: Side, row: int) -> list[int]:
    path = []
    while row >= 0:
        path.append(row)
        row = int(nodes.parent[row])
    return path


def best_worth(asked: Problem) -> int:
    """The optimum by mixed integer programming: one variable per edge, step and open group."""
    # One idle column at the end of the edges keeps an empty problem a problem.
    columns, rows, low, high = [*-asked.edge_value.astype(float), 0.0], [], [], []
    upper = [1.0] * (asked.edges + 1)
    for nodes, ends, sign in (
        (asked.supply, asked.edge_supply, 1),
        (asked.demand, asked.edge_demand, -1),
    ):
        for node in range(nodes.nodes):
            load = {e: 1.0 for e in range(asked.edges) if node in _above(nodes, int(ends[e]))}
            rows.append(load | {asked.edges: 0.0}), low.append(0)
            high.append(int(nodes.capacity[node]))
            steps = nodes.step_cost[nodes.step_start[node] : nodes.step_start[node + 1]]
            if len(steps):
                units = range(len(columns), len(columns) + len(steps))
                columns += [float(sign * c) for c in steps]
                upper += [1.0] * len(steps)
                rows.append(load | {u: -1.0 for u in units}), low.append(0), high.append(0)
            if nodes.minimum[node]:
                opened = len(columns)
                columns.append(0.0), upper.append(1.0)
                rows.append(load | {opened: -float(nodes.capacity[node])})
                low.append(-np.inf), high.append(0)
                rows.append(load | {opened: -float(nodes.minimum[node])})
                low.append(0), high.append(np.inf)
    cells = [(r, c, v) for r, row in enumerate(rows) for c, v in row.items()]
    matrix = csr_array(
        ([v for *_, v in cells], ([r for r, *_ in cells], [c for _, c, _ in cells])),
        shape=(len(rows), len(columns)),
    )
    lower = np.zeros(len(columns))
    lower[: asked.edges] = asked.edge_locked
    found = milp(
        columns,
        constraints=LinearConstraint(matrix, low, high),
        bounds=Bounds(lower, upper),
        integrality=np.ones(len(columns)),
    )
    return round(-found.fun) - int(asked.demand.step_cost.sum())


def shuffled(asked: Problem, rng: np.random.Generator) -> tuple[Problem, np.ndarray]:
    """The same problem with all rows in another order, and where each edge went."""
    supply, s_new = _shuffled_side(asked.supply, rng)
    demand, d_new = _shuffled_side(asked.demand, rng)
    order = rng.permutation(asked.edges)
    mixed = Problem(
        supply,
        demand,
        s_new[asked.edge_supply][order],
        d_new[asked.edge_demand][order],
        asked.edge_value[order],
        asked.edge_locked[order],
    )
    return mixed, order


def _shuffled_side(nodes: Side, rng: np.random.Generator) -> tuple[Side, np.ndarray]:
    order = rng.permutation(nodes.nodes)
    new = np.argsort(order)
    steps = [nodes.step_cost[nodes.step_start[k] : nodes.step_start[k + 1]].tolist() for k in order]
    parent = [-1 if nodes.parent[k] < 0 else int(new[nodes.parent[k]]) for k in order]
    mixed = side(nodes.key[order], parent, nodes.capacity[order], nodes.minimum[order], steps)
    return mixed, new
