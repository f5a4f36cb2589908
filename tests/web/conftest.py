"""The real application over the session's database, and people who are signed in to it."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import TestResponse

from models.accounts.manage import Links, open_account
from models.accounts.tables import Grant
from models.accounts.tokens import TOKEN_SCOPES, make_token
from models.database.engine import transaction
from models.places.tables import Place
from models.settings import Settings
from web.app import create_app
from web.db import engine as engine_of

NOW = dt.datetime.now(dt.UTC)
PASSWORD = "a walk to the market at dawn"
COUNTY, EAST, WEST = "610998/", "610998/001/", "610998/002/"


class Visitor(FlaskClient):
    """A browser without script: it sends the form token that stood on the page."""

    def send(self, url: str, form: dict[str, object] | None = None, on: str = "") -> TestResponse:
        """Post a form found on the page ``on`` (the one-button language form is on every page).

        The key of that page's forms, and the sign of what it showed, go along where there are such
        and the form brings none.
        """
        page = self.get(on or "/sign-in", follow_redirects=True)
        return self.post(url, data={"csrf_token": token_on(page), **key_on(page), **(form or {})})

    def sign_in(self, phone: str, password: str = PASSWORD, next: str = "/") -> TestResponse:
        return self.send("/sign-in", {"phone": phone, "password": password, "next": next})


def token_on(page: TestResponse) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', page.text)
    assert found is not None, page.text
    return found[1]


def key_on(page: TestResponse) -> dict[str, str]:
    """Key and sign of the first form on a page that has one: a browser sends what stands there."""
    found = (re.search(rf'name="({name})" value="([^"]+)"', page.text) for name in ("key", "seen"))
    return {one[1]: one[2] for one in found if one is not None}


@pytest.fixture(scope="session")
def app(settings: Settings, redis_url: str) -> Iterator[Flask]:
    app = create_app(settings)
    app.test_client_class = Visitor
    yield app
    with app.app_context():
        engine_of().dispose()


@pytest.fixture(scope="module")
def bare(settings: Settings, redis_url: str) -> Flask:
    """The application without form tokens, so that only the rules stand in the way."""
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = Visitor
    return app


@pytest.fixture
def county(engine: Engine) -> dict[str, Place]:
    """A county of two communities (path -> place), really committed, gone after the test."""
    with transaction(engine) as session:
        top = Place(kind="county", name="千山县", path=COUNTY)
        session.add(top)
        session.flush()
        east = Place(kind="community", name="城东社区", path=EAST, parent_id=top.id)
        west = Place(kind="community", name="河西社区", path=WEST, parent_id=top.id)
        session.add_all([east, west])
        session.flush()
        return {place.path: place for place in (top, east, west)}


@pytest.fixture
def live(app: Flask, county: dict[str, Place], queue_redis: object) -> Iterator[str]:
    """The application behind a real socket; its address."""
    with served(app) as address:
        yield address


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """``live`` for tests that bring a county of their own."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


class Silent(WSGIRequestHandler):
    """The requests of a test are not worth a line each."""

    def log_request(self, *_: object) -> None:
        pass


@dataclass(frozen=True)
class Person:
    """An account made for a test."""

    id: str
    phone: str
    token: str

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


People = Callable[..., Person]


@pytest.fixture
def person(engine: Engine, county: dict[str, Place]) -> People:
    """``person(role, path, ...)`` opens an account with that role there, and an API token."""
    opened = iter(range(1000))

    def made(role: str, path: str = EAST, links: Links | None = None) -> Person:
        phone = f"1380000{next(opened):04d}"
        with transaction(engine) as session:
            account = open_account(
                session,
                name=f"某{role}",
                phone=phone,
                password=PASSWORD,
                links=links or Links(),
                now=NOW,
            )
            place = session.merge(county[path], load=False)
            account.grants.append(Grant(role=role, place=place))
            text = make_token(session, account.id, "test", TOKEN_SCOPES, 30, NOW)[1]
            return Person(str(account.id), phone, text)

    return made


@pytest.fixture
def client(app: Flask, county: dict[str, Place], queue_redis: object) -> Visitor:
    client = app.test_client()
    assert isinstance(client, Visitor)
    return client


@pytest.fixture
def client_of(app: Flask, person: People, queue_redis: object) -> Callable[..., Visitor]:
    """``client_of(role, path)``: a browser in which a person of that role is signed in."""

    def signed_in(role: str, path: str = EAST, links: Links | None = None) -> Visitor:
        client = app.test_client()
        assert isinstance(client, Visitor)
        assert client.sign_in(person(role, path, links).phone).status_code == 303
        return client

    return signed_in
