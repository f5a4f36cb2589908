"""The pages on which staff keep seekers in a real browser, and one person from counter to plan."""

import datetime as dt
import uuid

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.people.tables import Seeker
from models.places.tables import Place
from tests.web.conftest import COUNTY, EAST, People
from tests.web.employment.test_kept import DAY, Kept, kept
from tests.web.employment.test_registering import ADULT
from tests.web.test_look import SHARED, TWICE, enter, look_through, violations

__all__ = ["kept"]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_they_fit_are_large_enough_and_accessible(
    kept: Kept, browser: Browser, live: str, person: People, width: int
) -> None:
    page, heard = enter(browser, live, person("employment", COUNTY).phone, width)
    urls = ("new", "due", "hardship", "hardship?shown=without", "requests")
    own = (kept.poor, f"{kept.poor}/change", kept.other)
    look_through(page, ("/", *(f"/seekers/{url}" for url in urls), *own), width)
    page.goto(kept.poor)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == [] == page.evaluate(SHARED)
    page.click("form[action$=consent] button")
    assert page.locator("#purposes-error").count() == 1 and page.evaluate(TWICE) == []
    assert page.input_value("#agreed") == ""
    assert all("422" in one for one in heard)
    page.context.close()


def at_the_counter(page: Page, place_id: uuid.UUID) -> None:
    """Somebody new is registered; what was forgotten is told at its field."""
    page.goto("/seekers/new")
    page.fill("#name", "王小芳")
    page.fill("#id_number", ADULT)
    page.select_option("#place_id", str(place_id))
    page.fill("#wishes", "缝纫工、保洁员")
    page.select_option("#hours", "9:00-16:00 接送孩子")
    page.click("text=会什么，想学什么")
    page.click("text=做不了的活")
    page.fill("#skill_1", "缝纫工")
    page.select_option("#level_1", "初级")
    page.select_option("#paper_1", "true")
    page.check("text=不能久站")
    page.check("text=低保家庭")
    page.check("text=我同意就业服务站登记")
    page.click("main form button.primary")
    assert "要本人另外同意" in page.locator("#agreed-error").inner_text()
    assert violations(page) == []
    page.check("text=我另外同意登记")
    page.click("main form button.primary")
    page.wait_for_selector("text=缝纫工初级证书")


def test_from_the_counter_to_the_plan_and_the_end_by_two(
    browser: Browser, live: str, person: People, county: dict[str, Place], engine: Engine
) -> None:
    page, _ = enter(browser, live, person("employment", COUNTY).phone, 390)
    at_the_counter(page, county[EAST].id)
    page.click("text=定责任人和复核的日子")
    page.select_option("#officer_id", label="某employment")
    page.click("text=定为责任人")
    page.wait_for_selector("text=责任人：某employment")
    page.click("text=加一步")
    page.fill("#what", "陪本人去社区工厂看一次")
    page.fill("#by_on", (DAY + dt.timedelta(7)).isoformat())
    page.click("text=加进计划")
    page.wait_for_selector("text=陪本人去社区工厂看一次")
    page.click("text=记一次谈话")
    page.fill("#agreed", "先看工厂，再决定")
    page.fill("#next_on", (DAY + dt.timedelta(7)).isoformat())
    page.click("form[action$=guidance] button")
    page.wait_for_selector("text=下次联系")
    page.click("summary:has-text('提出不再求职登记')")
    page.select_option("#end_reason", "own_wish")
    page.click("form[action$=end] button")
    page.wait_for_selector("text=等另一位同事确认")
    assert violations(page) == []
    boss, _ = enter(browser, live, person("town", COUNTY).phone, 1280)
    boss.goto("/")
    boss.click("text=去处理")
    boss.click("main button[value=true]")
    boss.wait_for_selector("text=已确认")
    for one in (page, boss):
        one.context.close()
    with Session(engine) as session:
        assert [one.active for one in session.scalars(select(Seeker))] == [False]
