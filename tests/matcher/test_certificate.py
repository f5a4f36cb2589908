"""A certificate must refuse every plan that was tampered with, whatever the lie."""

from dataclasses import replace

import numpy as np
import pytest

from matcher.certificate import certificate, optimal, violations
from matcher.plan import Branch, Prices
from matcher.solve.solver import SolveParams, solve
from tests.matcher.problems import problem, side


def night():
    """Two classes (at least 3 of 4) and a shop of two, 9 people, one seat decided already."""
    openings = side(range(3), [-1, -1, -1], [4, 4, 2], [3, 3, 0], [[], [], [0, 7]])
    people = side(range(9), [-1] * 9, [1] * 9, [0] * 9, [[30 - p] for p in range(9)])
    edges = [(o, p, 5 + (5 * o + 3 * p) % 8) for o in range(3) for p in range(9)]
    return problem(openings, people, edges, locked=[4])


ASKED = night()
PLAN = solve(ASKED, SolveParams(cases=500, gap=0))


def swapped(flow, off, on):
    flow = flow.copy()
    flow[np.flatnonzero(flow)[off]] = False
    flow[np.flatnonzero(~flow)[on]] = True
    return flow


def moved(prices, by):
    return Prices(prices.supply + by, prices.demand)


def first_branch(decisions):
    return (Branch(decisions, PLAN.proof[0].prices), *PLAN.proof[1:])


TAMPERED = {
    "an edge dropped": lambda p: replace(p, flow=swapped(p.flow, 0, 0) & p.flow),
    "an edge added": lambda p: replace(p, flow=swapped(p.flow, 0, 3) | p.flow),
    "an edge exchanged": lambda p: replace(p, flow=swapped(p.flow, 2, 5)),
    "a locked edge dropped": lambda p: replace(p, flow=p.flow & ~ASKED.edge_locked),
    "everything dropped": lambda p: replace(p, flow=np.zeros_like(p.flow)),
    "everything used": lambda p: replace(p, flow=np.ones_like(p.flow)),
    "worth raised": lambda p: replace(p, objective=p.objective + 1, bound=p.bound + 1),
    "worth lowered": lambda p: replace(p, objective=p.objective - 1),
    "bound lowered": lambda p: replace(p, bound=p.bound - 1),
    "supply prices moved": lambda p: replace(p, prices=moved(p.prices, 1)),
    "demand prices halved": lambda p: replace(
        p, prices=Prices(p.prices.supply, p.prices.demand // 2)
    ),
    "highest prices moved": lambda p: replace(p, highest=moved(p.highest, 1)),
    "prices gone": lambda p: replace(p, prices=Prices(0 * p.prices.supply, 0 * p.prices.demand)),
    "someone unserved hidden": lambda p: replace(p, unserved=np.zeros_like(p.unserved) - 1),
    "someone unserved invented": lambda p: replace(p, unserved=p.unserved + 1),
    "a class said closed": lambda p: replace(p, opened=np.zeros_like(p.opened)),
    "proof left out": lambda p: replace(p, proof=()),
    "half the proof left out": lambda p: replace(p, proof=first_branch(np.array([1, 1], np.int8))),
    "proof told twice": lambda p: replace(p, proof=p.proof * 2),
    "proof with empty prices": lambda p: replace(
        p, proof=tuple(Branch(b.decisions, moved(b.prices, -3)) for b in p.proof)
    ),
    "plan of another size": lambda p: replace(p, flow=p.flow[:-1]),
    "flow as numbers": lambda p: replace(p, flow=p.flow.astype(np.int64)),
}


def test_the_honest_plan_passes():
    assert optimal(ASKED, PLAN)
    assert violations(ASKED, PLAN) == []


@pytest.mark.parametrize("lie", TAMPERED)
def test_a_tampered_plan_is_refused(lie):
    assert not certificate(ASKED, TAMPERED[lie](PLAN)).holds


def visit_for_two():
    """Three helpers with two half-days; a visit for two at either, another for one at the first."""
    helpers = side(range(6), [-1] * 6, [1] * 6, [0] * 6, [[]] * 6)
    visits = side(range(4), [-1, -1, 0, 0], [2, 1, 2, 2], [0, 0, 2, 2], [[20, 20], [9], [], []])
    edges = [(2 * h + t, 2 + t, 6 + h - t) for h in range(3) for t in range(2)]
    return problem(helpers, visits, [*edges, (0, 1, 5)])


def one_helper(asked, plan, time):
    """The plan with one of its two helpers at the other time."""
    flow = plan.flow.copy()
    flow[np.flatnonzero(flow & (asked.edge_demand == time))[0]] = False
    flow[np.flatnonzero(asked.edge_demand == 5 - time)[0]] = True
    return replace(plan, flow=flow)


def test_a_tampered_plan_of_a_visit_for_two_is_refused():
    asked = visit_for_two()
    plan = solve(asked, SolveParams(gap=0))
    assert optimal(asked, plan)
    time = int(asked.edge_demand[plan.flow & (asked.edge_demand > 1)][0])
    lies = [
        one_helper(asked, plan, time),
        replace(plan, bound=plan.bound - 1),
        replace(plan, opened=np.ones_like(plan.opened)),
        replace(plan, opened=plan.opened[::-1].copy()),
        replace(plan, proof=tuple(Branch(b.decisions, moved(b.prices, 7)) for b in plan.proof)),
        replace(plan, proof=(Branch(plan.opened, plan.prices),)),
    ]
    for lie in lies:
        assert not certificate(asked, lie).holds


def test_violations_name_what_is_broken():
    everything = replace(PLAN, flow=np.ones(ASKED.edges, bool))
    kinds = {v.kind for v in violations(ASKED, everything)}
    assert kinds == {"capacity", "unserved"}
    nobody = replace(PLAN, flow=np.zeros(ASKED.edges, bool))
    assert {v.kind for v in violations(ASKED, nobody)} == {"locked", "opened", "unserved"}
    lonely = PLAN.flow & ((ASKED.edge_supply != 1) | ASKED.edge_locked)
    few = replace(PLAN, flow=lonely, opened=np.ones(2, np.int8))
    assert "opened" in {v.kind for v in violations(ASKED, few)}


def test_one_supplier_twice_at_one_demand_is_a_violation():
    helper = side([0, 1, 2], [-1, 0, 0], [2, 1, 1], [0] * 3, [[], [], []])
    visit = side([0, 1, 2], [-1, 0, 0], [2, 1, 1], [0] * 3, [[9, 5], [], []])
    # The problem itself refuses such edges, so the plan is checked against one with two roots.
    asked = problem(replace(helper, parent=np.array([-1, -1, -1])), visit, [(1, 1, 3), (2, 2, 3)])
    plan = solve(asked)
    object.__setattr__(asked, "supply", helper)
    assert [v.kind for v in violations(asked, plan)] == ["same_supplier"]
