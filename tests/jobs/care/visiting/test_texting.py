"""The codes of visits through a real gateway on this machine."""

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs import ground
from jobs.care.visiting.texting import codes
from jobs.clock import now, today
from models.care.days import SHANGHAI
from models.care.visiting.codes import code_of
from models.care.visiting.tables import CodeText
from models.care.visiting.texting import plan_texts
from models.care.waiting.tables import Reconfirm
from models.database.engine import transaction
from models.settings import Settings, Sms
from tests.jobs.notices.providers import Gateway, http_server
from tests.models.care.village import Village

PHONE = "13911110001"


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with http_server(Gateway()) as gateway:
        yield gateway


@pytest.fixture
def standing(settings: Settings, engine: Engine, gateway: Gateway) -> Iterator[Sms]:
    sms = Sms(gateway.url, "k", "geheim", "连心", "T1", False, "T2")
    ground.stand_on(replace(settings, sms=sms))
    yield sms
    ground.engine().dispose()
    ground.stand_on(settings)


@pytest.fixture
def code(engine: Engine, standing: Sms) -> str:
    """The code of a visit of today that was confirmed yesterday at noon, still to be sent."""
    noon = dt.datetime.combine(today(now()), dt.time(12), SHANGHAI) - dt.timedelta(days=1)
    with transaction(engine) as session:
        village = Village(session, "610991")
        elder = village.elder(code_to="own", phone=PHONE)
        claim = village.claim(village.volunteer(), village.visit(elder), day=today(now()))
        asked = {"asked_at": noon, "answer_by": noon, "answered_at": noon}
        asked["answered_by"] = village.login("volunteer").id
        village.add(Reconfirm(claim_id=claim.id, **asked))
        assert plan_texts(session, noon) == 1
        return code_of(claim.id)


def states(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return list(session.scalars(select(CodeText.state)))


def test_it_is_sent_once_by_four_at_once(code: str, gateway: Gateway, engine: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: codes(), range(4))) == 1
    [message] = gateway.messages
    assert (message["phone"], message["template"]) == (PHONE, "T2")
    assert message["params"] == {"code": code, "day": today(now()).isoformat()}
    assert states(engine) == ["sent"]


def test_an_answer_that_never_came_is_not_asked_for_again(
    code: str, gateway: Gateway, engine: Engine
) -> None:
    gateway.hang_up = True
    assert (codes(), codes()) == (0, 0)
    assert len(gateway.messages) == 1
    assert states(engine) == ["unsure"]


def test_without_a_template_no_code_leaves_the_house(
    code: str, gateway: Gateway, settings: Settings, standing: Sms, engine: Engine
) -> None:
    ground.stand_on(replace(settings, sms=replace(standing, code_template=None)))
    assert codes() == 0
    assert (gateway.messages, states(engine)) == ([], ["waiting"])
