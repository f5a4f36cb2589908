"""Outcomes and fairness in a real browser: nothing sticks out, axe is silent, all is Chinese."""

import pytest
from playwright.sync_api import Browser

from tests.browser.visitor import foreign_words
from tests.web.employment.outcomes.conftest import Market, month_ago
from tests.web.test_look import enter, look_through

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_they_fit_are_large_enough_and_accessible(
    market: Market, browser: Browser, live: str, width: int
) -> None:
    page, heard = enter(browser, live, market.phone("employment"), width)
    urls = ("/outcomes", f"/outcomes?day={month_ago(9)}", "/outcomes?day=2020-01-01")
    look_through(page, (*urls, "/outcomes/fairness", "/vacancies"), width)
    for url in ("/outcomes", "/outcomes/fairness"):
        page.goto(url)
        assert foreign_words(page) == [], url
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{url} at 200 %"
    assert heard == []
    page.context.close()


def test_a_day_is_chosen_and_a_ledger_saved(market: Market, browser: Browser, live: str) -> None:
    page, _ = enter(browser, live, market.phone("employment"), 1280)
    page.goto("/outcomes")
    page.fill("#day", month_ago(6))
    page.click("text=看那一天")
    page.wait_for_url(f"**/outcomes?day={month_ago(6)}")
    with page.expect_download() as saved:
        page.click("text=推荐和上岗台账")
    assert saved.value.suggested_filename == f"referrals-{month_ago(6).replace('-', '')}.xlsx"
    page.context.close()
