"""A rejection on the page, answered by a worker of its own process: who moves, and who does not."""

import os
import re
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from redis import Redis
from rq import Queue
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs import ground
from jobs.matching import nightly
from jobs.queues import INTERACTIVE
from matcher.said import Said
from models.database.engine import transaction
from models.matching.tables import PlanChange, Proposal
from models.places.tables import Place
from models.settings import Settings
from tests.county import County
from tests.house.sources import ROOT
from tests.jobs.matching.conftest import populate
from tests.web.conftest import NOW, Visitor, token_on
from tests.web.matching.conftest import Desk
from web.clock import today

BY_SCRIPT = {"HX-Request": "true"}
WAITING, ANSWERED = "正在重新匹配…", "已重新匹配"


@pytest.fixture
def county(settings: Settings, engine: Engine, app: Flask, queue_redis: Redis) -> Iterator[Desk]:
    """A county with a night that was really worked."""
    ground.stand_on(settings)
    with transaction(ground.engine()) as session:
        county_id = populate(County(session))
    run_id = nightly.run(county_id, today(NOW), today(NOW))
    assert run_id is not None
    queue_redis.flushall()
    with Session(ground.engine()) as session:
        east = select(Place.id).where(Place.kind == "community").order_by(Place.path)
        places = {"county": county_id, "east": session.scalars(east).first() or county_id}
    yield Desk(engine, app, county_id, run_id, places)
    ground.engine().dispose()


@pytest.fixture
def worker(settings: Settings) -> Iterator[None]:
    """A worker as an operator starts it, for those who wait."""
    assert settings.database_app_url is not None and settings.redis_url is not None
    environ = {
        **os.environ,
        "LIANXIN_VAR": str(settings.var),
        "LIANXIN_SECRET": settings.secret.decode(),
        "DATABASE_APP_URL": settings.database_app_url,
        "REDIS_URL": settings.redis_url,
    }
    command = [sys.executable, "-m", "jobs.worker", "--queues", INTERACTIVE]
    process = subprocess.Popen(command, cwd=ROOT, env=environ)
    yield
    process.kill()
    process.wait()


def waiting(desk: Desk, market: str = "care") -> Proposal:
    with Session(desk.engine) as session:
        mine = select(Proposal).where(Proposal.state == "open", Proposal.market == market)
        return session.scalars(mine.order_by(Proposal.rank).limit(1)).one()


def rejected(client: Visitor, one: Proposal) -> str:
    page = client.get("/desk/?market=care")
    form = {"csrf_token": token_on(page), "version": one.version, "reason": "skill"}
    return client.post(f"/desk/{one.id}/reject", data=form, headers=BY_SCRIPT).text


def polled(client: Visitor, text: str) -> str:
    """Ask again as the page does, until there is an answer."""
    deadline = time.monotonic() + 60
    while WAITING in text:
        assert time.monotonic() < deadline, "nobody answered"
        found = re.search(r'hx-get="([^"]+)" hx-trigger="every 1s"', text)
        assert found is not None, text
        time.sleep(0.2)
        text = client.get(found[1], headers=BY_SCRIPT).text
    return text


@pytest.mark.slow
def test_a_rejection_shows_who_moves(county: Desk, worker: None) -> None:
    client, one = county.staff("county"), waiting(county)
    card = rejected(client, one)
    assert card.lstrip().startswith("<article")
    text = polled(client, card)
    assert ANSWERED in text
    with Session(county.engine) as session:
        of_visit = select(PlanChange).where(PlanChange.subject_id == one.visit_id)
        change = session.scalars(of_visit.order_by(PlanChange.at.desc())).first()
    assert change is not None and change.before_id == one.helper_id
    assert change.after_id != one.helper_id
    assert str(Said.from_json(change.said)) in text, "each with its reason"
    assert text.count("<li>") >= 1
    assert not re.search(r"居民\d", text), "names are masked"


@pytest.mark.slow
def test_without_script_the_desk_shows_it_after_reloading(county: Desk, worker: None) -> None:
    client, one = county.staff("county"), waiting(county)
    form = {"version": one.version, "reason": "skill", "next": "/desk/?market=care"}
    answer = client.send(f"/desk/{one.id}/reject", form, on="/desk/?market=care")
    assert answer.status_code == 303
    assert "market=care" in answer.location and "moves=" in answer.location
    page = client.get(answer.location).text
    assert WAITING in page or ANSWERED in page
    deadline = time.monotonic() + 60
    while ANSWERED not in page:
        assert time.monotonic() < deadline
        time.sleep(0.2)
        page = client.get(answer.location).text


def test_until_somebody_works_it_the_page_says_so(county: Desk, queue_redis: Redis) -> None:
    client = county.staff("county")
    text = rejected(client, waiting(county))
    assert WAITING in text
    assert 'hx-trigger="every 1s"' in text
    rejected(client, waiting(county))
    # A storm of decisions is one piece of work.
    assert Queue(INTERACTIVE, connection=queue_redis).count == 1


def test_what_nobody_knows_any_more_is_left_to_the_night(county: Desk) -> None:
    page = county.staff("county").get(f"/desk/moves/{uuid.uuid4()}").text
    assert "最迟今晚会一起考虑" in page
    assert county.staff("volunteer").get(f"/desk/moves/{uuid.uuid4()}").status_code == 403
    assert county.staff("county").get("/desk/?moves=nonsense").status_code == 200
