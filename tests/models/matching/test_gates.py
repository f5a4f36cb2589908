"""Each gate, on both sides of its line."""

from dataclasses import replace

import pytest

from models.matching.gates import Fault, Figures, GateParams, Outcome, faults

GOOD = Outcome(
    market="employment",
    figures=Figures(people=1000, openings=100, proposals=500),
    last=Figures(people=1000, openings=100, proposals=500),
    violations=0,
    certified=True,
    gap=0.0005,
)


def names(outcome: Outcome) -> list[str]:
    return [fault.name for fault in faults(outcome, GateParams())]


def test_a_good_night_passes() -> None:
    assert names(GOOD) == []
    assert names(replace(GOOD, last=None, figures=Figures(0, 0, 0))) == []


@pytest.mark.parametrize(
    ("figures", "held"),
    [
        (Figures(800, 80, 350), []),
        (Figures(799, 100, 500), ["people"]),
        (Figures(1000, 79, 500), ["openings"]),
        (Figures(1000, 100, 349), ["proposals"]),
        (Figures(0, 0, 0), ["people", "openings", "proposals"]),
    ],
)
def test_a_night_that_shrank_is_held(figures: Figures, held: list[str]) -> None:
    assert names(replace(GOOD, figures=figures)) == held


def test_gaps_are_the_markets_own() -> None:
    assert names(replace(GOOD, gap=0.0011)) == ["gap"]
    assert names(replace(GOOD, market="care", gap=0.009)) == []
    assert names(replace(GOOD, market="care", gap=0.011)) == ["gap"]
    assert names(replace(GOOD, market="care", gap=0.0)) == []


def test_broken_rules_and_proofs_are_hard() -> None:
    found = faults(replace(GOOD, violations=2, certified=False), GateParams())
    assert [(fault.name, fault.hard) for fault in found] == [
        ("violations", True),
        ("certificate", True),
    ]
    assert "2 处" in str(found[0].said)
    assert all(isinstance(fault, Fault) and fault.as_json()["said"] for fault in found)
