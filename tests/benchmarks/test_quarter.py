"""A few days of a small county, lived through twice: the same dice, the same figures, none lost."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks import page
from benchmarks.dice import Dice
from benchmarks.paired import differences
from benchmarks.quarter.arms import ARMS
from benchmarks.quarter.counted import MEASURES
from benchmarks.quarter.dice import Habits
from tests.house.sources import ROOT

STAMP = {"day": "2026-11-20", "machine": "a machine", "versions": {"numpy": "2"}}
WORDS = ("--seeds", "1", "--days", "4", "--share", "0.03", "--json")


def _begun(var: Path) -> subprocess.Popen[str]:
    """The benchmark on servers and a county of its own, so that nothing is left to a second run."""
    command = [sys.executable, "-m", "benchmarks.quarter", *WORDS]
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DATABASE_APP_URL")}
    environ = kept | {"LIANXIN_VAR": str(var)}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environ
    )


def _ended(process: subprocess.Popen[str]) -> dict[str, Any]:
    said, fault = process.communicate()
    assert process.returncode == 0, fault
    found: dict[str, Any] = json.loads(said[said.index("\n{\n") :])
    return found


def _without_seconds(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {name: {k: v for k, v in seed[name].items() if k != "seconds"} for name in ARMS}
        for seed in found["seeds"]
    ]


@pytest.mark.slow
def test_the_same_seed_lives_the_same_days_and_loses_nothing(tmp_path_factory):
    processes = [_begun(tmp_path_factory.mktemp("q")) for _ in range(2)]
    first, second = map(_ended, processes)
    assert _without_seconds(first) == _without_seconds(second)
    for name in ARMS:
        one = first["seeds"][0][name]
        assert one["obligations"]["discharged"] > 0
        assert one["visits"] == one["happened"]["at the door: done"]
    # Whether somebody looks and whom he finds at home is the same in all arms; whom he goes to not.
    assert len({json.dumps(first["seeds"][0][name]["happened"]) for name in ARMS}) > 1
    made = page.pages({"quarter": first | STAMP})
    assert "first come" in made["benchmarks.md"] and "<svg" in made["benchmarks/quarter.svg"]


def test_a_throw_is_named_by_what_it_is_about():
    dice = Dice(7)
    assert dice.throw("looks", 3, "2026-11-23") == Dice(7).throw("looks", 3, "2026-11-23")
    others = [Dice(8).throw("looks", 3, "2026-11-23"), dice.throw("looks", 4, "2026-11-23")]
    assert dice.throw("looks", 3, "2026-11-23") not in others
    assert 0.45 < sum(dice.throw("even", n) for n in range(2000)) / 2000 < 0.55


def test_outcomes_at_the_door_come_as_often_as_they_are_said_to():
    habits, count = Habits(), 20_000
    found = [habits.outcome((n + 0.5) / count) for n in range(count)]
    for name in ("not_home", "refused", "hospital", "moved", "deceased"):
        assert found.count(name) / count == pytest.approx(getattr(habits, name), abs=1e-4)


def test_a_loss_is_told_by_measure_and_direction():
    def run(coverage: float, messages: float) -> dict[str, float]:
        same = {"high_risk": 0.4, "made": 0.6, "continuity": 0.5, "gini": 0.3, "notices": 4.0}
        return {"coverage": coverage, "messages": messages, **same}

    mine = [run(0.5, 3.0), run(0.6, 3.0), run(0.7, 3.0)]
    other = [run(0.4, 2.0), run(0.4, 2.0), run(0.8, 4.0)]
    found = differences(mine, other, MEASURES)
    assert (found["coverage"]["behind"], found["messages"]["behind"]) == (1, 2)
    assert found["coverage"]["mean"] == pytest.approx(0.2 / 3)
    # By hand: differences 0.1, 0.2, -0.1; t of 0.975 with two degrees of freedom is 4.3027.
    assert found["coverage"]["wide"] == pytest.approx(4.3027 * 0.15275 / 3**0.5, rel=1e-3)
