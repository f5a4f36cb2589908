"""Killed with SIGKILL at random points, a night ends as if nothing had happened."""

import os
import random
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from jobs.ledgers.loading import load_folder
from jobs.matching import nightly
from models.care.owed.tables import Obligation
from models.care.tables import Visit
from models.database.engine import transaction
from models.matching.tables import Proposal, Run
from models.notices.tables import Notice
from models.places.tables import Place
from models.settings import Settings
from tests.conftest import SECRET
from tests.county import TODAY

ROOT = Path(__file__).parents[3]
PATIENCE = 120


@contextmanager
def started(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    """``python -m jobs.nightly`` on the test's servers, at the moment it begins to work."""
    environ = {
        "DATABASE_URL": str(settings.database_url),
        "DATABASE_APP_URL": str(settings.database_app_url),
        "REDIS_URL": str(settings.redis_url),
        "LIANXIN_SECRET": SECRET,
        "LIANXIN_VAR": str(settings.var),
    }
    command = [sys.executable, "-m", "jobs.nightly", "--as-of", TODAY.isoformat()]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("▸")
        yield process


def finished(settings: Settings) -> float:
    """Let one start come to its end; the seconds it took."""
    began = time.monotonic()
    with started(settings) as process:
        out, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, out
    return time.monotonic() - began


def killed(settings: Settings, after: float) -> None:
    with started(settings) as process:
        time.sleep(after)
        process.kill()
        process.wait(PATIENCE)


def plan(engine: Engine) -> list[tuple[Any, ...]]:
    """All that is published, by who is served: visits are opened anew, so their ids differ."""
    with Session(engine) as session:
        rows = session.execute(
            select(
                Visit.resident_id,
                Proposal.helper_id,
                Proposal.day,
                Proposal.part,
                Proposal.seeker_id,
                Proposal.vacancy_id,
                Proposal.cohort_id,
                Proposal.rank,
                Proposal.score,
                Proposal.change,
                Proposal.contributions,
            )
            .outerjoin(Visit, Visit.id == Proposal.visit_id)
            .order_by(Proposal.market, Proposal.rank)
        ).all()
        return [tuple(row) for row in rows]


def runs(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return list(session.scalars(select(Run.state)))


def forget(engine: Engine) -> None:
    """Back to the evening before."""
    with transaction(engine) as session:
        for table in (Proposal, Run, Obligation, Visit, Notice):
            session.execute(delete(table))


def kill_and_compare(engine: Engine, settings: Settings, times: int, seed: int) -> None:
    finished(settings)
    wanted = plan(engine)
    assert wanted
    forget(engine)
    length = finished(settings)
    forget(engine)
    chance = random.Random(seed)
    for _ in range(times):
        killed(settings, chance.uniform(0, length * 0.8))
        assert len(runs(engine)) <= 1
        if runs(engine) == ["published"]:
            assert plan(engine) == wanted
            forget(engine)
        else:
            assert plan(engine) == []
    finished(settings)
    assert runs(engine) == ["published"]
    assert plan(engine) == wanted


@pytest.mark.slow
def test_a_few_kills_change_nothing(
    standing: Engine, county_id: uuid.UUID, settings: Settings
) -> None:
    kill_and_compare(standing, settings, times=3, seed=4)


def test_killed_between_reading_and_publishing(
    standing: Engine, county_id: uuid.UUID, settings: Settings
) -> None:
    """The row is there, marked running, its process gone: the next start takes it up."""
    stop = _Stop()
    with pytest.raises(_Killed):
        nightly.run(county_id, TODAY, TODAY, progress=stop)
    assert stop.heard
    with Session(standing) as session:
        run = session.scalars(select(Run)).one()
        assert run.state == "running"
    assert nightly.run(county_id, TODAY, TODAY) == run.id
    with Session(standing) as session:
        again = session.get_one(Run, run.id)
        assert (again.state, again.attempt) == ("published", 2)
        assert session.scalar(select(func.count()).select_from(Run)) == 1


class _Killed(BaseException):
    """Not an Exception, so that no handler of the night sees it."""


class _Stop:
    heard = False

    def __call__(self, stage: str, share: float) -> None:
        if share >= 0.9:
            self.heard = True
            raise _Killed


@pytest.mark.evidence
def test_twenty_kills_on_the_sample_county(
    standing: Engine, settings: Settings, shared: Path, tmp_path: Path
) -> None:
    load_folder(shared / "county", tmp_path, TODAY, lambda stage, done, total: None)
    with Session(standing) as session:
        assert session.scalar(select(Place.name).where(Place.kind == "county"))
    kill_and_compare(standing, settings, times=20, seed=20)
