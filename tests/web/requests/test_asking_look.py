"""The pages anybody may open in a real browser, and a daughter who asks for her mother."""

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine, select

from models.care import service_kinds
from models.database.engine import transaction
from models.places.tables import Place
from models.requests.asking.tables import RequestHelp
from tests.web.conftest import EAST, People, Visitor
from tests.web.requests.flood import VALUES
from tests.web.requests.staff import Staff
from tests.web.requests.test_open_page import enter_some
from tests.web.requests.village import GRID, ask, building, stored
from tests.web.test_look import enter, look_through, violations
from web.requests.asking import gate

__all__ = ["building"]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_they_fit_are_large_enough_and_accessible(
    browser: Browser,
    live: str,
    engine: Engine,
    person: People,
    client: Visitor,
    county: dict[str, Place],
    building: str,
    width: int,
) -> None:
    for kind, number in (("property", 12), ("safety", 8), ("dispute", 3)):
        enter_some(engine, county[EAST], kind, number)
    staff, code = Staff.of(engine, person), ask(client, building)
    staff.settle(code)
    with transaction(engine) as session:
        grid = session.scalars(select(Place.id).where(Place.path == GRID)).one()
    held = ask(client, building, words="妈妈腿脚不好，想请人陪她去医院")
    staff.take(held, staff.clerk, "accept")
    page, heard = enter(browser, live, person("community", EAST).phone, width)
    here = (
        "/ask",
        building,
        f"/ask/{EAST.rstrip('/')}",
        f"/asked/{code}",
        f"/asked/{code}?new=1",
        "/asked",
        "/open",
        "/requests/signs",
        f"/requests/signs/{grid}",
        f"/requests/{stored(engine, held).id}",
        f"/requests/{stored(engine, held).id}/need",
    )
    look_through(page, here, width)
    assert heard == []
    page.context.close()


def test_a_sum_is_asked_in_words_and_what_was_written_stays(
    browser: Browser, live: str, client: Visitor, building: str
) -> None:
    for _ in range(gate.FREE_ADDRESS.amount):
        ask(client, building)
    page = phone(browser, live)
    page.goto(building)
    page.fill("#words", "楼道灯不亮，我妈晚上看不见")
    page.click("text=发出去")
    page.wait_for_selector("#answer")
    assert violations(page) == []
    assert page.input_value("#words") == "楼道灯不亮，我妈晚上看不见"
    words = page.inner_text("label[for=answer]")
    tens, ones = words.removesuffix("等于多少？").split("加")
    page.fill("#answer", str(VALUES[tens] + VALUES[ones]))
    page.wait_for_timeout(1000 * gate.SOONEST + 1000)
    page.click("text=发出去")
    page.wait_for_selector(".secret")
    page.context.close()


def test_a_daughter_far_away_asks_for_her_mother(
    browser: Browser, live: str, engine: Engine, person: People, building: str
) -> None:
    """By the code of the building; accepted, handled, reopened twice, then settled."""
    with transaction(engine) as session:
        service_kinds.seed(session)
    staff, page = Staff.of(engine, person), phone(browser, live)
    page.goto(building)
    page.fill("#words", "我在外地，妈妈一个人住三楼，腿脚不好，想请人陪她去医院")
    page.click("summary:has-text('要请志愿者上门帮忙')")
    page.select_option("#service", label="陪诊")
    page.fill("#who", "王桂兰")
    page.check("input[name=consent][value=own]")
    page.fill("#name", "王小丽")
    page.fill("#phone", "13900001234")
    page.click("text=发出去")
    code = page.inner_text(".secret").replace("-", "")
    assert violations(page) == []
    assert stored(engine, code).kind == "care"
    with transaction(engine) as session:
        told = session.scalars(select(RequestHelp)).one()
        assert (told.name, told.kind, told.consent) == ("王桂兰", "clinic", "own")
    for turn in (1, 2):
        staff.settle(code)
        page.goto(f"/asked/{code}")
        page.click("summary:has-text('没有办好')")
        page.fill("#resident_no-remark", "没有人来")
        page.click("button:has-text('没有办好，重新办')")
        page.wait_for_selector("text=正在重新安排")
        assert stored(engine, code).reopened == turn
        assert violations(page) == []
    staff.settle(code)
    page.goto(f"/asked/{code}")
    page.click("button:has-text('办好了，满意')")
    page.wait_for_selector("text=您说办好了")
    assert stored(engine, code).state == "done"
    page.context.close()


def phone(browser: Browser, live: str) -> Page:
    """Nobody's telephone: no account is signed in."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", base_url=live
    )
    return context.new_page()
