"""A child's wish in a real browser: noted at the door, checked, taken up, brought, thanked.

And over HTTP: nobody finds out whose it is, and nobody does another's step.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from models.care.wishes.tables import Wish
from models.database.engine import transaction
from tests.browser.visitor import Visitor
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, Hamlet, from_today
from tests.web.conftest import PASSWORD, served


@dataclass(frozen=True)
class Street:
    """A child of a household, and the telephones of those who have to do with the wish."""

    hamlet: Hamlet
    child: uuid.UUID
    town: str
    phones: dict[str, str]

    def wish(self) -> Wish:
        with transaction(self.hamlet.engine) as session:
            found = session.scalars(select(Wish)).one()
            session.expunge(found)
            return found


@pytest.fixture
def street(hamlet: Hamlet) -> Street:
    def make(village: Village) -> Street:
        child = village.elder("李小明", born_on=from_today(-3300), categories=["少年儿童"])
        phones = {}
        roles = ("grid_worker", "community", "volunteer", "employer")
        for role in roles:
            person = village.volunteer("孟琴").person_id if role == "volunteer" else None
            phones[role] = village.login(role, person, password_hash=HASH, name="钱小雨").phone
        elsewhere = village.communities[1]
        phones["neighbour"] = village.login("community", place=elsewhere, password_hash=HASH).phone
        return Street(hamlet, child.id, village.town.name, phones)

    return hamlet.build(make)


@pytest.fixture
def enter(street: Street, browser: Browser, tmp_path: Path) -> Callable[[str, str], Visitor]:
    def entered(address: str, who: str) -> Visitor:
        visitor = Visitor(browser, address, 390, tmp_path)
        visitor.page.goto("/sign-in")
        visitor.write("#phone", street.phones[who])
        visitor.write("#password", PASSWORD)
        visitor.press("main button[type=submit]")
        visitor.page.wait_for_url(f"{address}/")
        return visitor

    return entered


def done(visitor: Visitor) -> None:
    visitor.close()
    assert not visitor.faults, "\n".join(visitor.faults)


@pytest.mark.browser
@pytest.mark.slow
def test_a_childs_wish_is_fulfilled(
    street: Street, enter: Callable[[str, str], Visitor], browser: Browser, tmp_path: Path
) -> None:
    with served(street.hamlet.app) as address:
        grid = enter(address, "grid_worker")
        grid.page.goto(f"/care/residents/{street.child}")
        grid.follow(grid.page.get_by_role("link", name="记一个微心愿"), "new")
        grid.pick("#kind", "thing")
        grid.write("#words", "小明想要一个新书包")
        grid.follow(grid.page.get_by_role("button", name="记下"), "kept")
        done(grid)

        clerk = enter(address, "community")
        clerk.page.goto("/care/wishes/kept")
        clerk.follow(clerk.page.locator("main tbody").get_by_role("link").first, "to_check")
        clerk.press(clerk.page.get_by_role("button", name="核实过，发布"))
        expect(clerk.page.locator("main")).to_contain_text("写了姓名")
        clerk.faults.clear()
        clerk.write("#told", "想要一个新书包")
        clerk.follow(clerk.page.get_by_role("button", name="核实过，发布"), "published")
        here = clerk.page.url

        anybody = Visitor(browser, address, 390, tmp_path)
        anybody.open("/care/wishes", "open_to_all")
        assert "想要一个新书包" in anybody.page.content()
        assert "小明" not in anybody.page.content() and "社区" not in _said(anybody)
        anybody.page.get_by_role("link", name="登录后认领").wait_for()
        anybody.in_english("/care/wishes")
        done(anybody)

        helper = enter(address, "volunteer")
        helper.page.goto("/care/wishes")
        helper.follow(helper.page.get_by_role("button", name="我来办"), "mine")
        helper.follow(helper.page.get_by_role("button", name="已送到"), "brought")

        clerk.page.goto(here)
        clerk.write("#thanks", "谢谢您，书包很漂亮")
        clerk.follow(clerk.page.get_by_role("button", name="已转交本人"), "handed")
        clerk.in_english("/care/wishes/kept", here)
        done(clerk)

        helper.open("/care/wishes", "thanked")
        expect(helper.page.locator("main")).to_contain_text("谢谢您，书包很漂亮")
        done(helper)
    assert street.wish().state == "fulfilled"


def _said(visitor: Visitor) -> str:
    """The cards alone: the page speaks of communities, a child's card does not."""
    return " ".join(visitor.page.locator("main article").all_inner_texts())


def test_nobody_does_anothers_step_and_nobody_is_named(street: Street) -> None:
    browsers = {who: street.hamlet.sign_in(phone) for who, phone in street.phones.items()}
    form = {"kind": "thing", "words": "小明想要一个新书包"}
    new = f"/care/residents/{street.child}/wish"
    assert browsers["neighbour"].get(new).status_code == 404
    assert browsers["volunteer"].send(new, form).status_code == 403
    assert browsers["grid_worker"].send(new, {**form, "words": ""}, on=new).status_code == 422
    assert browsers["grid_worker"].send(new, form, on=new).status_code == 303
    url = f"/care/wishes/{street.wish().id}"
    told = {"told": "想要一个新书包"}
    assert browsers["grid_worker"].send(f"{url}/publish", told, on=url).status_code == 403
    assert browsers["neighbour"].send(f"{url}/publish", told).status_code == 404
    assert browsers["volunteer"].send(f"{url}/claim", on="/care/wishes").status_code == 400
    assert browsers["community"].send(f"{url}/publish", told, on=url).status_code == 303
    page = browsers["employer"].get("/care/wishes").text
    assert street.town in page and "一个孩子" in page
    assert "李" not in page and str(street.child) not in page
    assert browsers["employer"].get(url).status_code == 403
    assert browsers["employer"].send(f"{url}/claim", on="/care/wishes").status_code == 303
    assert browsers["volunteer"].send(f"{url}/claim", {"key": "another-key"}).status_code == 409
    assert browsers["volunteer"].send(f"{url}/brought", {"key": "my-own-key"}).status_code == 404
    assert (
        browsers["community"].get("/care/wishes/kept?stage=claimed").text.count("想要一个新书包")
        == 1
    )
