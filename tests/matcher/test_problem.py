"""Each fault of a problem has its own error."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from matcher.columns import (
    Columns,
    NotANumber,
    NotUnique,
    OutOfRange,
    WrongShape,
    WrongType,
    floats,
)
from matcher.pairs import Pairs
from matcher.problem import (
    LockedOverCapacity,
    LoopInForest,
    MinimumAboveCapacity,
    SameSupplierTwice,
    StepsMismatch,
    StepsUnsorted,
)
from tests.matcher.care.counties import county
from tests.matcher.problems import problem, side


@dataclass(frozen=True)
class Limits(Columns):
    limit: np.ndarray = floats("rows")


SUPPLY = side([0, 1], [-1, 0], [2, 1], [0, 0], [[1, 2], []])
DEMAND = side([0], [-1], [2], [0], [[9, 5]])


@pytest.mark.parametrize(
    ("error", "changes"),
    [
        (NotUnique, {"key": np.array([4, 4])}),
        (WrongShape, {"capacity": np.array([1])}),
        (WrongShape, {"step_start": np.array([0, 2])}),
        (WrongShape, {"key": np.array([[1, 2]])}),
        (WrongType, {"capacity": np.array([1.0, 2.0])}),
        (OutOfRange, {"capacity": np.array([2, -1])}),
        (OutOfRange, {"parent": np.array([-1, 2])}),
        (LoopInForest, {"parent": np.array([1, 0])}),
        (MinimumAboveCapacity, {"minimum": np.array([0, 2])}),
        (StepsMismatch, {"capacity": np.array([3, 1])}),
    ],
)
def test_a_faulty_side_is_refused(error, changes):
    with pytest.raises(error):
        replace(SUPPLY, **changes)


def test_steps_must_keep_the_flow_convex():
    with pytest.raises(StepsUnsorted):
        problem(side([0], [-1], [2], [0], [[5, 1]]), DEMAND, [])
    with pytest.raises(StepsUnsorted):
        problem(SUPPLY, side([0], [-1], [2], [0], [[1, 5]]), [])


def test_an_edge_of_no_node_is_refused():
    with pytest.raises(WrongShape):
        problem(SUPPLY, DEMAND, [(2, 0, 5)])


def test_several_units_need_several_suppliers():
    with pytest.raises(SameSupplierTwice):
        problem(SUPPLY, DEMAND, [(0, 0, 5), (1, 0, 5)])


def test_a_supplier_may_know_two_times_of_a_visit_but_none_twice():
    halves = side([0, 1, 2], [-1, 0, 0], [2, 1, 1], [0] * 3, [[], [], []])
    visit = side([0, 1, 2, 3], [-1, 0, 0, 1], [2, 2, 2, 1], [0, 2, 2, 0], [[5, 5], [], [], []])
    problem(halves, visit, [(1, 1, 5), (2, 2, 5)])
    with pytest.raises(SameSupplierTwice):
        problem(halves, visit, [(1, 1, 5), (2, 1, 5)])
    with pytest.raises(SameSupplierTwice):
        problem(halves, visit, [(1, 1, 5), (2, 3, 5)])


def test_locked_edges_must_fit():
    visits = side([0, 1], [-1, -1], [1, 1], [0, 0], [[9], [9]])
    with pytest.raises(LockedOverCapacity):
        problem(SUPPLY, visits, [(1, 0, 5), (1, 1, 5)], locked=[0, 1])


def test_columns_are_read_only():
    with pytest.raises(ValueError, match="read-only"):
        SUPPLY.capacity[0] = 9


def test_coordinates_may_be_missing_but_limits_may_not():
    fine = county()
    assert np.isnan(replace(fine, helper_lat=np.full(fine.helpers, np.nan)).helper_lat).all()
    with pytest.raises(NotANumber):
        Limits(np.array([1.0, np.nan]))


def test_a_pair_of_nobody_is_refused():
    with pytest.raises(OutOfRange):
        replace(county(), known=Pairs(np.array([10_000]), np.array([0])))


def test_pairs_find_their_members():
    pairs = Pairs(np.array([3, 1, 3]), np.array([5, 2, 5]))
    asked = np.array([3, 1, 2, 5]), np.array([5, 2, 1, 3])
    assert pairs.has(*asked).tolist() == [True, True, False, False]
