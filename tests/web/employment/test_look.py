"""The pages of vacancies in a real browser: nothing sticks out, axe finds nothing."""

import pytest
from playwright.sync_api import Browser

from models.accounts.manage import Links
from tests.web.conftest import COUNTY, EAST, People
from tests.web.employment.test_vacancies import Shops, shops
from tests.web.test_look import enter, look_through, violations

__all__ = ["shops"]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("role", ["employer", "employment"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_they_fit_are_large_enough_and_accessible(
    shops: Shops, browser: Browser, live: str, person: People, role: str, width: int
) -> None:
    mine = role == "employer"
    links = Links(employer_id=shops.own if mine else None)
    someone = person(role, EAST if mine else COUNTY, links)
    page, heard = enter(browser, live, someone.phone, width)
    where = f"/vacancies/{shops.own_vacancy}"
    urls = ("/vacancies", "/vacancies?state=closed", where, f"{where}/change")
    look_through(page, urls, width)
    assert heard == []
    page.context.close()


def test_a_refused_text_is_marked_at_its_field(
    shops: Shops, browser: Browser, live: str, person: People
) -> None:
    someone = person("employer", EAST, Links(employer_id=shops.own))
    page, _ = enter(browser, live, someone.phone, 390)
    page.goto("/vacancies/new")
    page.fill("#occupation", "绣花工")
    page.fill("#work", "在车间绣花，女士优先")
    page.fill("#headcount", "2")
    page.select_option("#employment_kind", "full_time")
    page.fill("#pay_min", "2600")
    page.fill("#shift", "白班 8:00-18:00")
    page.select_option("#place_id", str(shops.places[EAST]))
    page.check("text=长时间站立")
    page.fill("#insurance", "五险")
    page.fill("#valid_until", "2099-01-01")
    page.fill("#contact_name", "张厂长")
    page.fill("#contact_phone", "13900001111")
    page.click("main form button[type=submit]")
    assert "女士优先" in page.locator("#work-error").inner_text()
    assert page.input_value("#work") == "在车间绣花，女士优先"
    assert page.is_checked("text=长时间站立")
    assert violations(page) == []
    page.fill("#work", "在车间绣花，男女不限")
    page.click("main form button[type=submit]")
    page.wait_for_selector("text=已发布")
    assert violations(page) == []
    page.context.close()
