"""The main job in real Chromium: ledgers in, a night, review, claim, done; seen at two widths."""

import datetime as dt
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from jobs.clock import now
from models.accounts.totp import code_at, step_at
from models.care.contact import address_of
from models.care.days import SHANGHAI
from models.care.tables import Claim, Visit
from models.database.engine import make_engine
from models.database.ring import use_ring
from models.matching.tables import Proposal
from models.people.tables import Helper, Person, Resident
from models.places.tables import Place
from tests.browser.product import Product
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The grid ledger first: the others know their communities by it.
ORDER = ("网格台账", "居民服务台账", "志愿者党员台账", "求职登记", "用工信息", "培训订单")
# One with rows refused and in doubt, one about employers; the others look alike.
LOOKED_AT = ("居民服务台账", "用工信息")
LIGHT = 150_000
PASSWORD = "清晨走到集市去看一看"
MINUTE = 60_000


@dataclass(frozen=True)
class Scene:
    """Where a journey takes place; ``folder`` keeps a picture of each page."""

    browser: Browser
    product: Product
    width: int
    folder: Path

    @contextmanager
    def visitor(self) -> Iterator[Visitor]:
        visitor = Visitor(self.browser, self.product.address, self.width, self.folder)
        yield visitor
        visitor.close()
        assert not visitor.faults, "\n".join(visitor.faults)

    @contextmanager
    def session(self) -> Iterator[Session]:
        url = self.product.settings.database_app_url
        assert url is not None
        engine = make_engine(url, pool_size=1)
        # What is sealed there opens by its own keys.
        use_ring(lambda: engine)
        with Session(engine) as session:
            yield session
        engine.dispose()


@dataclass(frozen=True)
class Invited:
    """An account made by the administrator: whom it is for, and what he is told."""

    name: str
    phone: str
    code: str


def test_all_of_it_on_a_wide_page(
    browser: Browser, product: Product, ledgers: Path, tmp_path: Path
) -> None:
    journey(Scene(browser, product, 1280, tmp_path), ledgers)


def test_all_of_it_on_a_phone(
    browser: Browser, product: Product, few: Path, tmp_path: Path
) -> None:
    journey(Scene(browser, product, 390, tmp_path), few)


def journey(scene: Scene, ledgers: Path) -> None:
    """From the ledgers to a visit that is done and seen by staff."""
    grids = scene.folder / "grids"
    grids.mkdir()
    shutil.copy(ledgers / f"{ORDER[0]}.xlsx", grids)
    code = scene.product.first_administrator(grids, "赵主任", "13800000001")
    with scene.visitor() as chief:
        enter(chief, Invited("赵主任", "13800000001", code), staff=True)
        bring_in(chief, ledgers)
        start_the_night(chief)
        clerk = invite(chief, "employment", county(scene), "钱就业", "13800000002")
        helper, place, phone = busiest_volunteer(scene)
        volunteer = invite(chief, "volunteer", place, helper, phone)
        review(scene, clerk)
        resident = visit_somebody(scene, volunteer)
        sees_it_done(chief, resident)


def enter(visitor: Visitor, who: Invited, staff: bool = False) -> None:
    """Come in for the first time: a password of one's own, and for staff a second factor."""
    visitor.open("/", "sign_in")
    visitor.press(visitor.page.get_by_role("link", name="我有邀请码"))
    visitor.page.wait_for_url("**/join")
    visitor.look("join")
    visitor.write("#code", who.code)
    visitor.write("#new", PASSWORD)
    visitor.write("#again", PASSWORD)
    visitor.press("main button[type=submit]")
    if staff:
        set_up_factor(visitor)
    visitor.page.wait_for_url(f"{visitor.address}/")
    visitor.look(f"home_{who.name}")


def go_to(visitor: Visitor, place: str) -> None:
    """By the page of all places."""
    page = visitor.page
    visitor.press(page.get_by_role("navigation").get_by_role("link", name="全部"))
    visitor.press(page.get_by_role("main").get_by_role("link", name=place, exact=True))


def set_up_factor(visitor: Visitor) -> None:
    page = visitor.page
    page.wait_for_url("**/me/second-factor?*")
    visitor.look("factor")
    visitor.press(page.get_by_role("button", name="开始设置"))
    secret = page.locator("#secret")
    secret.wait_for()
    visitor.look("factor_secret")
    visitor.write("#code", code_at(secret.inner_text(), step_at(dt.datetime.now(dt.UTC))))
    visitor.press(page.get_by_role("button", name="开通"))
    page.locator("#paper").wait_for()
    visitor.look("factor_paper")
    visitor.press(page.get_by_role("link", name="收好了"))


def bring_in(chief: Visitor, ledgers: Path) -> None:
    page = chief.page
    go_to(chief, "台账")
    page.wait_for_url("**/ledgers")
    chief.look("imports_empty")
    for number, name in enumerate(ORDER):
        files = [path for path in ledgers.iterdir() if path.stem == name]
        page.set_input_files("#files", files)
        if number == 0:
            chief.look("imports_chosen")
        chief.press(page.get_by_role("button", name="上传并读取"))
        confirm(chief, name)
    chief.open("/ledgers", "imports_full")


