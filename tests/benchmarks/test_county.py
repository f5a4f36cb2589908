"""Nights and rejections are measured on whatever county there is, a small one too."""

import json
import os
import subprocess
import sys
import uuid
from typing import Any

import pytest
from sqlalchemy import Engine

from benchmarks import page
from benchmarks.events import KINDS
from models.database.engine import transaction
from models.settings import Settings
from tests.county import TODAY, County
from tests.house.sources import ROOT

pytestmark = pytest.mark.slow
HELPERS, PEOPLE = 6, 12
STAMP = {"day": "2026-11-20", "machine": "a machine", "versions": {"numpy": "2"}}


@pytest.fixture
def place(engine: Engine) -> uuid.UUID:
    with transaction(engine) as session:
        county = County(session)
        for n in range(HELPERS):
            county.helper(grid=n % 4)
        for n in range(PEOPLE):
            county.need(county.resident(grid=n % 4))
            county.seeker(grid=n % 4)
        for n in range(4):
            county.vacancy(community=n % 2, headcount=3)
        return county.place.id


def _ran(settings: Settings, *words: str) -> dict[str, Any]:
    """The figures a benchmark prints as JSON, at work on the tests' own servers."""
    assert settings.database_url is not None and settings.database_app_url is not None
    surroundings = {
        "LIANXIN_VAR": str(settings.var),
        "LIANXIN_SECRET": settings.secret.decode(),
        "DATABASE_URL": settings.database_url,
        "DATABASE_APP_URL": settings.database_app_url,
        "REDIS_URL": settings.redis_url or "",
    }
    command = [sys.executable, "-m", *words, "--as-of", TODAY.isoformat(), "--json"]
    environ = {**os.environ, **surroundings}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environ)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout[done.stdout.index("\n{\n") :])
    return found


def test_a_night_is_worked_and_its_markets_matched_by_hand_too(settings, queue_redis, place):
    found = _ran(settings, "benchmarks.night", "--runs", "1")
    assert found["first"]["markets"]["care"]["proposals"] == PEOPLE
    for both in found["matching"].values():
        assert both["ours"]["certified"]
        assert 0 < both["greedy"]["worth"] <= both["ours"]["worth"]
    made = page.pages({"night": found | STAMP})
    assert f"{HELPERS} helpers, {PEOPLE} visits" in made["benchmarks.md"]
    assert "whole night" in made["benchmarks/night.svg"]


def test_events_of_every_kind_are_worked_in(settings, queue_redis, place):
    found = _ran(settings, "benchmarks.events", "--events", "2")
    kinds = [kind for one in found.values() for kind in one["kinds"].values()]
    assert {kind["events"] for kind in kinds} == {2}
    assert len(kinds) == sum(map(len, KINDS.values()))
    assert "Care, a claim given back" in page.pages({"events": found | STAMP})["benchmarks.md"]
