"""A public form under spam: who means it gets in, from one address and from two hundred."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select

from models.database.engine import transaction
from models.requests.tables import Request
from tests.web.conftest import WEST
from tests.web.requests.flood import Caller, Flood, filled, get_in
from tests.web.requests.village import building
from web.requests.asking import gate

__all__ = ["building"]
ONE = ["127.1.0.1"]
MANY = [f"127.2.{number // 250}.{number % 250 + 1}" for number in range(200)]
A_SECOND = 50
# A process of its own, whose Redis is not there.
ALONE = """
from flask import Flask
from web.requests.asking import gate
from web.security import limiter
app = Flask("alone")
app.config["RATELIMIT_STORAGE_URI"] = "redis://127.0.0.1:1/0"
limiter.init_app(app)
with app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
    print([gate.free("610998/009/") for _ in range(gate.FREE_ADDRESS.amount + 1)])
"""


def count(engine: Engine) -> int:
    with transaction(engine) as session:
        return session.scalars(select(func.count()).select_from(Request)).one()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("addresses", "most"),
    [(ONE, gate.FREE_ADDRESS.amount), (MANY, gate.FREE_COMMUNITY.amount)],
    ids=["one address", "two hundred"],
)
def test_who_means_it_gets_in(
    live: str, engine: Engine, building: str, addresses: list[str], most: int
) -> None:
    honest = [Caller(live, f"127.3.0.{number}") for number in range(1, 4)]
    # Behind the very address the flood comes from somebody honest lives as well.
    honest.append(Caller(live, addresses[0]))
    began = time.monotonic()
    with Flood(live, building, addresses, A_SECOND) as flood:
        time.sleep(3)
        got_in = [get_in(one, building, 20) for one in honest]
        lasted, sent = time.monotonic() - began, flood.answers.total()
    assert got_in == [True] * len(honest)
    assert sent >= 0.9 * A_SECOND * lasted, "the flood was thinner than said"
    assert set(flood.answers) <= {303, 429}
    assert flood.answers[303] <= most
    assert count(engine) == flood.answers[303] + len(honest)


def test_another_community_is_not_held_up_by_one(live: str, building: str) -> None:
    for number in range(gate.FREE_COMMUNITY.amount):
        assert get_in(Caller(live, f"127.4.0.{number + 1}"), building, 5)
    late = Caller(live, "127.5.0.1")
    page = late.send(building)[1]
    assert late.send(building, filled(page, "楼道灯不亮"))[0] == 429
    west = f"/ask/{WEST.rstrip('/')}"
    page = late.send(west)[1]
    assert late.send(west, filled(page, "楼道灯不亮"))[0] == 303


def test_an_address_is_that_of_the_line_and_not_what_a_header_says(
    live: str, building: str
) -> None:
    caller = Caller(live, "127.6.0.1")
    page = caller.send(building)[1]
    answers = [
        caller.send(
            building,
            filled(page, "楼道灯不亮") | {"key": f"forwarded-key-{number:010}"},
            **{"X-Forwarded-For": f"10.0.0.{number}"},
        )[0]
        for number in range(gate.FREE_ADDRESS.amount + 1)
    ]
    assert answers == [303] * gate.FREE_ADDRESS.amount + [429]


def test_a_sum_is_taken_once_in_time_and_only_when_right(app: Flask, queue_redis: object) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": "127.7.0.1"}):
        token, asked = gate.new_question()
        right = str(
            10 * (gate.TENS.index(asked.facts["tens"]) + 1)
            + gate.ONES.index(asked.facts["ones"])
            + 1
        )
        assert gate.refused(token, right) is gate.TOO_SOON
        time.sleep(gate.SOONEST + 1)
        assert gate.refused(token, "0") is gate.WRONG
        assert gate.refused(token, f" {right} ") is None
        assert gate.refused(token, right) is gate.STALE
        assert gate.refused("made.up.token", right) is gate.STALE


def test_of_ipv6_a_line_is_counted_and_not_each_of_its_addresses(
    app: Flask, queue_redis: object
) -> None:
    def free(address: str) -> bool:
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            return gate.free("610998/009/")

    line = [free(f"2001:db8:0:1::{number:x}") for number in range(gate.FREE_ADDRESS.amount + 1)]
    assert line == [True] * gate.FREE_ADDRESS.amount + [False]
    assert free("2001:db8:0:2::1")


def test_without_redis_a_process_counts_alone() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", ALONE],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert ran.stdout.strip() == str([True] * gate.FREE_ADDRESS.amount + [False])
