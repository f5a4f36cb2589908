"""An order on its whole way: posted, matched, reviewed, answered, taught, placed, still there.

The station works by keyboard on a wide page, employer and seeker by thumb on a phone. Every page is
looked at in Chinese, and read again in English.
"""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import Date, DateTime, Engine, select, text, update
from sqlalchemy.orm import Session

from jobs.matching import nightly
from models.accounts.manage import Links
from models.accounts.tables import Account
from models.database.engine import make_engine, transaction
from models.employment.tables import Cohort, Employer, Referral
from models.people.tables import Person, Seeker
from models.places.tables import Place
from models.registry import metadata
from models.settings import Settings
from tests.browser.visitor import Visitor
from tests.web.conftest import COUNTY, EAST, NOW, PASSWORD, People
from tests.web.matching.test_moves import worker
from web.clock import today

__all__ = ["worker"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]

DAY = today(NOW)
BEGINS = DAY + dt.timedelta(10)
SATURDAY = 5
NAMES = ("孙小娟", "周大勇", "吴春花", "郑秀英")


@pytest.fixture
def older(owner_url: str, settings: Settings) -> Callable[[int], None]:
    """``older(days)``: everything in the tables lies that much further back, as if days went by."""

    def by(days: int) -> None:
        engine = make_engine(owner_url, pool_size=1)
        with engine.begin() as connection:
            # Rows that are only ever added stay what they are, but for the day.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table in metadata.sorted_tables:
                moved = {
                    column.name: column - text(f"interval '{days} days'")
                    for column in table.columns
                    if isinstance(column.type, Date | DateTime)
                }
                if moved:
                    connection.execute(update(table).values(moved))
        engine.dispose()

    return by


@dataclass(frozen=True)
class Scene:
    """Where it takes place; ``enter(role, width, ...)`` signs somebody in."""

    engine: Engine
    enter: Callable[..., Visitor]
    firm: uuid.UUID

    def one(self, wanted: Any) -> Any:
        with Session(self.engine) as session:
            return session.scalars(wanted).one()


@pytest.fixture
def scene(
    engine: Engine,
    county: dict[str, Place],
    person: People,
    browser: Browser,
    live: str,
    tmp_path: Path,
) -> Scene:
    with transaction(engine) as session:
        firm = Employer(name="锦程社区工厂", kind="factory", place_id=county[EAST].id)
        session.add(firm)
        for name in NAMES:
            _seeker(session, name, county[EAST].id)
        session.flush()
        firm_id = firm.id

    def enter(role: str, width: int) -> Visitor:
        links = Links(employer_id=firm_id) if role == "employer" else None
        someone = person(role, EAST if links else COUNTY, links)
        with transaction(engine) as session:
            session.get_one(Account, uuid.UUID(someone.id)).name = "钱小雨"
        visitor = Visitor(browser, live, width, tmp_path)
        visitor.page.goto("/sign-in")
        visitor.write("#phone", someone.phone)
        visitor.write("#password", PASSWORD)
        visitor.press("main button[type=submit]")
        visitor.page.wait_for_url(f"{live}/")
        return visitor

    return Scene(engine, enter, firm_id)


def _seeker(session: Session, name: str, place: uuid.UUID) -> None:
    born = dt.date(1984, 3, 5)
    someone = Person(name=name, phone="13912345678", place_id=place, born_on=born, created_at=NOW)
    session.add(someone)
    session.flush()
    seeker = Seeker(
        person_id=someone.id,
        education="初中",
        skills=[],
        wishes=["缝纫工"],
        hardship=["易地搬迁"],
        training="愿意",
        training_wishes=["缝纫工"],
        hours="全天",
        unemployed_since=DAY - dt.timedelta(200),
    )
    session.add(seeker)


def test_from_an_order_to_three_months_at_work(
    scene: Scene,
    worker: None,
    county: dict[str, Place],
    older: Callable[[int], None],
    browser: Browser,
    live: str,
    tmp_path: Path,
) -> None:
    _posted(scene, county)
    _class_opened(scene, county)
    nightly.run(county[COUNTY].id, DAY, DAY)
    _reviewed(scene)
    code = _offered(scene)
    _accepted(browser, live, tmp_path, code)
    older(35)
    _passed(scene)
    _placed(scene)
    older(92)
    _stayed(scene)
    found = scene.one(select(Referral).where(Referral.code == code.replace("-", "")))
    assert found.state == "placed"


def _done(visitor: Visitor) -> None:
    """Nothing was wrong with any page; communities keep their names, a letter its address."""
    visitor.close()
    county = re.compile("not in English.*: (城东|河西)社区|words.*/letter: http, offers$")
    faults = [one for one in visitor.faults if not county.search(one)]
    assert not faults, "\n".join(faults)


def _pressable(page: Page, name: str) -> Locator:
    """The button or link of that name, whichever the step has."""
    button = page.get_by_role("button", name=name, exact=True)
    return button.or_(page.get_by_role("link", name=name, exact=True)).first


def _posted(scene: Scene, county: dict[str, Place]) -> None:
    """The employer orders three people on the phone."""
    firm = scene.enter("employer", 390)
    firm.look("employer_home")
    firm.open("/orders", "orders_empty")
    firm.follow(firm.page.get_by_role("link", name="发布订单").first, "order_form")
    firm.write("#occupation", "缝纫工")
    firm.write("#headcount", "3")
    firm.write("#pay_min", "2800")
    firm.write("#pay_max", "3600")
    firm.pick("#place_id", str(county[EAST].id))
    firm.press("main form button[type=submit]")
    expect(firm.page.locator("main")).to_contain_text("缝纫工")
    firm.look("order_posted")
    firm.in_english("/", "/orders", "/orders/new", firm.page.url)
    _done(firm)


