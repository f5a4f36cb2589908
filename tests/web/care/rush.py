"""gunicorn as it runs in the field, and many calls that reach it at once."""

import datetime as dt
import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Barrier

from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from models.accounts.tables import Account
from models.settings import Settings
from tests.conftest import SECRET
from web.identity import begin_session


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


@contextmanager
def served(settings: Settings, redis_url: str) -> Iterator[int]:
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


def passport(app: Flask, account: Account, bearer: str) -> Passport:
    with app.test_request_context():
        # Not the moment this run of tests began: a session that idles for an hour is over.
        begin_session(account, dt.datetime.now(dt.UTC))
        csrf = generate_csrf()
        answer = app.response_class()
        app.session_interface.save_session(app, session._get_current_object(), answer)
    return Passport(answer.headers["Set-Cookie"].split(";", 1)[0], csrf, bearer)


def all_at_once(port: int, calls: Sequence[Call], threads: int | None = None) -> list[int]:
    """Send every call from a thread of its own, or each thread several; their statuses, in order.

    All threads are let go together.
    """
    threads = threads or len(calls)
    start = Barrier(threads)

    def send(first: int) -> list[int]:
        start.wait()
        return [_send(port, call) for call in calls[first::threads]]

    with ThreadPoolExecutor(threads) as pool:
        shares = list(pool.map(send, range(threads)))
    return [shares[number % threads][number // threads] for number in range(len(calls))]


def _send(port: int, call: Call) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("POST", call.path, call.body, call.headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status
