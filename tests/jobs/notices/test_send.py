"""The outbox against real providers, its process really killed between the call and its mark."""

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from jobs import ground
from jobs.notices.send import outbox
from matcher.said import Said
from models.database.engine import transaction
from models.notices.outbox import tell
from models.notices.tables import Delivery, Notice, NoticeChoice
from models.settings import Settings, Sms
from tests.conftest import SECRET
from tests.county import NOW, County
from tests.jobs.notices.providers import Gateway, free_port, http_server

ROOT = Path(__file__).parents[3]
PATIENCE = 60
SECRET_FACTS = ("欧阳文贵", "第1网格", "糖尿病")
CHILD = """
from jobs.ground import stand_on
from jobs.notices.send import outbox
from jobs.services.embedded import servers
from models.settings import Settings
with servers(Settings.from_env()) as settings:
    stand_on(settings)
    outbox()
"""


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with http_server(Gateway()) as gateway:
        yield gateway


@pytest.fixture
def texted(settings: Settings, engine: Engine, gateway: Gateway) -> Iterator[Settings]:
    """A process that stands on settings with an SMS gateway."""
    sms = Sms(gateway.url, "k", "geheim", "连心", "T1", False)
    found = replace(settings, sms=sms)
    ground.stand_on(found)
    yield found
    ground.engine().dispose()
    ground.stand_on(settings)


def told(engine: Engine, channels: Sequence[str] = ("sms",), times: int = 1) -> None:
    """One account that is never quiet, told so many things."""
    midnight = dt.time()
    with transaction(engine) as session:
        account = County(session, "610995").account("volunteer")
        choice = {"channels": list(channels), "quiet_from": midnight, "quiet_to": midnight}
        session.add(NoticeChoice(account_id=account.id, **choice))
        session.flush()
        for n in range(times):
            facts = dict(zip(("name", "grid", "ill"), SECRET_FACTS, strict=True))
            said = Said("%(name)s，%(grid)s，%(ill)s", **facts)
            tell(session, [account.id], f"k{n}", said, "/care/", NOW)


def states(engine: Engine) -> list[str]:
    with transaction(engine) as session:
        return list(session.scalars(select(Delivery.state).order_by(Delivery.id)))


def hours_pass(engine: Engine) -> None:
    """Whatever was leased is out of its lease; whatever waits for its next try is due."""
    past = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
    with transaction(engine) as session:
        leased = update(Delivery).where(Delivery.lease_until.is_not(None))
        session.execute(leased.values(lease_until=past))
        session.execute(update(Delivery).values(next_try_at=past))


def test_three_notices_are_one_sms_without_a_word_of_them(
    engine: Engine, texted: Settings, gateway: Gateway
) -> None:
    told(engine, times=3)
    assert outbox() == 3
    assert outbox() == 0
    assert states(engine) == ["sent"] * 3
    [message] = gateway.messages
    assert message["params"] == {"count": "3"}
    assert not any(fact in str(message) for fact in SECRET_FACTS)


def test_channels_that_are_not_set_up_hold_nothing_back(
    engine: Engine, texted: Settings, gateway: Gateway
) -> None:
    told(engine, ["email", "wecom"])
    assert outbox() == 1
    assert (states(engine), gateway.messages) == ([], [])


def test_refused_it_is_sent_once_later(engine: Engine, texted: Settings, gateway: Gateway) -> None:
    gateway.status = 503
    told(engine)
    outbox()
    assert states(engine) == ["failed"]
    gateway.status = 200
    outbox()
    assert len(gateway.messages) == 1, "not before its time"
    hours_pass(engine)
    outbox()
    outbox()
    assert states(engine) == ["sent"]
    assert len(gateway.messages) == 2


def neighbours(engine: Engine, number: int) -> None:
    """So many accounts that are never quiet, each told one thing."""
    with transaction(engine) as session:
        county = County(session, "610994")
        for _ in range(number):
            one = county.account("volunteer")
            quiet = {"quiet_from": dt.time(), "quiet_to": dt.time()}
            session.add(NoticeChoice(account_id=one.id, channels=["sms"], **quiet))
            session.flush()
            tell(session, [one.id], "k", Said("有一条消息"), None, NOW)


def test_four_senders_at_once_send_each_once(
    engine: Engine, texted: Settings, gateway: Gateway
) -> None:
    neighbours(engine, 20)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: outbox(), range(4)))
    assert states(engine) == ["sent"] * 20
    assert len({message["phone"] for message in gateway.messages}) == 20
    assert len(gateway.messages) == 20


def test_a_provider_that_is_down_is_asked_once_a_round(
    engine: Engine, texted: Settings, gateway: Gateway
) -> None:
    sms = replace(texted.sms, url=f"http://127.0.0.1:{free_port()}/")  # type: ignore[type-var]
    ground.stand_on(replace(texted, sms=sms))
    neighbours(engine, 3)
    outbox()
    assert sorted(states(engine)) == ["failed", "waiting", "waiting"]


def killed_in_the_call(settings: Settings, gateway: Gateway, idempotent: bool) -> None:
    """Start a sender of its own, let its request arrive, and kill it before the answer."""
    gateway.seconds = PATIENCE
    environ = {
        "DATABASE_URL": str(settings.database_url),
        "DATABASE_APP_URL": str(settings.database_app_url),
        "REDIS_URL": str(settings.redis_url),
        "LIANXIN_SECRET": SECRET,
        "LIANXIN_VAR": str(settings.var),
        "LIANXIN_SMS_URL": gateway.url,
        "LIANXIN_SMS_KEY": "k",
        "LIANXIN_SMS_SECRET": "geheim",
        "LIANXIN_SMS_SIGN": "连心",
        "LIANXIN_SMS_TEMPLATE": "T1",
        "LIANXIN_SMS_IDEMPOTENT": "1" if idempotent else "",
    }
    with subprocess.Popen(
        [sys.executable, "-c", CHILD], cwd=ROOT, env={**os.environ, **environ}
    ) as process:
        assert gateway.arrived.wait(PATIENCE)
        process.kill()
        process.wait(PATIENCE)
    gateway.seconds = 0


@pytest.mark.slow
def test_killed_after_the_call_it_is_never_sent_again(
    engine: Engine, texted: Settings, gateway: Gateway, redis_url: str
) -> None:
    told(engine, times=2)
    killed_in_the_call(texted, gateway, idempotent=False)
    assert states(engine) == ["sending"] * 2
    outbox()
    assert states(engine) == ["sending"] * 2, "its lease still runs"
    for _ in range(3):
        hours_pass(engine)
        outbox()
    assert states(engine) == ["unsure"] * 2
    assert len(gateway.messages) == 1
    with transaction(engine) as session:
        assert session.scalars(select(Notice.delivered_at)).all().count(None) == 0


@pytest.mark.slow
def test_killed_after_the_call_it_is_repeated_word_for_word_where_that_is_safe(
    engine: Engine, texted: Settings, gateway: Gateway, redis_url: str
) -> None:
    told(engine, times=2)
    killed_in_the_call(texted, gateway, idempotent=True)
    ground.stand_on(replace(texted, sms=replace(texted.sms, idempotent=True)))  # type: ignore[type-var]
    for _ in range(3):
        hours_pass(engine)
        outbox()
    assert states(engine) == ["sent"] * 2
    first, second = gateway.messages
    assert first == second