def _class_opened(scene: Scene, county: dict[str, Place]) -> None:
    """The station finds the order and a school for it."""
    clerk = scene.enter("employment", 1280)
    page = clerk.page
    clerk.look("station_home")
    page.goto("/orders")
    clerk.follow(page.get_by_role("link", name="缝纫工"), "order")
    clerk.follow(page.get_by_role("link", name="开一个班").first, "class_form")
    clerk.write("#provider", "县职教中心")
    clerk.write("#seats", "3")
    clerk.write("#least", "2")
    clerk.write("#starts_on", BEGINS.isoformat())
    clerk.write("#hours", "60")
    # A class day is asked back where its timetable does not have it: today has to be one.
    clerk.write("#timetable", "周末全天" if DAY.weekday() >= SATURDAY else "周一至周五 14:00-17:00")
    clerk.pick("#place_id", str(county[EAST].id))
    clerk.press("main form button[type=submit]")
    expect(page.locator("main")).to_contain_text("还差 2 人才能开班")
    clerk.look("class_new")
    clerk.in_english("/", "/orders", page.url)
    _done(clerk)


def _reviewed(scene: Scene) -> None:
    """The desk by single keys alone: two approved, one rejected with its reason."""
    clerk = scene.enter("employment", 1280)
    page, keys = clerk.page, clerk.page.keyboard
    clerk.press(page.locator("main").get_by_role("link", name="打开审核台"))
    expect(page.locator("[data-proposal]")).to_have_count(3)
    clerk.look("desk")
    here = page.url
    focused = page.locator("[data-proposal]:focus")
    keys.press("j")
    for number in (1, 2):
        keys.press("a")
        expect(page.locator("[data-state=approved]")).to_have_count(number)
    expect(focused).to_have_attribute("data-state", "open")
    keys.press("r")
    keys.press("ArrowDown")
    for _ in range(2):
        keys.press("Tab")
    keys.press("Enter")
    expect(page.locator("[data-state=rejected]")).to_have_count(1)
    page.get_by_text("已重新匹配").first.wait_for()
    clerk.look("desk_decided")
    clerk.in_english(here, "/desk/referrals")
    _done(clerk)


def _offered(scene: Scene) -> str:
    """The letter, to be printed and handed over; returns the code on it."""
    clerk = scene.enter("employment", 1280)
    page = clerk.page
    clerk.open("/referrals", "referrals")
    clerk.follow(page.locator("main tbody").get_by_role("link").first, "referral")
    here = page.url
    clerk.press(_pressable(page, "打印通知单"))
    code = page.locator(".secret").inner_text()
    clerk.look("letter")
    clerk.in_english("/referrals", here)
    _done(clerk)
    return code


def _accepted(browser: Browser, live: str, folder: Path, code: str) -> None:
    """The seeker types the code on a phone and says yes: enrolled."""
    family = Visitor(browser, live, 390, folder)
    family.open("/offers", "offers")
    family.write("#code", code)
    family.follow(family.page.get_by_role("button", name="看推荐"), "offer")
    here = family.page.url
    family.press(family.page.get_by_role("button", name="我愿意去"))
    family.page.get_by_text("您已经说愿意去").wait_for()
    family.look("offer_accepted")
    family.in_english("/offers", here)
    _done(family)


def _passed(scene: Scene) -> None:
    """Class over: who came, who passed, with the number of the certificate."""
    clerk = scene.enter("employment", 1280)
    page = clerk.page
    course = scene.one(select(Cohort.id))
    clerk.open(f"/orders/classes/{course}", "class_running")
    clerk.follow(page.get_by_role("link", name="登记今天谁没来"), "attendance")
    clerk.press(page.get_by_role("button", name="登记这一天"))
    expect(page.locator("main")).to_contain_text("实到 1 人")
    clerk.follow(page.get_by_role("link", name="登记考试结果"), "results")
    clerk.pick(page.locator("main section select").first, "passed")
    clerk.write(page.locator("main section input").first, "陕缝2027001")
    clerk.write("#day", DAY.isoformat())
    clerk.press(page.get_by_role("button", name="登记这些结果"))
    expect(page.locator("main")).to_contain_text("已登记 1 人的结果")
    clerk.look("class_passed")
    clerk.in_english(f"/orders/classes/{course}", f"/orders/classes/{course}/attendance")
    _done(clerk)


def _placed(scene: Scene) -> None:
    """The employer says that work has begun."""
    firm = scene.enter("employer", 390)
    page = firm.page
    firm.open("/referrals", "referrals_of_employer")
    firm.follow(page.locator("main tbody").get_by_role("link").first, "referral_of_employer")
    assert "易地搬迁" not in page.content()
    firm.follow(_pressable(page, "已经上班"), "started")
    firm.press(page.get_by_role("button", name="记下"))
    page.get_by_text("下次核实在岗").wait_for()
    firm.look("placed")
    firm.in_english("/referrals", page.url)
    _done(firm)


def _stayed(scene: Scene) -> None:
    """Three months on the employer is asked, and the county sees it."""
    firm = scene.enter("employer", 390)
    page = firm.page
    firm.look("employer_home_after_three_months")
    firm.press(page.locator("main").get_by_role("link", name="去处理").first)
    firm.press(page.locator("main tbody").get_by_role("link").first)
    firm.press(_pressable(page, "还在岗"))
    page.get_by_text("已记下").wait_for()
    firm.look("stayed")
    firm.in_english("/", page.url)
    _done(firm)
    chief = scene.enter("county", 1280)
    chief.open("/outcomes", "outcomes")
    chief.open("/outcomes/fairness", "fairness")
    chief.in_english("/outcomes", "/outcomes/fairness")
    _done(chief)
