"""Many at once, over HTTP, against gunicorn as it runs in the field and a real PostgreSQL."""

import http.client
import json
import socket
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from urllib.parse import urlencode

import pytest
from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import Engine, select

from models.accounts.tables import Account
from models.accounts.tokens import make_token
from models.care.tables import Claim
from models.database.engine import transaction
from models.settings import Settings
from tests.conftest import SECRET
from tests.models.care.village import Village
from tests.web.care.conftest import NOW, due, from_today
from web.identity import begin_session

pytestmark = pytest.mark.slow

VOLUNTEERS = 200
PLACES = 5
OVERLAPPING = 20
SLOT = (from_today(1).isoformat(), 1)


@dataclass(frozen=True)
class Passport:
    """What one signed-in volunteer sends along: the cookie and form token, or the API's token."""

    cookie: str
    csrf: str
    bearer: str


@dataclass(frozen=True)
class Call:
    """One request as it goes over the wire."""

    path: str
    headers: dict[str, str]
    body: str


Door = Callable[[Passport, uuid.UUID, str], Call]


def by_form(passport: Passport, visit: uuid.UUID, key: str) -> Call:
    """The claim as the page sends it."""
    slot = f"{SLOT[0]}.{SLOT[1]}"
    body = urlencode({"csrf_token": passport.csrf, "slot": slot, "key": key})
    headers = {"Cookie": passport.cookie, "Content-Type": "application/x-www-form-urlencoded"}
    return Call(f"/care/visits/{visit}/claim", headers, body)


def by_api(passport: Passport, visit: uuid.UUID, key: str) -> Call:
    """The claim as a program sends it."""
    body = json.dumps({"visit_id": str(visit), "day": SLOT[0], "part": SLOT[1]})
    headers = {
        "Authorization": f"Bearer {passport.bearer}",
        "Content-Type": "application/json",
        "Idempotency-Key": key,
    }
    return Call("/api/v1/claims", headers, body)


# Every way in through which a place can be claimed, with the status of a place won.
DOORS: list[tuple[Door, int]] = [(by_form, 303), (by_api, 201)]


@pytest.fixture(scope="module")
def port(settings: Settings, redis_url: str) -> Iterator[int]:
    """gunicorn with two processes of eight threads, as the product runs it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = probe.getsockname()[1]
    place = ["-b", f"127.0.0.1:{number}", "-k", "gthread", "-w", "2", "--threads", "8"]
    environ = {
        "LIANXIN_VAR": str(settings.var),
        "LIANXIN_SECRET": SECRET,
        "DATABASE_APP_URL": str(settings.database_app_url),
        "REDIS_URL": redis_url,
    }
    command = [sys.executable, "-m", "gunicorn", *place, "--log-level", "error", "web.wsgi:app"]
    server = subprocess.Popen(command, env=environ)
    try:
        _await(number)
        yield number
    finally:
        server.terminate()
        server.wait(20)


def _await(port: int) -> None:
    for _ in range(200):
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("gunicorn did not come up")


@dataclass(frozen=True)
class Rush:
    """Volunteers at the ready and the visits they go for."""

    volunteers: list[Passport]
    visits: list[uuid.UUID]


@pytest.fixture
def rush(engine: Engine, app: Flask) -> Callable[[int, int, int], Rush]:
    """``rush(volunteers, visits, places)``: all committed, everybody signed in."""

    def ready(volunteers: int, visits: int, places: int) -> Rush:
        with transaction(engine) as db:
            village = Village(db, "610997")
            accounts = []
            for _ in range(volunteers):
                helper = village.volunteer(monthly_visits=50)
                accounts.append(village.login("volunteer", helper.person_id))
            tokens = [make_token(db, a.id, "race", ("claim",), 1, NOW)[1] for a in accounts]
            owed = [due(village, helpers_wanted=places).id for _ in range(visits)]
        passports = [_passport(app, a, t) for a, t in zip(accounts, tokens, strict=True)]
        return Rush(passports, owed)

    return ready


def _passport(app: Flask, account: Account, bearer: str) -> Passport:
    with app.test_request_context():
        begin_session(account, NOW)
        csrf = generate_csrf()
        answer = app.response_class()
        app.session_interface.save_session(app, session._get_current_object(), answer)
    return Passport(answer.headers["Set-Cookie"].split(";", 1)[0], csrf, bearer)


def _all_at_once(port: int, calls: Sequence[Call]) -> list[int]:
    """Send every call from a thread of its own, all let go together; their statuses."""
    start = Barrier(len(calls))

    def send(call: Call) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        start.wait()
        connection.request("POST", call.path, call.body, call.headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(send, calls))


@pytest.mark.parametrize(("door", "won"), DOORS)
def test_two_hundred_claim_five_places(
    port: int, engine: Engine, rush: Callable[[int, int, int], Rush], door: Door, won: int
) -> None:
    ready = rush(VOLUNTEERS, 1, PLACES)
    visit = ready.visits[0]
    calls = [door(one, visit, "the-only-key") for one in ready.volunteers]
    statuses = _all_at_once(port, calls)
    assert Counter(statuses) == {won: PLACES, 409: VOLUNTEERS - PLACES}
    with transaction(engine) as db:
        claims = db.scalars(select(Claim).where(Claim.visit_id == visit)).all()
        assert sorted(claim.seat for claim in claims) == list(range(PLACES))
        assert len({claim.helper_id for claim in claims}) == PLACES


@pytest.mark.parametrize(("door", "won"), DOORS)
def test_one_key_is_one_claim_however_often_it_is_sent(
    port: int, engine: Engine, rush: Callable[[int, int, int], Rush], door: Door, won: int
) -> None:
    ready = rush(1, 1, PLACES)
    call = door(ready.volunteers[0], ready.visits[0], "a-double-tap")
    assert _all_at_once(port, [call] * 8) == [won] * 8
    with transaction(engine) as db:
        assert len(db.scalars(select(Claim)).all()) == 1


@pytest.mark.parametrize(("door", "won"), DOORS)
def test_one_helper_on_twenty_overlapping_visits_wins_one(
    port: int, engine: Engine, rush: Callable[[int, int, int], Rush], door: Door, won: int
) -> None:
    ready = rush(1, OVERLAPPING, 1)
    calls = [door(ready.volunteers[0], visit, f"key-of-{visit}") for visit in ready.visits]
    assert Counter(_all_at_once(port, calls)) == {won: 1, 409: OVERLAPPING - 1}
    with transaction(engine) as db:
        assert len(db.scalars(select(Claim)).all()) == 1
