"""The visit on a phone in real Chromium: without a signal, sent once, wiped when it is over."""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select

from models.care.days import SHANGHAI
from models.care.tables import Claim, Visit, VisitRecord
from models.care.visiting.codes import code_of
from models.care.visiting.doors import door_token
from models.care.visiting.tables import SheetReceived
from models.database.engine import transaction
from tests.browser.visitor import Visitor
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, NOW, Hamlet, due
from tests.web.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LIGHT = 150_000
KEPT = """async () => {
  const paths = [];
  for (const name of await caches.keys()) for (const one of await (await caches.open(name)).keys())
    paths.push(new URL(one.url).pathname);
  return paths;
}"""
LEFT = "async () => [await caches.keys(), (await indexedDB.databases()).map(one => one.name)]"
CUT = "fetch('/care/sync').then(() => 'there', () => 'cut')"


@dataclass(frozen=True)
class Scene:
    """A volunteer with visits near her, and browsers she holds in her hand."""

    hamlet: Hamlet
    browser: Browser
    address: str
    phone: str
    folder: Path
    visitors: list[Visitor]

    def device(self, width: int = 390) -> Visitor:
        """A phone of hers, signed in."""
        found = Visitor(self.browser, self.address, width, self.folder)
        self.visitors.append(found)
        found.page.goto("/sign-in")
        found.write("#phone", self.phone)
        found.write("#password", PASSWORD)
        found.press("main button[type=submit]")
        found.page.wait_for_url(f"{self.address}/")
        return found

    def all(self, table: type) -> list[Any]:
        with transaction(self.hamlet.engine) as session:
            return list(session.scalars(select(table).order_by(table.id)))  # type: ignore[attr-defined]


@pytest.fixture
def scene(hamlet: Hamlet, live: str, browser: Browser, tmp_path: Path) -> Iterator[Scene]:
    # The hour before now, in which the visit takes place, must lie in one day.
    if NOW.astimezone(SHANGHAI).hour < 1:
        pytest.skip("just after midnight")

    def make(village: Village) -> str:
        helper = village.volunteer()
        for name, phone in (("欧阳文贵", "19912345678"), ("上官明", "19912345679")):
            due(village, resident=village.elder(name, phone=phone))
        return village.login("volunteer", helper.person_id, password_hash=HASH).phone

    found = Scene(hamlet, browser, live, hamlet.build(make), tmp_path, [])
    yield found
    for one in found.visitors:
        one.close()


def claim(device: Visitor) -> uuid.UUID:
    """Take the first visit there is; its page is open and kept then."""
    page = device.page
    page.goto("/care/")
    device.press(page.get_by_role("button", name="我去").first)
    page.wait_for_url("**/care/visits/*")
    found = uuid.UUID(page.url.rsplit("/", 1)[1])
    keep(page, found)
    return found


def keep(page: Page, claim_id: uuid.UUID) -> None:
    """Open a claimed visit until the phone has its page and its sheet."""
    page.goto("/care/")
    wait_until(page, lambda: page.evaluate("navigator.serviceWorker.controller !== null"))
    page.goto(f"/care/visits/{claim_id}")
    expect(page.locator("main")).to_contain_text("1991234567")
    wait_until(page, lambda: f"/care/visits/{claim_id}/sheet" in page.evaluate(KEPT))


def cut(page: Page) -> None:
    page.context.set_offline(True)
    assert page.evaluate(CUT) == "cut"


def fill_in(device: Visitor, claim_id: uuid.UUID, began: dt.datetime, ended: dt.datetime) -> None:
    """Stamp coming and going as the clock on the wall has it, and write something down."""
    page = device.page
    page.goto(f"/care/visits/{claim_id}")
    device.press(page.get_by_role("link", name="填写探访结果"))
    page.wait_for_url("**/sheet")
    page.clock.set_fixed_time(began)
    device.press(page.get_by_role("button", name="我到了"))
    expect(page.locator("[data-stamps]")).to_contain_text("到的时间记下了")
    page.clock.set_fixed_time(ended)
    device.press(page.get_by_role("button", name="我走了"))
    expect(page.locator("[data-stamps]")).to_contain_text("走的时间记下了")
    page.clock.set_fixed_time(dt.datetime.now(dt.UTC))


def hand_in(device: Visitor, note: str, code: str) -> None:
    device.write("#note", note)
    device.write("#code", code)
    device.press(device.page.get_by_role("button", name="交上去"))


def minute(ago: int) -> dt.datetime:
    whole = dt.datetime.now(dt.UTC).replace(second=0, microsecond=0)
    return whole - dt.timedelta(minutes=ago)


