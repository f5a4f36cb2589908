"""The pages of signing in, in a real browser: they fit, are large enough, and axe finds nothing."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine

from models.accounts.locks import note_failure
from models.accounts.tables import Account, AccountAsk
from models.accounts.totp import code_at, step_at
from models.database.engine import transaction
from models.places.tables import Place
from models.settings import Settings
from tests.web.conftest import COUNTY, EAST, PASSWORD, People
from tests.web.test_look import enter, look_through, violations
from web.app import create_app
from web.db import engine as engine_of

pytestmark = pytest.mark.browser
NOW = dt.datetime.now(dt.UTC)


@pytest.fixture(scope="module")
def app(settings: Settings, redis_url: str) -> Iterator[Flask]:
    """Staff need a second factor, as in the product."""
    app = create_app(replace(settings, second_factor=True))
    yield app
    with app.app_context():
        engine_of().dispose()


def twice_the_text(page: Page, url: str, width: int) -> None:
    page.goto(url)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= width, url


def set_up(page: Page, width: int) -> None:
    """From the first page a clerk sees to the paper with his codes, by keyboard alone."""
    look_through(page, ["/me/second-factor"], width)
    page.get_by_role("button", name="开始设置").press("Enter")
    secret = page.locator("#secret")
    secret.wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.fill("#code", code_at(secret.inner_text(), step_at(dt.datetime.now(dt.UTC))))
    page.locator("#code").press("Enter")
    page.locator("#paper").wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="收好了").press("Enter")


def start(browser: Browser, live: str, phone: str, width: int) -> tuple[Page, list[str]]:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, locale="zh-CN", base_url=live
    )
    page, heard = context.new_page(), []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    look_through(page, ["/sign-in", "/join", "/join/abcd-efgh"], width)
    page.goto("/sign-in")
    page.fill("#phone", phone)
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/me/second-factor*")
    set_up(page, width)
    page.wait_for_url(live + "/")
    return page, heard


@pytest.mark.parametrize("width", [390, 1280])
def test_an_administrator_s_way(
    browser: Browser,
    engine: Engine,
    live: str,
    person: People,
    county: dict[str, Place],
    width: int,
) -> None:
    chief, clerk = person("administrator", COUNTY), person("community", EAST)
    with transaction(engine) as session:
        account = session.get_one(Account, uuid.UUID(clerk.id))
        account.second_factor_since = NOW
        session.add(_ask(account.id, uuid.UUID(chief.id)))
    page, heard = start(browser, live, chief.phone, width)
    own = ["/me", "/me/second-factor", "/me/sessions"]
    theirs = ["/accounts", "/accounts/asks", f"/accounts/{clerk.id}"]
    urls = [*own, *theirs, f"/accounts/{clerk.id}/leaving"]
    look_through(page, urls, width)
    for url in urls:
        twice_the_text(page, url, width)
    page.goto("/accounts/invite")
    page.fill("#name", "周敏")
    page.fill("#phone", "13900000001")
    page.select_option("#role", "volunteer")
    page.select_option("#place_id", str(county[EAST].id))
    page.get_by_role("button", name="开账号").press("Enter")
    page.locator("#one-time").wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert heard == []
    page.context.close()


def _ask(account_id: uuid.UUID, asker: uuid.UUID) -> AccountAsk:
    return AccountAsk(
        kind="factor", account_id=account_id, reason="手机丢了", asked_by=asker, asked_at=NOW
    )


@pytest.mark.parametrize("width", [390, 1280])
def test_a_security_officer_s_pages(
    browser: Browser, engine: Engine, live: str, person: People, width: int
) -> None:
    officer, locked = person("security_officer", COUNTY), person("volunteer", EAST)
    with transaction(engine) as session:
        account = session.get_one(Account, uuid.UUID(locked.id))
        account.locked_until = NOW + dt.timedelta(minutes=10)
        account.second_factor_since = NOW
        note_failure(session, account.id, "password", NOW, "10.0.0.1")
        note_failure(session, None, "password", NOW, "10.0.0.1")
        session.add(_ask(account.id, uuid.UUID(locked.id)))
    page, heard = start(browser, live, officer.phone, width)
    urls = ["/security", "/security/sessions", "/accounts/asks", "/all"]
    look_through(page, urls, width)
    for url in urls:
        twice_the_text(page, url, width)
    assert heard == []
    page.context.close()


def test_the_code_is_asked_after_the_password(browser: Browser, live: str, person: People) -> None:
    volunteer = person("volunteer", EAST)
    page, _heard = enter(browser, live, volunteer.phone, 390)
    page.goto("/me/second-factor")
    set_up(page, 390)
    page.goto("/me")
    page.get_by_role("button", name="退出登录").press("Enter")
    page.wait_for_url("**/sign-in")
    page.fill("#phone", volunteer.phone)
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/sign-in/code*")
    look_through(page, ["/sign-in/code"], 390)
    twice_the_text(page, "/sign-in/code", 390)
    page.context.close()
