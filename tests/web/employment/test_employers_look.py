"""The pages of employers in a real browser, from the first headcount to the county's statistic."""

import datetime as dt

import pytest
from playwright.sync_api import Browser
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.accounts.manage import Links
from models.database.engine import transaction
from models.employment.headcounts.tables import Headcount
from models.employment.tables import Cohort, Employer
from models.places.tables import Holiday, Place
from models.places.working_days import SATURDAY
from tests.web.conftest import COUNTY, EAST, People
from tests.web.employment.school import DAY, School, opened
from tests.web.test_look import enter, look_through, violations

pytestmark = pytest.mark.browser


@pytest.fixture
def school(engine: Engine, county: dict[str, Place], person: People) -> School:
    """The factory sits in the east and has told five times how many people work there."""
    found = opened(engine, county, person)
    clerk = person("employment", COUNTY)
    with transaction(engine) as session:
        session.get_one(Employer, found.employer).place_id = found.places[EAST]
        session.add_all(
            Headcount(
                employer_id=found.employer,
                day=DAY - dt.timedelta(100 + 30 * number),
                people=40 - 3 * number,
                hardship=number,
                reported_at=dt.datetime.now(dt.UTC),
                reported_by=clerk.id,
            )
            for number in range(5)
        )
    return found


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_they_fit_are_large_enough_and_accessible(
    school: School, browser: Browser, live: str, person: People, width: int
) -> None:
    page, heard = enter(browser, live, person("employment", COUNTY).phone, width)
    one, order = f"/employers/{school.employer}", f"/orders/{school.order}"
    boards = ("/employers", "/employers?silent=1", "/employers?q=没有", "/orders?state=running")
    look_through(page, (*boards, one, f"{one}/change", order, "/outcomes", "/vacancies"), width)
    for url in (*boards, one, order, "/outcomes"):
        page.goto(url)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{url} at 200 %"
    assert heard == []
    page.context.close()
    boss = person("employer", EAST, Links(employer_id=school.employer))
    page, heard = enter(browser, live, boss.phone, width)
    look_through(page, ("/employers", "/orders", order), width)
    assert heard == []
    page.context.close()


def test_an_employer_tells_and_the_county_sees_it(
    school: School, browser: Browser, live: str, person: People
) -> None:
    boss = person("employer", EAST, Links(employer_id=school.employer))
    page, _ = enter(browser, live, boss.phone, 390)
    page.goto("/employers")
    page.fill("#people", "5")
    page.fill("#hardship", "6")
    page.click("text=登记人数")
    assert "不能多于" in page.locator("#hardship-error").inner_text()
    assert violations(page) == []
    page.fill("#people", "51")
    page.click("text=登记人数")
    page.wait_for_selector("text=51 人在岗")
    assert violations(page) == []
    page.context.close()
    page, _ = enter(browser, live, person("employment", COUNTY).phone, 1280)
    page.goto("/outcomes")
    assert "51" in page.locator("tr.sum").inner_text()
    with page.expect_download() as saved:
        page.click("text=各类单位用工统计")
    assert saved.value.suggested_filename.startswith("employed-")
    page.context.close()


def test_an_order_is_closed_and_a_wrong_day_asked_back(
    school: School, browser: Browser, live: str, person: People, engine: Engine
) -> None:
    weekend = DAY.weekday() >= SATURDAY
    with transaction(engine) as session:
        timetable = "周一至周五 14:00-17:00" if weekend else "周末全天"
        session.get_one(Cohort, school.running).timetable = timetable
        session.add(Holiday(day=DAY, working=not weekend, name="平常"))
    page, _ = enter(browser, live, person("employment", COUNTY).phone, 390)
    page.goto(f"/orders/classes/{school.running}/attendance")
    page.check("text=李*山")
    page.click("text=登记这一天")
    page.wait_for_selector("text=上课时间是")
    assert page.is_checked("text=李*山") and violations(page) == []
    page.click("text=那天上了课，照样登记")
    page.wait_for_selector("text=实到 1 人")
    page.goto(f"/orders/{school.order}")
    page.click("text=这个订单结束了")
    page.select_option("#reason", "shut")
    page.click("text=结束订单")
    page.wait_for_selector("text=结束：单位停产或搬走")
    assert violations(page) == []
    page.context.close()
    with Session(engine) as session:
        assert session.get_one(Cohort, school.coming).closed_for == "order_gone"