def test_without_a_signal_and_once(scene: Scene) -> None:
    phone, tablet = scene.device(), scene.device()
    claim_id = claim(phone)
    keep(tablet.page, claim_id)
    for device in (phone, tablet):
        cut(device.page)
    began, ended = minute(40), minute(10)

    fill_in(phone, claim_id, began, ended)
    phone.look("sheet_offline")
    hand_in(phone, "精神不错", code_of(claim_id))
    phone.page.wait_for_url("**/care/offline")
    expect(phone.page.locator(".sync")).to_contain_text("还有 1 条没发出")
    phone.look("offline")
    phone.page.goto(f"/care/visits/{claim_id}")
    expect(phone.page.locator("main")).not_to_contain_text("1991234567")
    assert scene.all(VisitRecord) == []

    fill_in(tablet, claim_id, minute(38), minute(9))
    hand_in(tablet, "灯坏了", "")
    tablet.page.wait_for_url("**/care/offline")

    # The first answer is lost on the way, and two windows send at the same time.
    lost = lose_answers(phone.page)
    phone.page.context.set_offline(False)
    wait_until(phone.page, lambda: lost)
    phone.page.context.unroute_all(behavior="wait")
    assert len(scene.all(VisitRecord)) == 1 and set(lost) == {200}
    phone.page.evaluate("Promise.all([Queue.sync(), Queue.sync()])")
    phone.page.goto("/care/")
    expect(phone.page.locator(".sync")).to_contain_text("没有未发出的")
    phone.look("tasks_after")

    tablet.page.context.set_offline(False)
    expect(tablet.page.locator(".sync")).to_contain_text("没有未发出的")
    expect(tablet.page.locator("#messages")).to_contain_text("没有重复记")

    (entered,) = scene.all(VisitRecord)
    assert (entered.began_at, entered.ended_at) == (began, ended)
    assert (entered.evidence, entered.note) == ("code", "精神不错")
    sheets = scene.all(SheetReceived)
    assert [one.result for one in sheets] == ["recorded", "merged"]
    assert [one.state for one in scene.all(Claim)] == ["done"]
    phone.page.goto(f"/care/visits/{claim_id}")
    expect(phone.page.locator("main")).to_contain_text("已有凭证")


def lose_answers(page: Page) -> list[int]:
    """Let what is sent reach the server, and nothing come back."""
    lost: list[int] = []

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.context.route("**/care/sync", lose)
    return lost


def wait_until(page: Page, happened: Callable[[], object]) -> None:
    for _ in range(100):
        if happened():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never happened")


def test_signing_out_wipes_the_phone(scene: Scene) -> None:
    device = scene.device()
    page = device.page
    claim_id = claim(device)
    assert f"/care/visits/{claim_id}" in page.evaluate(KEPT)
    page.goto("/me")
    device.look("me")
    device.press(page.get_by_role("button", name="退出登录"))
    page.wait_for_url("**/sign-in")
    assert page.evaluate(LEFT) == [[], []]
    page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(f"/care/visits/{claim_id}")


def test_signing_out_with_something_unsent_asks_first(scene: Scene) -> None:
    device = scene.device()
    page = device.page
    claim_id = claim(device)
    cut(page)
    fill_in(device, claim_id, minute(30), minute(20))
    hand_in(device, "", "")
    page.wait_for_url("**/care/offline")
    page.context.route("**/care/sync", lambda route: route.abort())
    page.context.set_offline(False)
    page.goto("/me")
    device.press(page.get_by_role("button", name="退出登录"))
    expect(page.locator("#messages")).to_contain_text("还有 1 条没发出，退出会把它们删掉")
    page.wait_for_timeout(4100)
    device.press(page.get_by_role("button", name="退出登录"))
    page.wait_for_url("**/sign-in")
    assert page.evaluate(LEFT) == [[], []]


def test_giving_it_back_and_time_wipe_the_pages(scene: Scene) -> None:
    device = scene.device()
    page = device.page
    first, second = claim(device), claim(device)
    page.goto(f"/care/visits/{first}")
    device.press(page.locator("summary", has_text="去不了"))
    device.press(page.get_by_text("临时有事"))
    device.press(page.get_by_role("button", name="退出这次任务"))
    page.wait_for_url("**/care/")
    wait_until(page, lambda: f"/care/visits/{first}" not in page.evaluate(KEPT))
    assert f"/care/visits/{second}" in page.evaluate(KEPT)
    page.evaluate(
        """async path => {
          const cache = await caches.open('visits');
          const text = await (await cache.match(path)).text();
          await cache.put(path, new Response(text, { headers: { 'Keep-Until': '1' } }));
        }""",
        f"/care/visits/{second}",
    )
    cut(page)
    page.goto(f"/care/visits/{second}")
    expect(page.locator("h1")).to_contain_text("没有信号")
    assert f"/care/visits/{second}" not in page.evaluate(KEPT)


