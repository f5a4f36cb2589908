"""The second factor over HTTP: asked of staff before anything else, and never taken twice."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from models.accounts.factors import proposed
from models.accounts.locks import FAILURES
from models.accounts.tables import Account, AccountSession, FailedSignIn, SecondFactor
from models.accounts.totp import code_at, step_at
from models.database.engine import transaction
from models.settings import Settings
from tests.web.conftest import EAST, PASSWORD, People, Visitor
from web.app import create_app
from web.db import engine as engine_of

PAGE = "/me/second-factor"


@pytest.fixture(scope="module")
def app(settings: Settings, redis_url: str) -> Iterator[Flask]:
    """As the product runs: staff need a second factor."""
    app = create_app(replace(settings, second_factor=True))
    app.test_client_class = Visitor
    yield app
    with app.app_context():
        engine_of().dispose()


@pytest.fixture
def code_of(engine: Engine) -> Callable[[str], str]:
    """The code an app would show now; the step before it was taken is forgotten."""

    def shown(phone: str) -> str:
        with transaction(engine) as session:
            account = next(a for a in session.scalars(select(Account)) if a.phone == phone)
            secret = proposed(session, account.id)
            assert secret is not None
            session.get_one(SecondFactor, account.id).last_step = 0
        return code_at(secret, step_at(dt.datetime.now(dt.UTC)))

    return shown


def set_up(client: Visitor, phone: str, code_of: Callable[[str], str]) -> list[str]:
    """Sign in and set one up; returns the codes on paper."""
    assert client.sign_in(phone).status_code == 303
    assert client.send(f"{PAGE}/propose", on=PAGE).status_code == 303
    shown = client.send(f"{PAGE}/confirm", {"code": code_of(phone)}, on=PAGE)
    assert shown.status_code == 200, shown.text
    return re.findall(r"<li><code>([^<]+)</code>", shown.text)


def test_staff_set_one_up_before_anything_else(
    client: Visitor, person: People, code_of: Callable[[str], str]
) -> None:
    phone = person("community", EAST).phone
    client.sign_in(phone)
    for url in ("/", "/me", "/accounts", "/me/sessions"):
        asked = client.get(url)
        assert asked.status_code == 302
        assert unquote(asked.location) == f"{PAGE}?next={url}"
    assert "请先开通动态码" in client.get(PAGE).text
    assert 'class="rooms"' not in client.get(PAGE).text
    paper = set_up(client, phone, code_of)
    assert len(paper) == 10
    assert client.get("/accounts").status_code == 200
    assert paper[0] not in client.get(PAGE).text


def test_a_password_alone_opens_nothing_afterwards(
    app: Flask, client: Visitor, person: People, code_of: Callable[[str], str]
) -> None:
    phone = person("community", EAST).phone
    paper = set_up(client, phone, code_of)
    thief = app.test_client()
    assert isinstance(thief, Visitor)
    assert thief.sign_in(phone, next="/accounts").status_code == 303
    for url in ("/accounts", PAGE, "/me/password", "/me/sessions"):
        assert thief.get(url).location.startswith("/sign-in/code?next="), url
    form = {"present": PASSWORD, "new": "the river in the morning"}
    taken = thief.send("/me/password", {**form, "again": form["new"]}, on="/sign-in/code")
    assert taken.location.startswith("/sign-in/code")
    assert thief.send(f"{PAGE}/propose", on="/sign-in/code").location.startswith("/sign-in/code")
    wrong = thief.send("/sign-in/code", {"code": "000000"}, on="/sign-in/code")
    assert wrong.status_code == 422
    assert "动态码不对" in wrong.text
    owner = thief.send("/sign-in/code", {"code": paper[0], "next": "/accounts"}, on="/sign-in/code")
    assert (owner.status_code, owner.location) == (303, "/accounts")
    assert thief.get("/accounts").status_code == 200


def test_the_session_begins_anew_with_the_code(
    engine: Engine, app: Flask, client: Visitor, person: People, code_of: Callable[[str], str]
) -> None:
    phone = person("auditor", EAST).phone
    set_up(client, phone, code_of)
    client.send("/sign-out", on="/me")
    client.sign_in(phone)
    with client.session_transaction() as session:
        half = session["id"]
    client.send("/sign-in/code", {"code": code_of(phone)}, on="/sign-in/code")
    with client.session_transaction() as session:
        assert session["id"] != half
    with transaction(engine) as session:
        rows = session.scalars(select(AccountSession).order_by(AccountSession.id)).all()
        assert [row.ended_for for row in rows] == ["sign_out", "replaced", None]


def test_wrong_codes_lock_the_account(
    engine: Engine, client: Visitor, person: People, code_of: Callable[[str], str]
) -> None:
    phone = person("county", EAST).phone
    set_up(client, phone, code_of)
    client.send("/sign-out", on="/me")
    client.sign_in(phone)
    for _ in range(FAILURES):
        client.send("/sign-in/code", {"code": "000000"}, on="/sign-in/code")
    right = client.send("/sign-in/code", {"code": code_of(phone)}, on="/sign-in/code")
    assert right.status_code == 422
    assert client.sign_in(phone).status_code == 422
    with transaction(engine) as session:
        kinds = [one.kind for one in session.scalars(select(FailedSignIn).order_by("id"))]
    assert kinds == ["code"] * (FAILURES + 1) + ["password"]


def test_others_may_have_one_and_give_it_up(
    client: Visitor, person: People, code_of: Callable[[str], str]
) -> None:
    phone = person("volunteer", EAST).phone
    client.sign_in(phone)
    assert client.get("/").status_code == 200
    set_up(client, phone, code_of)
    assert client.send(f"{PAGE}/off", {"code": "000000"}, on=PAGE).status_code == 422
    assert client.send(f"{PAGE}/off", {"code": code_of(phone)}, on=PAGE).status_code == 303
    client.send("/sign-out", on="/me")
    client.sign_in(phone)
    assert client.get("/me").status_code == 200


def test_staff_cannot_give_it_up(
    client: Visitor, person: People, code_of: Callable[[str], str]
) -> None:
    phone = person("town", EAST).phone
    set_up(client, phone, code_of)
    refused = client.send(f"{PAGE}/off", {"code": code_of(phone)}, on=PAGE)
    assert refused.status_code == 422
    assert "不能关闭" in refused.text


def test_published_accounts_need_none_in_the_demo_only(
    settings: Settings, engine: Engine, client: Visitor, person: People
) -> None:
    phone = person("county", EAST).phone
    with transaction(engine) as session:
        for account in session.scalars(select(Account)):
            account.demo = True
    client.sign_in(phone)
    assert client.get("/").location.startswith(PAGE), "a published password outside the demo"
    shown = create_app(replace(settings, second_factor=True, demo=True))
    shown.test_client_class = Visitor
    visitor = shown.test_client()
    assert isinstance(visitor, Visitor)
    visitor.sign_in(phone)
    assert visitor.get("/").status_code == 200


def test_no_variable_turns_it_off() -> None:
    asked = {"LIANXIN_SECRET": "x" * 32, "LIANXIN_SECOND_FACTOR": "0", "LIANXIN_DEMO": "1"}
    assert Settings.from_env(asked).second_factor
