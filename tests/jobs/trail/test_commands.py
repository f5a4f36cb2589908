"""``python -m jobs.trail``: verified, anchored and shortened from the terminal."""

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from jobs.trail import anchors, chores
from models.database.engine import transaction
from models.notices.tables import Notice
from models.settings import Settings
from models.trail import chain
from models.trail.shortening import KEPT
from models.trail.tables import TrailCheck
from tests.county import County
from tests.house.sources import ROOT
from tests.jobs.trail.written import NOW, faults, lines, linked, unlocked

TODAY = NOW.date()


@pytest.fixture(autouse=True)
def no_anchors(settings: Settings) -> Iterator[None]:
    yield
    (settings.var / anchors.NAME).unlink(missing_ok=True)


def command(settings: Settings, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "jobs.trail", *words],
        cwd=ROOT,
        env={
            **os.environ,
            "LIANXIN_VAR": str(settings.var),
            "LIANXIN_SECRET": settings.secret.decode(),
            "DATABASE_URL": settings.database_url or "",
            "DATABASE_APP_URL": settings.database_app_url or "",
            "REDIS_URL": settings.redis_url or "",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_verify_says_how_far_or_names_every_place(
    engine: Engine, owner: Engine, settings: Settings
) -> None:
    numbers = linked(engine, 4)
    good = command(settings, "verify")
    assert good.returncode == 0, good.stderr
    assert "链到第 4 环，没有不对" in good.stdout
    with unlocked(owner) as connection:
        connection.execute(text("DELETE FROM trail_entry WHERE number = :n"), {"n": numbers[1]})
        connection.execute(
            text("UPDATE trail_entry SET why = 'x' WHERE number = :n"), {"n": numbers[2]}
        )
    bad = command(settings, "verify")
    assert bad.returncode == 1
    assert f"第一处：链上第 2 环：第 {numbers[1]} 条记录不见了" in bad.stdout
    assert f"第 3 环：第 {numbers[2]} 条记录或这一环的内容被改过" in bad.stdout
    assert "共 2 处不对" in bad.stdout
    with Session(engine) as session:
        kept = [(one.links, one.faults) for one in session.query(TrailCheck).order_by("at")]
    assert kept == [(4, 0), (4, 2)]


def test_an_anchor_is_printed_and_left_in_the_file(engine: Engine, settings: Settings) -> None:
    linked(engine, 3)
    made = command(settings, "anchor")
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["number"] == 3
    assert [one.number for one in anchors.read(settings.var)] == [3]


def test_the_daily_check_leaves_an_anchor_that_shows_a_tail_cut_off(
    engine: Engine, owner: Engine, settings: Settings
) -> None:
    linked(engine, 3)
    with transaction(engine) as session:
        auditor = County(session, "610777").account("auditor").id
    assert chores.daily() == 0
    with unlocked(owner) as connection:
        connection.execute(text("DELETE FROM trail_link WHERE number = 3"))
        connection.execute(
            text("DELETE FROM trail_entry WHERE number >= (SELECT max(number) FROM trail_entry)")
        )
    assert chores.daily() == 1
    with Session(engine) as session:
        told = session.query(Notice).one()
        assert told.account_id == auditor
    assert [one.number for one in anchors.read(settings.var)] == [3]


def test_shortening_keeps_six_months_and_what_is_left_verifies(
    engine: Engine, settings: Settings
) -> None:
    old = NOW - dt.timedelta(days=400)
    with transaction(engine) as session:
        County(session, "610778")
    first = lines(engine, 3, old)
    with transaction(engine) as session:
        chain.link(session, old + dt.timedelta(minutes=1))
    kept = linked(engine, 2)
    early = (TODAY - KEPT + dt.timedelta(days=2)).isoformat()
    refused = command(settings, "shorten", "--before", early)
    assert refused.returncode == 1
    assert "至少保存六个月" in refused.stderr
    assert "Traceback" not in refused.stderr
    day = (TODAY - KEPT - dt.timedelta(days=2)).isoformat()
    done = command(settings, "shorten", "--before", day)
    assert done.returncode == 0, done.stderr
    assert "删去 3 条" in done.stdout
    with Session(engine) as session:
        left = session.scalars(text("SELECT number FROM trail_entry ORDER BY 1")).all()
    assert set(first).isdisjoint(left)
    assert set(kept) <= set(left)
    assert faults(engine) == []
    assert command(settings, "verify").returncode == 0


def test_a_seal_that_is_not_ours_is_named(
    engine: Engine, owner: Engine, settings: Settings
) -> None:
    """Who takes the beginning away by SQL cannot make the seal that goes with it."""
    numbers = linked(engine, 4)
    with unlocked(owner) as connection:
        connection.execute(
            text(
                "INSERT INTO trail_seal SELECT number, hash, current_date, now(), hash"
                " FROM trail_link WHERE number = 2"
            )
        )
        connection.execute(text("DELETE FROM trail_link WHERE number <= 2"))
        connection.execute(text("DELETE FROM trail_entry WHERE number <= :n"), {"n": numbers[1]})
    assert [(one.kind, one.link) for one in faults(engine)] == [("seal", 2)]


def test_a_broken_chain_is_not_shortened(engine: Engine, owner: Engine, settings: Settings) -> None:
    old = NOW - dt.timedelta(days=400)
    numbers = linked(engine, 3, old)
    with unlocked(owner) as connection:
        connection.execute(
            text("UPDATE trail_entry SET why = 'x' WHERE number = :n"), {"n": numbers[0]}
        )
    day = (TODAY - KEPT - dt.timedelta(days=2)).isoformat()
    assert command(settings, "shorten", "--before", day).returncode == 1
    with Session(engine) as session:
        assert session.scalar(text("SELECT count(*) FROM trail_entry")) == 3
