"""Finding a place by what is typed: codes however they are kept apart, names as people say them."""

import pytest
from sqlalchemy.orm import Session

from models.places.tables import Place
from models.requests.asking.finding import MOST, by_code, find
from tests.county import County


@pytest.fixture
def county(session: Session) -> County:
    """新城社区 and 东门社区 in 城关镇, each with grids 1 and 2; two buildings in the first grid."""
    county = County(session)
    grid = county.grids[0]
    for code, name in (("B7", "7号楼"), ("B17", "17号楼")):
        path = f"{grid.path}{code}/"
        county.add(Place(kind="building", name=name, code=code, parent_id=grid.id, path=path))
    return county


def paths(county: County, text: str) -> list[str]:
    return [one.path.removeprefix("610998/001/") for one in find(county.session, text)]


@pytest.mark.parametrize(
    "text",
    [
        "610998/001/001/G1/B7",
        "610998/001/001/G1/B7/",
        "610998-001-001-G1-B7",
        "610998 001 001 g1 b7",
        "610998001001G1B7",
        "６１０９９８００１００１Ｇ１Ｂ７",
        "https://example.org/ask/610998/001/001/G1/B7",
        "新城社区 第1网格 7号楼",
        "新城社区1网格7号楼",
        "新城一网格七栋",
        "城关镇新城社区第一网格7幢",
        "城关镇 新城 1网格 7号楼",
        "新城社区、7号楼",
    ],
)
def test_one_place_by_all_its_names(county: County, text: str) -> None:
    assert paths(county, text) == ["001/G1/B7/"]


def test_a_number_is_that_number_and_no_other(county: County) -> None:
    assert paths(county, "17号楼") == ["001/G1/B17/"]
    assert paths(county, "1网格") == ["001/G1/", "002/G1/"]


def test_a_town_stands_for_its_communities_and_is_none_itself(county: County) -> None:
    assert paths(county, "城关镇") == ["001/", "002/"]
    assert by_code(county.session, "610998001") is None
    assert by_code(county.session, "610998") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "没有的社区",
        "新城社区 没有的楼",
        "61099800100199",
        "13812341234",
        "%",
        "_",
        "\\",
        "灯" * 300,
    ],
)
def test_what_means_no_place_finds_none(county: County, text: str) -> None:
    assert paths(county, text) == []


def test_no_more_are_told_than_are_of_use(county: County) -> None:
    near = county.communities[0]
    for number in range(10, 10 + 2 * MOST):
        path = f"{near.path}G{number}/"
        county.add(Place(kind="grid", name=f"第{number}网格", parent_id=near.id, path=path))
    assert len(find(county.session, "网格")) == MOST + 1


def test_only_what_lies_within_is_found(county: County) -> None:
    within = Place.path.startswith(county.communities[1].path)
    for text in ("1网格", "610998/001/001/G1", "城关镇"):
        found = find(county.session, text, within)
        assert all(one.path.startswith(county.communities[1].path) for one in found), text