def test_a_session_that_ended_takes_the_address_and_leaves_the_sheet(scene: Scene) -> None:
    device = scene.device()
    page = device.page
    claim_id = claim(device)
    cut(page)
    fill_in(device, claim_id, minute(30), minute(20))
    hand_in(device, "第二天再去", "")
    page.wait_for_url("**/care/offline")
    page.context.clear_cookies()
    page.context.set_offline(False)
    expect(page.locator("#messages")).to_contain_text("请重新登录")
    assert not [path for path in page.evaluate(KEPT) if path.startswith("/care/visits")]
    assert scene.all(VisitRecord) == []
    page.goto("/sign-in?next=/care/")
    device.write("#phone", scene.phone)
    device.write("#password", PASSWORD)
    device.press("main button[type=submit]")
    page.wait_for_url("**/care/")
    expect(page.locator("#messages")).to_contain_text("已收到")
    assert len(scene.all(VisitRecord)) == 1


def test_what_is_refused_stays_with_the_reason(scene: Scene) -> None:
    device = scene.device()
    page = device.page
    claim_id = claim(device)
    page.goto(f"/care/visits/{claim_id}/sheet")
    device.write("#began", "10:00")
    device.write("#ended", "09:00")
    device.write("#note", "说好周三再来")
    device.press(page.get_by_role("button", name="交上去"))
    expect(page.locator("#messages")).to_contain_text("结束时间要晚于开始时间")
    page.goto("/care/")
    expect(page.locator(".phone li")).to_contain_text("结束时间要晚于开始时间")
    device.look("tasks_refused")
    device.press(page.get_by_role("link", name="改一改再交"))
    expect(page.locator("#note")).to_have_value("说好周三再来")
    assert scene.all(VisitRecord) == []


def test_a_door_is_scanned_without_a_signal(scene: Scene) -> None:
    device = scene.device()
    page = device.page
    claim_id = claim(device)
    with transaction(scene.hamlet.engine) as session:
        held = session.get_one(Claim, claim_id)
        token = door_token(session.get_one(Visit, held.visit_id).resident_id)
    cut(page)
    page.goto(f"/care/door/{token}")
    expect(page.locator("#messages")).to_contain_text("有信号时自动发出")
    page.context.set_offline(False)
    expect(page.locator("#messages")).to_contain_text("到门口的时间已记下")
    page.goto(f"/care/door/{token}")
    device.look("door")


def test_where_nothing_can_be_kept_it_works_and_says_so(scene: Scene) -> None:
    device = scene.device()
    page = device.page
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto("/care/")
    expect(page.locator(".sync")).to_contain_text("不能离线保存")
    device.press(page.get_by_role("button", name="我去").first)
    page.wait_for_url("**/care/visits/*")
    where = page.url
    device.press(page.get_by_role("link", name="填写探访结果"))
    began, ended = (moment.astimezone(SHANGHAI) for moment in (minute(40), minute(10)))
    device.write("#day", f"{began:%Y-%m-%d}")
    device.write("#began", f"{began:%H:%M}")
    device.write("#ended", f"{ended:%H:%M}")
    device.press(page.get_by_role("button", name="交上去"))
    page.wait_for_url(where)
    expect(page.locator("#messages")).to_contain_text("已收到")


@pytest.mark.parametrize("width", [320, 390])
def test_small_screens_and_large_letters(scene: Scene, width: int) -> None:
    device = scene.device(width)
    page = device.page
    claim_id = claim(device)
    assert device.weight("/care/") <= LIGHT
    for url, name in (
        ("/care/", "tasks"),
        (f"/care/visits/{claim_id}", "visit"),
        (f"/care/visits/{claim_id}/sheet", "sheet"),
        ("/care/offline", "offline_page"),
    ):
        device.open(url, name)
    began, ended = (moment.astimezone(SHANGHAI) for moment in (minute(40), minute(10)))
    device.page.goto(f"/care/visits/{claim_id}/sheet")
    device.write("#day", f"{began:%Y-%m-%d}")
    device.write("#began", f"{began:%H:%M}")
    device.write("#ended", f"{ended:%H:%M}")
    hand_in(device, "好", f"{(int(code_of(claim_id)) + 1) % 10000:04d}")
    page.wait_for_url(f"**/care/visits/{claim_id}")
    expect(page.locator("#messages")).to_contain_text("还可以再试 4 次")
    device.look("visit_unproven")
    assert device.faults == [], json.dumps(device.faults, ensure_ascii=False, indent=1)
