"""The bar of few words and the page of all places, for every role."""

import re
from collections.abc import Callable

import pytest

from models.accounts.roles import ROLES
from tests.web.conftest import COUNTY, Visitor
from web.navigation import BAR

ClientOf = Callable[..., Visitor]
LINK = re.compile(r'<a href="([^"]+)"')


def bar(browser: Visitor) -> list[str]:
    page = browser.get("/").text
    found = page.split('<nav class="rooms"', 1)[1].split("</nav>", 1)[0]
    return LINK.findall(found)


def places(browser: Visitor) -> list[str]:
    return LINK.findall(browser.get("/all").text.split("<main", 1)[1].split("</main>", 1)[0])


@pytest.mark.parametrize("role", ROLES)
def test_the_bar_is_short_and_everything_can_be_opened(client_of: ClientOf, role: str) -> None:
    browser = client_of(role, COUNTY)
    in_bar, everywhere = bar(browser), places(browser)
    assert len(in_bar) <= BAR and in_bar[0] == "/"
    assert set(in_bar) - {"/", "/all"} <= set(everywhere)
    assert ("/all" in in_bar) == (len(everywhere) + 1 > len(in_bar))
    for url in everywhere:
        assert browser.get(url).status_code == 200, url


def test_a_page_out_of_the_bar_is_marked_by_its_last_word(client_of: ClientOf) -> None:
    page = client_of("community").get("/accounts").text
    assert re.search(r'<a href="/all" aria-current="true"', page)


def test_what_staff_need_every_day_stands_in_the_bar(client_of: ClientOf) -> None:
    assert bar(client_of("community")) == [
        "/",
        "/desk/",
        "/care/owed",
        "/care/calls",
        "/notices/",
        "/all",
    ]
    assert bar(client_of("grid_worker"))[1] == "/care/grid"
