"""The pages of hours in a real browser: nothing sticks out, axe finds nothing, all is Chinese."""

import datetime as dt

import pytest
from playwright.sync_api import Browser, Page

from models.care.hours import audit, flags
from models.database.engine import transaction
from tests.browser.visitor import foreign_words
from tests.web.care.conftest import NOW
from tests.web.care.hours.conftest import Circle
from tests.web.care.hours.test_paper import certify, newest
from tests.web.test_look import SMALL, enter, violations

pytestmark = pytest.mark.browser

STAFF = ("signing", "review", "audit", "of/{helper}", "{hours}")
WIDTHS = (320, 390, 1280)


def seen(page: Page, url: str, width: int) -> None:
    """What is asked of every page."""
    page.goto(url)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, url
    assert page.evaluate(SMALL) == [], url
    assert violations(page) == [], url
    assert foreign_words(page) == [], url
    if width == 390:
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{url} at 200 %"


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_hours(circle: Circle, browser: Browser, live_hours: str, width: int) -> None:
    late = circle.give(hours_ago=11)
    circle.give("word", hours_ago=24, by=circle.clerk)
    circle.give("none", hours_ago=24 * 40)
    certify(circle.sign_in("volunteer"))
    month = (NOW - dt.timedelta(days=2)).date().replace(day=1)
    with transaction(circle.hamlet.engine) as session:
        flags.refresh(session, circle.county, NOW)
        audit.draw(session, circle.county, month, NOW)
    paper = newest(circle)
    page, heard = enter(browser, live_hours, circle.phones["volunteer"], width)
    for url in ("/care/hours/", f"/care/hours/{late}", "/check/"):
        seen(page, url, width)
    seen(page, f"/check/{paper.number}?minutes={paper.minutes}", width)
    page, said = enter(browser, live_hours, circle.phones["community"], width)
    for name in STAFF:
        seen(page, f"/care/hours/{name.format(helper=circle.helper, hours=late)}", width)
    assert heard + said == []
