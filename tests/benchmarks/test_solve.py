"""Every benchmark runs, on a village, and what it keeps makes the page."""

import json
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from benchmarks import page, solve
from benchmarks.chart import Bar, bars, even, tenfolds
from benchmarks.full import full
from benchmarks.instances import bare, problem
from benchmarks.peers.greedy import of_full
from benchmarks.sections.solve import growth
from benchmarks.worth import Broken, gained
from matcher.solve.solver import solve as solved
from tests.house.sources import ROOT


def _ran(*words: str) -> str:
    command = [sys.executable, "-m", *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def village() -> dict[str, Any]:
    said = _ran("benchmarks.solve", "--size", "village", "--runs", "1", "--json")
    found: dict[str, Any] = json.loads(said[said.index("{\n") :])
    return found


@pytest.mark.slow
def test_every_peer_finds_the_optimum_and_the_greedy_hand_less(village):
    rows = village["solve-bare-village"]["rows"]
    assert set(rows) == set(solve.PEERS)
    best = rows["ours"]["objective"]
    assert {name for name, row in rows.items() if row["objective"] == best} == {
        name for name in solve.PEERS if name != "greedy"
    }
    assert rows["greedy"]["objective"] < best
    assert rows["ours"]["gap"] == 0 and rows["ours"]["certificate"] == "holds"
    assert list(rows["ours"]["stages"]) == ["candidates", "scores", "solve", "certificate"]


@pytest.mark.slow
def test_the_full_problem_is_within_its_gap_of_the_best(village):
    rows = village["solve-full-village"]["rows"]
    assert rows["ours"]["certificate"] == "holds"
    assert rows["ours"]["behind"] <= rows["ours"]["gap"] <= 0.001
    assert rows["greedy"]["objective"] < rows["ours"]["objective"]


@pytest.mark.slow
def test_a_peer_over_its_time_is_left_out_at_larger_sizes_too_and_said_to_be():
    words = ("--size", "county", "city", "--runs", "1", "--limit", "1", "--forms", "bare")
    said = _ran("benchmarks.solve", *words, "--peers", "highs_milp", "--json")
    found = json.loads(said[said.index("{\n") :])
    skipped = {name: one["rows"]["highs_milp"]["skipped"] for name, one in found.items()}
    assert skipped == {"solve-bare-county": "over 1 s", "solve-bare-city": "over 1 s for a county"}


@pytest.mark.slow
def test_what_was_measured_makes_its_section_and_chart(village):
    stamp = {"day": "2026-11-20", "machine": "a machine", "versions": {"numpy": "2"}}
    made = page.pages({name: one | stamp for name, one in village.items()})
    assert "### Village, full form: 60 helpers × 300 needs" in made["benchmarks.md"]
    measured = sum(len(one["rows"]) for one in village.values())
    assert made["benchmarks/solve.svg"].count("<rect") == 1 + measured


def test_growth_is_the_exponent_of_the_number_of_needs():
    kept = {
        f"solve-bare-{size}": {"rows": {"ours": {"seconds": seconds, "cpu": seconds**2}}}
        for size, seconds in (("city", 1.0), ("province", 10**1.05))
    }
    (said,) = growth(kept)
    assert (
        said.startswith("From city to province")
        and "to the power of 1.05 (processor seconds: 2.10)" in said
    )


@pytest.mark.slow
def test_the_greedy_hand_keeps_the_rules_of_the_full_problem():
    for asked in full("village", 5):
        plan = solved(asked)
        assert 0 < gained(asked, of_full(asked)) <= plan.bound + int(asked.demand.step_cost.sum())


def test_an_answer_that_breaks_a_capacity_is_worth_nothing():
    asked = problem(bare("village", 1)[0])
    plan = solved(asked)
    assert gained(asked, plan.flow) == plan.objective + int(asked.demand.step_cost.sum())
    with pytest.raises(Broken):
        gained(asked, np.ones(asked.edges, np.bool_))


def test_the_page_is_the_one_its_figures_make():
    for name, text in page.pages(page.kept()).items():
        assert (page.DOCS / name).read_text("utf-8") == text, "run python -m benchmarks.page"


def test_a_bar_that_was_left_out_is_said_to_be():
    drawn = bars([("g", [Bar("a", 2.0, "2 s"), Bar("b", None, "over 9 s")])], "s", tenfolds)
    assert drawn.count("<rect") == 2 and "over 9 s" in drawn


@pytest.mark.parametrize("largest", [0.004, 1.0, 7.3, 1234.0])
def test_even_marks_are_few_and_reach_past_the_largest(largest):
    scale = even([largest / 3, largest])
    assert 4 <= len(scale.marks) - 1 <= 10
    assert scale.share(0) == 0 and scale.share(largest) <= 1
