"""Attacks that no room of its own tests: docs/security.md says where each of the others is."""

import re
from collections.abc import Callable
from dataclasses import replace
from http.cookies import SimpleCookie

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Engine, func, select

from models.accounts.tables import Account, Grant
from models.accounts.tokens import TOKEN_SCOPES, make_token
from models.database.engine import transaction
from models.requests.tables import Request
from models.settings import Settings
from tests.web.conftest import EAST, NOW, PASSWORD, People, Visitor, key_on, token_on
from tests.web.requests.village import building
from web.access import rule_table
from web.app import create_app

__all__ = ["building"]

ClientOf = Callable[..., Visitor]
# What pages read from behind the question mark.
ASKED = (
    "after",
    "back",
    "code",
    "community",
    "day",
    "festival",
    "from",
    "group",
    "kind",
    "level",
    "market",
    "minutes",
    "moves",
    "month",
    "name",
    "next",
    "night",
    "number",
    "organisation",
    "page",
    "q",
    "reason",
    "search",
    "seal",
    "shown",
    "silent",
    "since",
    "stage",
    "state",
    "until",
    "warned",
    "weather",
    "where",
)
TAG = "<b onclick=alert(1)>"
SQL = ("' OR '1'='1", "1; DROP TABLE person --", '") UNION SELECT password_hash FROM account --')
ODD = ("\u202e%00", "9" * 400, "%", "_", "../../etc/passwd", "2026-02-30", "-1", "{{7*7}}")


def pages_of(app: Flask) -> list[str]:
    """Every page that needs no id."""
    rules = rule_table(app)
    routes = [route for route in app.url_map.iter_rules() if not route.arguments]
    known = [route for route in routes if ("GET") in (route.methods or ())]
    return [route.rule for route in known if rules[route.endpoint, "GET"] is not None]


def test_what_is_asked_for_in_the_address_stays_text(app: Flask, client_of: ClientOf) -> None:
    client = client_of("county")
    asked = dict.fromkeys(ASKED, TAG)
    pages = {url: client.get(url, query_string=asked) for url in pages_of(app)}
    assert len(pages) > 60
    assert [url for url, answer in pages.items() if answer.status_code >= 500] == []
    said = {url: answer.get_data().decode(errors="replace") for url, answer in pages.items()}
    assert [url for url, text in said.items() if TAG in text] == []


@pytest.mark.parametrize("words", [*SQL, *ODD])
def test_no_question_reaches_the_database_as_a_command(
    app: Flask, client_of: ClientOf, engine: Engine, words: str
) -> None:
    client = client_of("county")
    with transaction(engine) as session:
        before = session.scalar(select(func.count()).select_from(Account))
    for url in pages_of(app):
        if not url.startswith("/api/"):
            answer = client.get(url, query_string=dict.fromkeys(ASKED, words))
            assert answer.status_code < 500, url
            assert "$argon2" not in answer.get_data().decode(errors="replace"), url
    with transaction(engine) as session:
        assert session.scalar(select(func.count()).select_from(Account)) == before


@pytest.mark.parametrize(
    "host", ["evil.example", "lianxin.example.evil.example", "lianxin.example@evil"]
)
def test_a_foreign_name_of_the_server_is_refused(settings: Settings, host: str) -> None:
    app = create_app(replace(settings, public_url="https://lianxin.example", redis_url=None))
    client = app.test_client()
    assert client.get("/sign-in", headers={"Host": host}).status_code == 400
    assert client.get("/sign-in", headers={"Host": "lianxin.example"}).status_code == 200
    assert client.get("/healthz", headers={"Host": "127.0.0.1:8000"}).status_code in (200, 503)


def test_without_a_proxy_nobody_names_his_own_address(client: Visitor, person: People) -> None:
    phone = person("volunteer").phone
    for number in range(40):
        answer = client.post(
            "/sign-in",
            data={
                "phone": phone,
                "password": "wrong",
                "csrf_token": token_on(client.get("/sign-in")),
            },
            headers={"X-Forwarded-For": f"10.0.{number}.1"},
            environ_overrides={"REMOTE_ADDR": "198.51.100.7"},
        )
        if answer.status_code == 429:
            break
    assert answer.status_code == 429


