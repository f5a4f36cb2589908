"""The bridge in a real browser: the duty on the seeker's page, the proof, the visit's openings."""

import pytest
from playwright.sync_api import Browser
from sqlalchemy import Engine

from models.database.engine import transaction
from models.employment.months import months_after
from models.employment.tables import Employer, Placement, Referral
from models.people.tables import CodeTable
from tests.models.bridge.household import household
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, TODAY, Hamlet, hamlet
from tests.web.conftest import COUNTY, NOW, People
from tests.web.employment.sent import Sent, sent
from tests.web.employment.test_caring import Home, home
from tests.web.employment.test_vacancies import DAY, Shops, shops
from tests.web.test_look import enter, look_through, violations

__all__ = ["hamlet", "home", "sent", "shops"]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_what_a_visit_carries_fits_and_is_answered_at_the_door(
    hamlet: Hamlet, browser: Browser, live: str, width: int
) -> None:
    def make(village: Village):
        made = household(village, NOW, TODAY)
        phones = {village.communities[0].name: "0915-7654321"}
        village.add(CodeTable(name="station_phones", effective_from=TODAY, values=phones))
        helper = village.login("volunteer", made.helper.person_id, password_hash=HASH)
        clerk = village.login("community", password_hash=HASH)
        return made, helper.phone, clerk.phone

    made, helper, clerk = hamlet.build(make)
    page, heard = enter(browser, live, helper, width)
    here = f"/care/visits/{made.claim.id}"
    look_through(page, (here, f"{here}/sheet"), width)
    page.goto(here)
    assert page.locator("text=周桂兰：缝纫工").is_visible()
    assert heard == []
    page.context.close()
    desk, _ = enter(browser, live, clerk, width)
    desk.goto("/care/paper")
    desk.check(f'[name=claim][value="{made.claim.id}"]')
    desk.click("text=打印探访单，给志愿者")
    desk.wait_for_selector("text=周桂兰的答复")
    assert violations(desk) == []
    desk.context.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_duty_is_noted_asked_and_ended(
    home: Home, browser: Browser, live: str, person: People, width: int
) -> None:
    page, heard = enter(browser, live, person("employment", COUNTY).phone, width)
    look_through(page, (home.page,), width)
    page.click("text=记一项照料")
    page.select_option("#whom", str(home.mother))
    page.select_option("#service", "daily_care")
    page.check("text=周一到周五 上午")
    page.check("text=周一到周五 下午")
    page.click("form[action$='/duties'] button:has-text('记下')")
    page.wait_for_selector("text=还没有提出")
    assert violations(page) == []
    page.check("text=被照顾的人自己同意")
    page.click("button:has-text('向照护市场提出')")
    page.wait_for_selector("text=已提出，等人认领")
    look_through(page, (home.page,), width)
    page.click("button:has-text('不用照顾了')")
    page.wait_for_selector("text=没有登记。因为要照顾人")
    assert heard == []
    page.context.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_last_resort_and_its_term(
    engine: Engine,
    shops: Shops,
    sent: Sent,
    browser: Browser,
    live: str,
    person: People,
    width: int,
) -> None:
    with transaction(engine) as session:
        session.get_one(Employer, shops.own).kind = "public_welfare"
        session.get_one(Referral, sent.referral).state = "placed"
        facts = {
            "employer_id": shops.own,
            "employer_kind": "public_welfare",
            "occupation": "保洁员",
        }
        began = months_after(DAY, -34)
        session.add(Placement(referral_id=sent.referral, started_on=began, **facts))
    page, heard = enter(browser, live, person("employment", COUNTY).phone, width)
    assert page.locator("text=公益性岗位三个月内到期").is_visible()
    look_through(page, ("/", "/public-welfare", f"/referrals/{sent.referral}"), width)
    assert heard == []
    page.context.close()