def confirm(chief: Visitor, name: str) -> None:
    """Look at the preview, let it come in, and see every row accounted for."""
    page = chief.page
    check = page.get_by_role("link", name=f"核对 {name}")
    confirm = page.get_by_role("button", name="确认导入")
    expect(check.or_(confirm)).to_be_visible(timeout=MINUTE)
    if check.is_visible():
        chief.press(check)
    confirm.wait_for()
    if name in LOOKED_AT:
        chief.look(f"preview_{name}")
    chief.press(confirm)
    page.locator("progress[max='100']").or_(page.get_by_text("每一行的结果")).first.wait_for()
    page.get_by_text("每一行的结果").first.wait_for(timeout=MINUTE)
    if name in LOOKED_AT:
        chief.look(f"result_{name}")
    chief.press(page.get_by_role("link", name="导入记录"))
    page.wait_for_url("**/ledgers")


def start_the_night(chief: Visitor) -> None:
    page = chief.page
    go_to(chief, "匹配批次")
    page.wait_for_url("**/runs/")
    chief.look("runs_empty")
    chief.press(page.get_by_role("button", name="现在进行今晚的匹配"))
    page.get_by_role("progressbar").wait_for()
    chief.look("night_progress")
    result = page.get_by_role("link", name="看这一晚的结果")
    result.wait_for(timeout=2 * MINUTE)
    chief.press(result)
    page.wait_for_url("**/runs/*-*")
    expect(page.locator("main")).to_contain_text("已发布")
    chief.look("night")
    chief.open("/runs/", "runs")
    chief.open("/", "home_after_the_night")


def county(scene: Scene) -> uuid.UUID:
    with scene.session() as session:
        return session.scalars(select(Place.id).where(Place.kind == "county")).one()


def busiest_volunteer(scene: Scene) -> tuple[str, uuid.UUID, str]:
    """Name, community and phone of the volunteer to whom the night suggests most."""
    with scene.session() as session:
        helper = session.scalars(
            select(Helper)
            .join(Proposal, Proposal.helper_id == Helper.id)
            .join(Visit, Visit.id == Proposal.visit_id)
            .where(Helper.volunteer, Proposal.state == "open", Visit.helpers_wanted == 1)
            .group_by(Helper.id)
            .order_by(func.count().desc(), Helper.id)
            .limit(1)
        ).one()
        person = session.get_one(Person, helper.person_id)
        home = session.get_one(Place, person.place_id)
        community = session.scalars(
            select(Place.id).where(
                Place.kind == "community", func.starts_with(home.path, Place.path)
            )
        ).one()
        assert person.phone is not None
        return person.name, community, person.phone


def invite(chief: Visitor, role: str, place: uuid.UUID, name: str, phone: str) -> Invited:
    page = chief.page
    go_to(chief, "账号")
    page.wait_for_url("**/accounts")
    chief.look("accounts")
    chief.press(page.get_by_role("link", name="邀请").first)
    page.wait_for_url("**/accounts/invite")
    chief.look("invite")
    chief.write("#name", name)
    chief.write("#phone", phone)
    chief.pick("#role", role)
    chief.pick("#place_id", str(place))
    chief.press(page.get_by_role("button", name="开账号"))
    secret = page.locator("#one-time")
    secret.wait_for()
    chief.look("one_time")
    return Invited(name, phone, secret.inner_text())


def review(scene: Scene, clerk: Invited) -> None:
    """Approve one, reject one with its reason, give one to another opening."""
    with scene.visitor() as desk:
        enter(desk, clerk, staff=True)
        page = desk.page
        desk.press(page.locator("main").get_by_role("link", name="打开审核台"))
        page.locator("[data-proposal]").first.wait_for()
        desk.look("desk")
        if desk.thumb:
            decide_by_thumb(desk)
        else:
            decide_by_keys(desk)
        expect(page.locator("[data-decided]")).to_have_count(3)
        desk.look("desk_decided")
        # What was swapped away leaves an approved proposal in its place.
        for state, number in (("rejected", 1), ("swapped", 1), ("approved", 2)):
            page.goto(f"/desk/?market=employment&state={state}")
            expect(page.locator("[data-proposal]")).to_have_count(number)
        desk.press(page.get_by_role("link", name="详情").first)
        page.get_by_role("heading", name="为什么推荐").wait_for()
        desk.look("proposal")
        desk.open("/desk/referrals", "referrals")
        desk.in_english("/", "/desk/?market=employment", "/desk/referrals", "/runs/")


def decide_by_keys(desk: Visitor) -> None:
    """As the station does it all morning: single letters, no mouse."""
    page = desk.page
    focused = page.locator("[data-proposal]:focus")
    page.keyboard.press("j")
    first = focused.get_attribute("id")
    page.keyboard.press("a")
    expect(page.locator(f"#{first}[data-state=approved]")).to_be_visible()
    expect(focused).not_to_have_id(str(first))
    second = focused.get_attribute("id")
    page.keyboard.press("r")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("本人来电说明")
    desk.look("desk_rejecting")
    page.keyboard.press("Enter")
    expect(page.locator(f"#{second}[data-state=rejected]")).to_be_visible()
    while not focused.locator("[data-key=s]").count():
        page.keyboard.press("j")
    third = focused.get_attribute("id")
    page.keyboard.press("s")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator(f"#{third}[data-state=swapped]")).to_be_visible()