def test_a_session_signed_by_another_secret_is_none(app: Flask, client: Visitor) -> None:
    forged = URLSafeTimedSerializer("guessed", salt="cookie-session").dumps({"account": "x"})
    client.set_cookie("lianxin", forged)
    assert client.get("/me").location.startswith("/sign-in")


def test_a_form_takes_no_field_that_it_does_not_show(
    client: Visitor, engine: Engine, building: str
) -> None:
    more = {
        "state": "done",
        "level": "county",
        "handler_id": "x",
        "at": "2020-01-01",
        "code": "a" * 10,
    }
    client.send(building, {"words": "楼道灯不亮，晚上看不见", **more}, on=building)
    with transaction(engine) as session:
        found = session.scalars(select(Request)).all()
        assert [one.state for one in found] in ([], ["found"])
        assert all(one.code != "a" * 10 and one.handler_id is None for one in found)


def test_nobody_makes_himself_more_by_a_form(client_of: ClientOf, engine: Engine) -> None:
    client = client_of("community")
    page = client.get("/me")
    sent = {"role": "administrator", "status": "active", "grants": "administrator", "name": "新名"}
    for url in ("/me", "/me/password", "/language"):
        client.post(url, data={"csrf_token": token_on(page), **key_on(page), **sent})
    with transaction(engine) as session:
        assert set(session.scalars(select(Grant.role))) == {"community"}


@pytest.mark.parametrize("end", ["disabled", "expired", "revoked"])
def test_a_token_ends_with_its_account_its_day_and_its_word(
    app: Flask, engine: Engine, person: People, queue_redis: object, end: str
) -> None:
    somebody = person("community")
    client = app.test_client()
    assert client.get("/api/v1/me", headers=somebody.bearer).status_code == 200
    with transaction(engine) as session:
        account = session.scalars(select(Account)).one()
        row, text = make_token(session, account.id, "old", TOKEN_SCOPES, 1, NOW)
        if end == "disabled":
            account.status = "disabled"
        elif end == "expired":
            row.expires_at = NOW
        else:
            row.revoked_at = NOW
    headers = {"Authorization": f"Bearer {text}"}
    assert client.get("/api/v1/me", headers=headers).status_code == 401


def test_a_method_is_not_another_one(client_of: ClientOf) -> None:
    client = client_of("community")
    for headers in ({"X-HTTP-Method-Override": "POST"}, {"X-Method-Override": "DELETE"}):
        assert client.get("/sign-out", headers=headers).status_code == 405
    assert client.get("/me").status_code == 200


def test_a_line_break_in_an_address_makes_no_header(client: Visitor, person: People) -> None:
    answer = client.sign_in(person("volunteer").phone, next="/\r\nSet-Cookie: lianxin=evil")
    cookies = SimpleCookie("; ".join(answer.headers.getlist("Set-Cookie")))
    assert answer.status_code == 303
    assert "evil" not in str(cookies) and "\n" not in (answer.location or "")


def test_no_page_of_a_person_is_kept_by_anybody(app: Flask, client_of: ClientOf) -> None:
    client = client_of("community", EAST)
    for url in pages_of(app):
        answer = client.get(url)
        if answer.status_code == 200 and "新城" in answer.get_data().decode(errors="replace"):
            assert answer.headers["Cache-Control"] == "no-store", url


def test_no_error_tells_what_lies_behind_it(app: Flask, client_of: ClientOf) -> None:
    client = client_of("community")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    for url in ("/nowhere", "/care/residents/0", "/api/v1/nowhere", "/static/none", "/%ff"):
        text = client.get(url).get_data(as_text=True)
        assert not re.search(
            r"Traceback|File \"|sqlalchemy|psycopg|werkzeug|SELECT ", text, re.I
        ), url


def test_the_password_is_never_sent_back(client: Visitor, person: People) -> None:
    answer = client.sign_in(person("volunteer").phone, "a secret that was mistyped")
    assert "a secret that was mistyped" not in answer.text and PASSWORD not in answer.text
