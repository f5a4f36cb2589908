"""The pages of training orders in a real browser, and a class from its order to the exam."""

import pytest
from playwright.sync_api import Browser
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.accounts.manage import Links
from models.employment.tables import Referral
from models.places.tables import Place
from tests.web.conftest import COUNTY, EAST, People
from tests.web.employment.school import BEGAN, BEGINS, School, opened
from tests.web.test_look import enter, look_through, violations

pytestmark = pytest.mark.browser


@pytest.fixture
def school(engine: Engine, county: dict[str, Place], person: People) -> School:
    return opened(engine, county, person)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_they_fit_are_large_enough_and_accessible(
    school: School, browser: Browser, live: str, person: People, width: int
) -> None:
    page, heard = enter(browser, live, person("employment", COUNTY).phone, width)
    order, running = f"/orders/{school.order}", f"/orders/classes/{school.running}"
    own = ("/orders", order, f"{order}/change", "/orders/new")
    staff = (
        f"/orders/{school.other}",
        f"{order}/class",
        running,
        f"{running}/change",
        f"/orders/classes/{school.coming}",
        f"{running}/attendance",
        f"{running}/results",
    )
    look_through(page, (*own, *staff), width)
    assert heard == []
    page.context.close()
    boss = person("employer", EAST, Links(employer_id=school.employer))
    page, heard = enter(browser, live, boss.phone, width)
    look_through(page, own, width)
    assert heard == []
    page.context.close()


def test_a_class_from_its_order_to_the_exam(
    school: School, browser: Browser, live: str, person: People, engine: Engine
) -> None:
    page, _ = enter(browser, live, person("employment", COUNTY).phone, 390)
    page.goto("/orders")
    page.click("text=玩具工")
    page.click("main .page-head a:has-text('开一个班')")
    page.fill("#provider", "巾帼家政学校")
    page.fill("#seats", "6")
    page.fill("#least", "3")
    page.fill("#starts_on", BEGINS.isoformat())
    page.fill("#timetable", "再说")
    page.select_option("#place_id", str(school.places[EAST]))
    page.click("main form button[type=submit]")
    assert "看不出几点上课" in page.locator("#timetable-error").inner_text()
    assert violations(page) == []
    page.fill("#timetable", "周末全天")
    page.click("main form button[type=submit]")
    page.wait_for_selector("text=还差 3 人才能开班")

    page.goto(f"/orders/classes/{school.running}")
    page.click("text=登记今天谁没来")
    page.check("text=李*山")
    page.click("text=登记这一天")
    page.wait_for_selector("text=实到 1 人")
    assert violations(page) == []
    page.click("text=登记考试结果")
    page.select_option("section:has-text('王*芳') select", "passed")
    page.fill("section:has-text('王*芳') input", "证0001")
    page.select_option("section:has-text('李*山') select", "exam")
    page.fill("#day", BEGAN.isoformat())
    page.click("text=登记这些结果")
    page.wait_for_selector("text=已登记 2 人的结果")
    page.click("text=这个班不办了")
    page.select_option("#reason", "merged")
    page.click("main details button")
    page.wait_for_selector("text=还要告诉的人")
    assert violations(page) == []
    page.check("text=张**复")
    page.click("text=这些人已告诉")
    page.wait_for_selector("text=1 人已告诉")
    assert violations(page) == []
    page.context.close()
    with Session(engine) as session:
        found = [session.get_one(Referral, one).state for one in school.pupils.values()]
    assert found == ["passed", "failed", "withdrawn"]
