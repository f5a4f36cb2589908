"""Choosing how to be told, over HTTP."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from models.database.engine import transaction
from models.notices.choices import email_code
from models.notices.tables import Delivery, NoticeChoice
from models.settings import Settings, Smtp
from tests.web.conftest import People, Person, Visitor
from web.app import create_app
from web.db import engine as engine_of

URL = "/notices/choices"
QUIET = {"quiet_from": "22:00", "quiet_to": "06:30"}
SMTP = Smtp("127.0.0.1", 25, "none", None, None, "a@example.com")


@pytest.fixture
def connected(settings: Settings, redis_url: str) -> Iterator[Flask]:
    """The application of a county that has set up e-mail and a group."""
    app = create_app(replace(settings, smtp=SMTP, wecom_url="https://robot.example"))
    app.test_client_class = Visitor
    yield app
    with app.app_context():
        engine_of().dispose()


def browser_of(app: Flask, person: Person) -> Visitor:
    browser = app.test_client()
    assert isinstance(browser, Visitor)
    assert browser.sign_in(person.phone).status_code == 303
    return browser


def test_it_is_reached_from_ones_account_and_notices(
    app: Flask, person: People, queue_redis: object
) -> None:
    browser = browser_of(app, person("volunteer"))
    for url in ("/me", "/notices/"):
        assert URL in browser.get(url).text
    page = browser.get(URL).text
    assert "还没有接通" in page and 'value="21:30"' in page


def test_quiet_hours_are_kept(
    app: Flask, person: People, engine: Engine, queue_redis: object
) -> None:
    browser = browser_of(app, person("volunteer"))
    assert browser.send(URL, QUIET, on=URL).status_code == 303
    with transaction(engine) as session:
        choice = session.scalars(select(NoticeChoice)).one()
        assert (choice.quiet_from, choice.quiet_to) == (dt.time(22), dt.time(6, 30))
    assert 'value="22:00"' in browser.get(URL).text
    assert browser.send(URL, {"quiet_from": "soon"}, on=URL).status_code == 422


def test_an_address_is_confirmed_by_its_code(
    connected: Flask, person: People, engine: Engine, queue_redis: object
) -> None:
    somebody = person("volunteer")
    browser = browser_of(connected, somebody)
    form = {**QUIET, "channels": "email", "email": "meng@example.com"}
    assert browser.send(URL, form, on=URL).status_code == 303
    assert "验证码已发到 meng@example.com" in browser.get(URL).text
    wrong = browser.send(URL + "/email", {"code": "12"}, on=URL)
    assert (wrong.status_code, "验证码不对" in wrong.text) == (422, True)
    code = email_code(uuid.UUID(somebody.id), "meng@example.com", dt.datetime.now(dt.UTC))
    assert browser.send(URL + "/email", {"code": code}, on=URL).status_code == 303
    assert "验证码已发到" not in browser.get(URL).text
    with transaction(engine) as session:
        assert session.scalars(select(Delivery.purpose)).all() == ["code"]


@pytest.mark.parametrize("email", ["", "not an address"])
def test_what_is_wrong_stands_at_the_field(
    connected: Flask, person: People, queue_redis: object, email: str
) -> None:
    browser = browser_of(connected, person("volunteer"))
    answer = browser.send(URL, {**QUIET, "channels": "email", "email": email}, on=URL)
    assert (answer.status_code, 'id="email-error"' in answer.text) == (422, True)


def test_the_group_is_for_staff(connected: Flask, person: People, queue_redis: object) -> None:
    staff, volunteer = (browser_of(connected, person(r)) for r in ("community", "volunteer"))
    form = {**QUIET, "channels": "wecom"}
    assert "企业微信" in staff.get(URL).text
    assert staff.send(URL, form, on=URL).status_code == 303
    assert "企业微信" not in volunteer.get(URL).text
    assert volunteer.send(URL, form, on=URL).status_code == 422