def decide_by_thumb(desk: Visitor) -> None:
    page = desk.page
    cards = page.locator("[data-proposal]")
    first, second = (page.locator(f"#{cards.nth(n).get_attribute('id')}") for n in (0, 1))
    desk.press(first.get_by_role("button", name="同意"))
    expect(first).to_have_attribute("data-state", "approved")
    desk.press(second.locator("[data-key=r]"))
    desk.pick(
        second.locator("select"), second.locator("select option").nth(1).get_attribute("value")
    )
    desk.look("desk_rejecting")
    desk.press(second.get_by_role("button", name="退回这条方案"))
    expect(second).to_have_attribute("data-state", "rejected")
    with_others = page.locator("[data-proposal][data-state=open]:has([data-key=s])").first
    third = page.locator(f"#{with_others.get_attribute('id')}")
    desk.press(third.locator("[data-key=s]"))
    desk.press(third.locator("input[type=radio]").first)
    desk.press(third.get_by_role("button", name="改派并同意"))
    expect(third).to_have_attribute("data-state", "swapped")


def visit_somebody(scene: Scene, who: Invited) -> uuid.UUID:
    """Claim the first suggestion, read the address, go, and enter the result; who was visited."""
    with scene.visitor() as volunteer:
        enter(volunteer, who)
        page = volunteer.page
        volunteer.press(page.get_by_role("navigation").get_by_role("link", name="我的任务"))
        page.get_by_role("heading", name="推荐给您").first.wait_for()
        volunteer.look("tasks")
        volunteer.press(page.get_by_role("button", name="我去").first)
        page.wait_for_url("**/care/visits/*")
        expect(page.locator("main")).to_contain_text("地址")
        claim = page.url.rsplit("/", 1)[1]
        resident, address = claimed(scene, uuid.UUID(claim))
        expect(page.locator("main")).to_contain_text(address)
        volunteer.look("visit")
        volunteer.press(page.get_by_role("link", name="填写探访结果"))
        page.wait_for_url("**/sheet")
        volunteer.look("sheet")
        fill_in(volunteer)
        page.wait_for_url(f"**/care/visits/{claim}")
        expect(page.locator("main")).to_contain_text("已收到")
        expect(page.locator("main")).not_to_contain_text(address)
        volunteer.look("visit_over")
        volunteer.open("/care/history", "history")
        expect(page.locator("main")).to_contain_text("已经完成")
        assert volunteer.weight("/care/") <= LIGHT
        volunteer.in_english("/", "/care/", f"/care/visits/{claim}", "/care/history")
        return resident


def claimed(scene: Scene, claim: uuid.UUID) -> tuple[uuid.UUID, str]:
    """The resident of a claim and the address as people say it."""
    with scene.session() as session:
        resident = session.scalars(
            select(Resident)
            .join(Visit, Visit.resident_id == Resident.id)
            .join(Claim, Claim.visit_id == Visit.id)
            .where(Claim.id == claim)
            .options(joinedload(Resident.person).joinedload(Person.place))
        ).one()
        return resident.id, address_of(session, resident.person)


def fill_in(volunteer: Visitor) -> None:
    """Half an hour that ended just now, or yesterday evening when midnight lies in between."""
    ended = now().astimezone(SHANGHAI) - dt.timedelta(minutes=5)
    began = ended - dt.timedelta(minutes=30)
    if began.date() != ended.date():
        began, ended = (moment - dt.timedelta(hours=3) for moment in (began, ended))
    volunteer.write("#day", f"{began:%Y-%m-%d}")
    volunteer.write("#began", f"{began:%H:%M}")
    volunteer.write("#ended", f"{ended:%H:%M}")
    volunteer.write("#note", "精神不错，菜够吃。")
    volunteer.press(volunteer.page.get_by_role("button", name="交上去"))


def sees_it_done(chief: Visitor, resident: uuid.UUID) -> None:
    page = chief.page
    chief.press(page.get_by_role("navigation").get_by_role("link", name="探访"))
    page.wait_for_url("**/owed")
    chief.look("owed")
    chief.open(f"/care/residents/{resident}", "resident")
    expect(page.locator("main")).to_contain_text("已经完成")
    for url, name in (
        ("/desk/?market=care", "desk_care"),
        ("/ledgers/conflicts", "conflicts"),
        ("/lists", "lists"),
        ("/lists/helpers", "list_helpers"),
        ("/care/asking", "asking"),
        ("/notices/", "notices"),
        ("/notices/choices", "notice_choices"),
        ("/me", "me"),
    ):
        chief.open(url, name)
    chief.in_english(
        "/",
        "/ledgers",
        "/lists",
        "/accounts",
        "/care/owed",
        "/care/asking",
        "/desk/?market=care",
        "/me",
    )
