"""The shell in a real browser: nothing sticks out, axe finds nothing, the console is silent."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from models.settings import Settings
from tests.web.conftest import COUNTY, PASSWORD, People
from web import styleguide
from web.app import create_app

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (320, 390, 1280)
PAGES = ("/", "/me", "/me/password", "/accounts", "/accounts/invite", "/api-docs", "/styleguide")
SMALL = """[...document.querySelectorAll('a.button, button, input, select, summary, nav a')]
  .filter(one => one.type !== 'hidden' && one.getClientRects().length)
  .map(one => (one.closest('label') ?? one))
  .filter(one => one.getBoundingClientRect().height < 43.5)
  .map(one => one.outerHTML.slice(0, 90))"""


# A label or a link to an id that stands twice leads to the first of them.
TWICE = """[...document.querySelectorAll('[id]')].map(one => one.id)
  .filter((id, place, all) => all.indexOf(id) !== place)"""

# An error's id and what fills a field again go by its name: two forms of a page share none.
SHARED = """[...document.forms].flatMap(form => [...new Set([...form.elements]
    .filter(one => one.name && !['hidden', 'submit'].includes(one.type)).map(one => one.name))])
  .filter((name, place, all) => all.indexOf(name) !== place)"""


def violations(page: Page) -> list[tuple[str, Any]]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)
    return [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]]


def enter(browser: Browser, live: str, phone: str, width: int) -> tuple[Page, list[str]]:
    """A signed-in page of that width, and what its console says."""
    context = browser.new_context(
        viewport={"width": width, "height": 844}, locale="zh-CN", base_url=live
    )
    page, heard = context.new_page(), []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.goto("/sign-in")
    assert violations(page) == []
    page.fill("#phone", phone)
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url(live + "/")
    return page, heard


@pytest.fixture(scope="module")
def app(settings: Settings, redis_url: str) -> Flask:
    """With the page of the look in it, as in demo mode."""
    app = create_app(settings)
    app.register_blueprint(styleguide.pages)
    return app


def look_through(page: Page, urls: Iterable[str], width: int) -> None:
    """Each page fits, has targets that are large enough, and axe finds nothing."""
    for url in urls:
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
        assert page.evaluate(SMALL) == [], url
        assert page.evaluate(TWICE) == [], url
        # At 320 px the pages are those of 390 px: what they say is not asked twice.
        assert width == 320 or violations(page) == [], url


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_fit_are_large_enough_and_accessible(
    browser: Browser, live: str, person: People, width: int
) -> None:
    page, heard = enter(browser, live, person("administrator", COUNTY).phone, width)
    look_through(page, PAGES, width)
    assert heard == []
    page.context.close()


def test_twice_the_text_still_fits(browser: Browser, live: str, person: People) -> None:
    page, _ = enter(browser, live, person("administrator", COUNTY).phone, 1280)
    for url in PAGES:
        page.goto(url)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, url
    page.context.close()


def test_the_policy_lets_no_inline_script_run(browser: Browser, live: str) -> None:
    page = browser.new_page()
    page.goto(live + "/sign-in")
    page.evaluate("""() => {
        const script = document.createElement('script');
        script.textContent = 'window.broken = true';
        document.body.append(script);
    }""")
    assert page.evaluate("window.broken") is None
    assert page.evaluate("typeof htmx") == "object"
    page.close()


def test_an_operation_is_tried_from_its_page(browser: Browser, live: str, person: People) -> None:
    someone = person("volunteer", COUNTY)
    page = browser.new_page()
    page.goto(live + "/api-docs")
    page.fill("#token", someone.token)
    page.click("summary:has-text('/api/v1/me')")
    operation = page.locator("details[open]")
    operation.locator("button").click()
    answer = operation.locator("[data-answer]")
    answer.wait_for()
    assert answer.inner_text().startswith("200")
    assert "某volunteer" in answer.inner_text()
    page.close()


def test_a_ledger_is_sent_from_the_page_of_the_api(
    browser: Browser, live: str, person: People
) -> None:
    someone = person("community", COUNTY)
    page = browser.new_page()
    page.goto(live + "/api-docs")
    page.fill("#token", someone.token)
    operation = page.locator("details").filter(has=page.locator("[data-file]"))
    operation.locator("summary").click()
    file = {"name": "台账.xlsx", "mimeType": "application/octet-stream", "buffer": b"any bytes"}
    operation.locator("[data-file]").set_input_files(file)
    operation.locator("button").click()
    answer = operation.locator("[data-answer]")
    answer.wait_for()
    assert answer.inner_text().startswith("202")
    assert "台账.xlsx" in answer.inner_text()
    page.close()
