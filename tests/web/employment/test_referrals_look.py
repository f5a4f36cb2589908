"""The pages of referrals in a real browser, and the way from the letter to work by two people."""

import pytest
from playwright.sync_api import Browser

from models.accounts.manage import Links
from tests.web.conftest import COUNTY, EAST, People
from tests.web.employment.sent import Sent, sent
from tests.web.employment.test_vacancies import Shops, shops
from tests.web.test_look import enter, look_through, violations

__all__ = ["sent", "shops"]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("role", ["employer", "employment"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_they_fit_are_large_enough_and_accessible(
    shops: Shops, sent: Sent, browser: Browser, live: str, person: People, role: str, width: int
) -> None:
    mine = role == "employer"
    links = Links(employer_id=shops.own if mine else None)
    page, heard = enter(browser, live, person(role, EAST if mine else COUNTY, links).phone, width)
    here = f"/referrals/{sent.referral}"
    urls = ["/referrals", "/offers", f"/offers/{sent.code}"]
    if not mine:
        urls += ["/referrals?stage=person", here, f"{here}/interview", f"{here}/employer_no"]
    look_through(page, tuple(urls), width)
    assert heard == []
    page.context.close()


def test_from_the_letter_to_work(
    shops: Shops, sent: Sent, browser: Browser, live: str, person: People
) -> None:
    station, _ = enter(browser, live, person("employment", COUNTY).phone, 1280)
    station.goto(f"/referrals/{sent.referral}")
    station.click("text=打印通知单")
    code = station.locator(".secret").inner_text()
    assert violations(station) == []
    family = browser.new_page(base_url=live, viewport={"width": 390, "height": 800})
    family.goto("/offers")
    family.fill("#code", code)
    family.click("text=看推荐")
    family.click("text=我愿意去")
    family.wait_for_selector("text=您已经说愿意去")
    assert violations(family) == []
    firm, _ = enter(
        browser, live, person("employer", EAST, Links(employer_id=shops.own)).phone, 390
    )
    firm.goto("/referrals")
    firm.click("text=王*丽")
    firm.click("text=单位同意录用")
    firm.wait_for_selector("text=已记下")
    firm.click("text=已经上班")
    firm.click("text=记下")
    firm.wait_for_selector("text=下次核实在岗")
    assert violations(firm) == []
    for page in (station, family, firm):
        page.context.close()
