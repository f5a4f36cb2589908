"""Names of places and how they are found again."""

import uuid
from typing import Any

import pytest

from models.places.finding import CommunityAmbiguous, CommunityUnknown, Directory
from models.places.naming import county_name, step

NOWHERE: dict[str, Any] = {"lat": None, "lon": None}


def place(kind: str, name: str, path: str, parent: dict[str, Any] | None = None) -> dict[str, Any]:
    code = path.replace("/", "")
    return {
        "id": uuid.uuid4(),
        "kind": kind,
        "name": name,
        "path": path,
        "code": code,
        "parent_id": parent["id"] if parent else None,
    }


@pytest.fixture
def directory() -> Directory:
    county = place("county", "安澜县", "610998/")
    east = place("town", "河东镇", "610998/002/", county)
    west = place("town", "兴安街道", "610998/003/", county)
    found = Directory()
    found.fill(
        [
            place("community", "幸福社区", "610998/002/001/", east),
            place("community", "兴安社区", "610998/003/001/", west),
            place("community", "新村", "610998/002/002/", east),
            place("community", "新村", "610998/003/002/", west),
            county,
            east,
            west,
        ]
    )
    return found


@pytest.mark.parametrize(
    "text",
    [
        "幸福社区",
        "幸福社区\u00a0 ",
        "幸福",
        "河东镇幸福社区",
        "河东幸福社区",
        "安澜县河东镇幸福社区",
        "幸福社区居委会",
        "610998002001",
        "６１０９９８００２００１",
    ],
)
def test_a_community_goes_by_many_names(directory: Directory, text: str) -> None:
    assert directory.find_community(text)["path"] == "610998/002/001/"


@pytest.mark.parametrize("text", ["不存在社区", "???", "上海市", "", "河东镇兴安社区"])
def test_what_is_no_community_is_not_found(directory: Directory, text: str) -> None:
    with pytest.raises(CommunityUnknown):
        directory.find_community(text)


def test_two_of_a_name_need_their_town(directory: Directory) -> None:
    with pytest.raises(CommunityAmbiguous, match="河东镇、兴安街道"):
        directory.find_community("新村")
    assert directory.find_community("兴安街道新村")["path"] == "610998/003/002/"


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("G", "第3网格", "G3"),
        ("G", "３号网格", "G3"),
        ("G", "第三网格", "G3"),
        ("G", "第十二网格", "G12"),
        ("B", "7号楼", "B7"),
        ("B", "7栋", "B7"),
        ("U", "二单元", "U2"),
        ("G", "滨河/东", "G滨河-东"),
    ],
)
def test_spellings_of_one_place_meet(kind: str, text: str, expected: str) -> None:
    assert step(kind, text)[0] == expected


def test_a_title_begins_with_its_county() -> None:
    assert county_name("安澜县网格化服务管理台账") == "安澜县"
    assert county_name("网格台账") is None
