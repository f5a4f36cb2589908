"""A map tapped by thumb, by keyboard and without script, and a photo taken, in a real browser."""

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine, select

from models.database.engine import transaction
from models.places.tables import Place
from models.requests.photos.tables import RequestPhoto
from models.requests.tables import Request
from tests.models.requests.photos.test_picture import jpeg
from tests.web.conftest import COUNTY, EAST, WEST, People
from tests.web.requests.village import GRID, building
from tests.web.test_look import enter, look_through, violations

__all__ = ["building"]
pytestmark = pytest.mark.browser
SIZES = """[...document.querySelectorAll('.spots a circle:first-child, button.spot')]
  .map(one => one.getBoundingClientRect()).flatMap(box => [box.width, box.height])"""
PHOTO = {"name": "灯.jpg", "mimeType": "image/jpeg", "buffer": jpeg(800, 600)}


@pytest.fixture
def measured(engine: Engine, building: str) -> None:
    """Two grids in the eastern community; a western one, and another so close that they are one."""
    with transaction(engine) as session:
        known = {one.path: one for one in session.scalars(select(Place))}
        known[GRID].lat, known[GRID].lon = 32.80, 109.20
        known[WEST].lat, known[WEST].lon = 32.89, 109.25
        beside = {"kind": "community", "name": "河东社区", "parent_id": known[COUNTY].id}
        second = {"kind": "grid", "name": "第2网格", "parent_id": known[EAST].id}
        session.add(Place(path="610998/003/", lat=32.8902, lon=109.2501, **beside))
        session.add(Place(path=f"{EAST}G2/", lat=32.81, lon=109.21, **second))


def phone(browser: Browser, live: str, script: bool = True) -> Page:
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        locale="zh-CN",
        base_url=live,
        has_touch=True,
        java_script_enabled=script,
    )
    return context.new_page()


def loaded(page: Page) -> int:
    """How wide the first photo is when it has come."""
    photo = page.locator(".photos img").first
    photo.scroll_into_view_if_needed()
    wide: int = photo.evaluate("one => one.decode().then(() => one.naturalWidth)")
    return wide


@pytest.mark.usefixtures("measured")
def test_without_script_a_place_is_tapped_and_a_photo_sent(
    browser: Browser, live: str, engine: Engine
) -> None:
    page = phone(browser, live, script=False)
    page.goto("/ask")
    page.tap(".spots a:has-text('城东')")
    page.tap("summary")
    page.tap(".spots a:has-text('第1网格')")
    page.fill("#words", "楼道灯不亮，老人晚上看不见")
    page.set_input_files("#photos-camera", PHOTO)
    page.tap("main button:has-text('发出去')")
    page.wait_for_selector(".secret")
    assert loaded(page) == 800
    with transaction(engine) as session:
        made = session.scalars(select(Request)).one()
        assert session.get_one(Place, made.place_id).path == GRID
        assert len(session.scalars(select(RequestPhoto)).all()) == 1
    page.context.close()


@pytest.mark.usefixtures("measured")
def test_by_keyboard_those_too_close_are_opened(browser: Browser, live: str) -> None:
    page = phone(browser, live)
    page.goto("/ask")
    assert min(page.evaluate(SIZES)) > 43.9
    page.focus(".spots a:has(.many)")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask?near=**")
    assert page.locator(".spots a").count() == 2
    page.focus(".spots a:has-text('河东')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/610998/003")
    page.context.close()


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_who_enters_it_taps_and_keeps_what_was_typed(
    browser: Browser, live: str, engine: Engine, person: People, width: int
) -> None:
    page, heard = enter(browser, live, person("county", COUNTY).phone, width)
    look_through(
        page, ["/ask", "/ask?near=610998/002", "/ask?where=社区", f"/ask/{EAST}"[:-1]], width
    )
    page.goto("/requests/new")
    page.fill("#words", "我妈摔了没人扶")
    page.select_option("#kind", "care")
    page.click("text=在地图上点")
    page.wait_for_selector("button.spot")
    assert min(page.evaluate(SIZES)) > 43.9
    assert violations(page) == []
    page.click("button.spot[aria-label='城东社区']")
    page.click("button.spot[aria-label='第2网格']")
    page.wait_for_selector("text=已选 城东社区 第2网格")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.input_value("#words") == "我妈摔了没人扶"
    page.set_input_files("#photos-album", [PHOTO, PHOTO])
    page.click("main button.primary:has-text('录入')")
    page.wait_for_selector("text=（照片已收起）")
    page.click("summary:has-text('查看完整')")
    page.select_option("#purpose", "go")
    page.click("details button:has-text('查看')")
    page.wait_for_selector(".photos li:nth-child(2)")
    assert loaded(page) == 800
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    with transaction(engine) as session:
        made = session.scalars(select(Request)).one()
        assert session.get_one(Place, made.place_id).path == f"{EAST}G2/"
    assert heard == []
    page.context.close()
