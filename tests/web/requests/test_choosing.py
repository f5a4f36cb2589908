"""Choosing where: by what is typed, by a tap on a map, from a list; with and without an account."""

import re
from html import unescape
from io import BytesIO

import pytest
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from models.database.engine import transaction
from models.places.tables import Place
from models.requests.tables import Request
from tests.models.requests.photos.test_picture import jpeg
from tests.web.conftest import EAST, WEST, Visitor
from tests.web.requests.conftest import Town
from tests.web.requests.village import BUILDING, GRID, building

__all__ = ["building"]
POINT = re.compile(r'<a href="(/ask[^"]*)" aria-label="([^"]+)"><circle')


def points_on(page: str) -> dict[str, str]:
    return {name: unescape(url) for url, name in POINT.findall(page)}


@pytest.fixture
def measured(engine: Engine, building: str) -> None:
    """The two communities ten kilometres apart, and a second grid in the eastern one."""
    with transaction(engine) as session:
        known = {one.path: one for one in session.scalars(select(Place))}
        known[GRID].lat, known[GRID].lon = 32.80, 109.20
        known[WEST].lat, known[WEST].lon = 32.89, 109.20
        grid = Place(kind="grid", name="第2网格", path=f"{EAST}G2/", parent_id=known[EAST].id)
        grid.lat, grid.lon = 32.81, 109.21
        session.add(grid)


def test_one_that_fits_is_gone_to_and_several_are_listed(client: Visitor, building: str) -> None:
    for typed in (BUILDING, "城东社区 1网格 3号楼", "城东3号楼"):
        answer = client.get("/ask", query_string={"where": typed})
        assert (answer.status_code, answer.location) == (303, building), typed
    page = client.get("/ask", query_string={"where": "社区"}).text
    assert "是哪一个" in page and page.count(f'href="/ask/{EAST.rstrip("/")}"') == 2
    page = client.get("/ask", query_string={"where": "<天上>"}).text
    assert "没有找到" in page and "&lt;天上&gt;" in page and "城东社区" in page


@pytest.mark.usefixtures("measured")
def test_a_tap_on_the_map_chooses(client: Visitor) -> None:
    found = points_on(client.get("/ask").text)
    assert found == {"城东社区": f"/ask/{EAST.rstrip('/')}", "河西社区": f"/ask/{WEST.rstrip('/')}"}
    page = client.get(found["城东社区"]).text
    grids = points_on(page)
    assert grids == {name: f"/ask/{EAST}G{name[1]}" for name in ("第1网格", "第2网格")}
    inside = client.get(grids["第1网格"]).text
    # A door has no point of its own: it stands in the list, and what is typed goes to the grid.
    assert points_on(inside) == {} and f'href="/ask/{BUILDING.rstrip("/")}"' in inside
    assert points_on(client.get(found["河西社区"]).text) == {}


@pytest.mark.usefixtures("measured")
def test_those_too_close_open_a_map_of_their_own(client: Visitor, engine: Engine) -> None:
    with transaction(engine) as session:
        west = session.scalars(select(Place).where(Place.path == WEST)).one()
        given = {"kind": "community", "name": "河东社区", "parent_id": west.parent_id}
        beside = Place(path="610998/003/", **given)
        beside.lat, beside.lon = 32.8901, 109.2001
        session.add(beside)
    points = points_on(client.get("/ask").text)
    (many,) = [url for name, url in points.items() if "点开再选" in name]
    page = client.get(many).text
    assert sorted(points_on(page)) == ["河东社区", "河西社区"]
    assert "看全部社区" in page


def press(town: Town, who: Visitor, look: str, typed: dict[str, object]) -> TestResponse:
    return who.send("/requests/new", {**typed, "look": look}, on="/requests/new")


def chosen(page: str) -> list[str]:
    return re.findall(r'<option value="([^"]+)" selected>', page)


TYPED: dict[str, object] = {
    "words": "我妈摔了没人扶",
    "kind": "care",
    "name": "王大爷",
    "spot": "二单元",
    "phone": "12",
}
PICK = re.compile(r'value="(pick [^"]+)" formnovalidate[^>]*aria-label="([^"]+)"')


def test_the_clerk_taps_on_the_map_and_nothing_typed_is_lost(town: Town) -> None:
    clerk = town.as_("clerk")
    page = press(town, clerk, "map", TYPED)
    assert page.status_code == 200
    picks = PICK.findall(page.text)
    assert [name for _, name in picks] == ["第1网格", "第2网格"]
    page = press(town, clerk, picks[0][0], TYPED)
    assert chosen(page.text) == ["care", town.grid]
    assert all(str(one) in page.text for one in TYPED.values())
    assert "已选 新城社区 第1网格" in page.text
    with transaction(town.engine) as session:
        assert len(session.scalars(select(Request)).all()) == 1, "looking enters nothing"


def test_the_clerk_finds_by_name_and_by_code(town: Town) -> None:
    clerk = town.as_("clerk")
    page = press(town, clerk, "find", TYPED | {"where": "新城 1网格"})
    assert chosen(page.text) == ["care", town.grid]
    several = press(town, clerk, "find", TYPED | {"where": "网格"}).text
    assert several.count('value="pick ') == 2 and "王大爷" in several
    # Of another community there is nothing to be seen.
    for other in ("东门社区", "610998/001/002/G1"):
        answer = press(town, clerk, "find", TYPED | {"where": other})
        assert answer.status_code == 422 and "没有找到这个地方" in answer.text
        answer = press(town, clerk, "pick 610998/001/002/G1", TYPED)
        assert answer.status_code == 422 and town.grid not in chosen(answer.text)


def test_what_is_typed_is_enough_where_it_means_one_place(town: Town) -> None:
    clerk = town.as_("clerk")
    given = TYPED | {"phone": "0915-3212345"}
    answer = clerk.send("/requests/new", given | {"where": "网格"}, "/requests/new")
    assert answer.status_code == 422 and "请点一个" in answer.text
    answer = clerk.send("/requests/new", given, "/requests/new")
    assert answer.status_code == 422 and "请写地方的编号或名字" in answer.text
    photo = (BytesIO(jpeg()), "1.jpg")
    answer = clerk.send(
        "/requests/new", given | {"where": "新城1网格", "photos": photo}, "/requests/new"
    )
    assert answer.status_code == 303
    with transaction(town.engine) as session:
        made = session.scalars(select(Request).where(Request.kind == "care")).one()
        assert str(made.place_id) == town.grid


def test_what_is_typed_goes_before_what_was_chosen_earlier(town: Town) -> None:
    given = TYPED | {"phone": "", "place_id": town.grid, "where": "网格"}
    assert town.as_("clerk").send("/requests/new", given, "/requests/new").status_code == 422
    given |= {"where": "新城 第2网格"}
    assert town.as_("clerk").send("/requests/new", given, "/requests/new").status_code == 303
    with transaction(town.engine) as session:
        made = session.scalars(select(Request).where(Request.kind == "care")).one()
        assert str(made.place_id) != town.grid
