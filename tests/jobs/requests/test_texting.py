"""Whoever asked, told through a real gateway on this machine."""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from jobs import ground
from jobs.clock import now
from jobs.requests.texting import texts
from models.database.engine import transaction
from models.notices.texts import TEXT_STATES
from models.requests.tables import Request
from models.requests.texting.tables import RequestText
from models.settings import Settings, Sms
from tests.conftest import ROOT, SECRET
from tests.jobs.notices.providers import Gateway, http_server
from tests.models.requests.hall import Hall

PHONE = "13912345678"
URL = "https://lianxin.example"


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with http_server(Gateway()) as gateway:
        yield gateway


@pytest.fixture
def standing(settings: Settings, engine: Engine, gateway: Gateway) -> Iterator[Settings]:
    sms = Sms(gateway.url, "k", "geheim", "连心", "T1", False, None, {"received": "T-R"})
    found = replace(settings, sms=sms, public_url=URL)
    ground.stand_on(found)
    yield found
    ground.engine().dispose()
    ground.stand_on(settings)


@pytest.fixture
def code(engine: Engine, standing: Settings) -> str:
    with transaction(engine) as session:
        hall = Hall(session, now(), requester_id=None, phone=PHONE)
        return hall.request.code


def states(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return list(session.scalars(select(RequestText.state)))


def test_it_is_sent_once_by_four_at_once(code: str, gateway: Gateway, engine: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: texts(), range(4))) == 1
    [message] = gateway.messages
    assert (message["phone"], message["template"]) == (PHONE, "T-R")
    with Session(engine) as session:
        number = session.scalars(select(Request.number)).one()
    assert message["params"] == {
        "number": str(number),
        "link": f"{URL}/asked/{code}",
        "code": f"{code[:5]}-{code[5:]}",
    }
    assert states(engine) == ["sent"]


def test_an_answer_that_never_came_is_not_asked_for_again(
    code: str, gateway: Gateway, engine: Engine
) -> None:
    gateway.hang_up = True
    assert (texts(), texts()) == (0, 0)
    assert len(gateway.messages) == 1
    assert states(engine) == ["unsure"]


@pytest.mark.parametrize("idempotent", [False, True])
def test_a_worker_killed_while_it_sends(
    code: str, gateway: Gateway, engine: Engine, standing: Settings, idempotent: bool
) -> None:
    """Killed with SIGKILL after the gateway has it: never another one under another id."""
    gateway.seconds = 30
    worker = _worker(standing)
    try:
        assert gateway.arrived.wait(60)
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    gateway.seconds = 0
    assert states(engine) == ["sending"]
    assert standing.sms is not None
    ground.stand_on(replace(standing, sms=replace(standing.sms, idempotent=idempotent)))
    assert texts() == 0, "its lease still runs"
    with transaction(engine) as session:
        session.execute(update(RequestText).values(lease_until=now() - dt.timedelta(seconds=1)))
    assert texts() == int(idempotent)
    assert len({message["message_id"] for message in gateway.messages}) == 1
    assert len(gateway.messages) == 1 + idempotent
    assert states(engine) == ["sent" if idempotent else "unsure"]


@pytest.mark.parametrize("lacking", [{"sms": None}, {"public_url": None}])
def test_without_a_gateway_or_an_address_nothing_leaves_the_house(
    code: str, gateway: Gateway, engine: Engine, standing: Settings, lacking: dict[str, None]
) -> None:
    ground.stand_on(replace(standing, **lacking))
    assert texts() == 0
    assert (gateway.messages, states(engine)) == ([], [TEXT_STATES[0]])


def _worker(settings: Settings) -> subprocess.Popen[bytes]:
    """Another process that does the same work."""
    assert settings.sms is not None and settings.database_app_url is not None
    program = (
        "import json, sys; from pathlib import Path; from models.settings import Settings;"
        "from jobs.ground import stand_on; from jobs.requests.texting import texts;"
        "stand_on(Settings.from_env(json.loads(sys.argv[1]))); texts()"
    )
    surroundings = {
        "LIANXIN_VAR": str(settings.var),
        "LIANXIN_SECRET": SECRET,
        "DATABASE_APP_URL": settings.database_app_url,
        "DATABASE_URL": settings.database_url,
        "LIANXIN_URL": URL,
        "LIANXIN_SMS_URL": settings.sms.url,
        "LIANXIN_SMS_KEY": "k",
        "LIANXIN_SMS_SECRET": "geheim",
        "LIANXIN_SMS_SIGN": "连心",
        "LIANXIN_SMS_TEMPLATE": "T1",
        "LIANXIN_SMS_REQUEST_RECEIVED_TEMPLATE": "T-R",
    }
    return subprocess.Popen([sys.executable, "-c", program, json.dumps(surroundings)], cwd=ROOT)
