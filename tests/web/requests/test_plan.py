"""The map to tap: as far apart as on the ground, large enough for a thumb, nothing on another."""

import math
import uuid
from itertools import combinations

import pytest

from models.places.tables import Place
from models.requests.asking.points import Located
from web.flat import flat
from web.requests.asking.plan import HALF, LABEL, MOST_HEIGHT, WIDTH, Plan, plan

KM = 1 / 111.195  # a kilometre to the north, in degrees


def at(name: str, north: float, east: float, lat: float = 32.8) -> Located:
    """A place so many kilometres from a point at that latitude."""
    place = Place(id=uuid.uuid4(), kind="community", name=name, path=f"{name}/")
    return Located(place, (lat + north * KM, 109.2 + east * KM / math.cos(math.radians(lat))))


def nowhere(name: str) -> Located:
    return Located(Place(id=uuid.uuid4(), kind="community", name=name, path=f"{name}/"), None)


def by_label(drawn: Plan) -> dict[str, tuple[float, float]]:
    return {spot.label: (spot.x, spot.y) for spot in drawn.spots}


@pytest.mark.parametrize("lat", [18.2, 32.8, 53.4])
def test_a_kilometre_is_as_long_in_every_direction(lat: float) -> None:
    points = [one.point for one in (at("o", 0, 0, lat), at("n", 1, 0, lat), at("e", 0, 1, lat))]
    middle, north, east = flat(points)
    assert math.dist(middle, north) == pytest.approx(math.dist(middle, east), rel=1e-3)
    assert north[1] < middle[1] and east[0] > middle[0]
    found = by_label(plan([at("南", 0, 0, lat), at("北", 4, 0, lat), at("东", 0, 4, lat)]))
    assert math.dist(found["南"], found["北"]) == pytest.approx(
        math.dist(found["南"], found["东"]), rel=1e-3
    )
    assert found["北"][1] < found["南"][1] and found["东"][0] > found["南"][0]


@pytest.mark.parametrize(("north", "east"), [(40, 1), (1, 40), (10, 10)])
def test_it_stays_on_its_paper(north: int, east: int) -> None:
    places = [at(f"第{n}社区", north * n / 9, east * (n * 7 % 10) / 9) for n in range(10)]
    drawn = plan(places)
    for spot in drawn.spots:
        assert spot.half_width <= spot.x <= WIDTH - spot.half_width
        assert HALF <= spot.y <= drawn.height - HALF - LABEL
    assert drawn.height <= MOST_HEIGHT + 1


def test_no_point_and_no_name_lies_on_another() -> None:
    places = [at(f"第{n}社区", n * n % 11, n * 5 % 13) for n in range(60)]
    drawn = plan(places)
    assert len(drawn.spots) > 5
    for one, other in combinations(drawn.spots, 2):
        apart_x = abs(one.x - other.x) - one.half_width - other.half_width
        apart_y = abs(one.y - other.y) - 2 * HALF - LABEL
        assert max(apart_x, apart_y) >= 0
    assert sorted(p.name for spot in drawn.spots for p in spot.places) == sorted(
        one.place.name for one in places
    )


def test_those_too_close_are_one_point_which_opens_a_map_of_them() -> None:
    far, near = [at("远", 30, 30)], [at("甲", 0, 0), at("乙", 0, 0.1), at("丙", 0.1, 0)]
    drawn = plan([*near, *far])
    assert [len(spot.places) for spot in drawn.spots] == [3, 1]
    opened = plan([*near, *far], [drawn.spots[0].code])
    assert sorted(by_label(opened)) == ["丙", "乙", "甲"]
    assert [one.name for one in opened.places] == ["甲", "乙", "丙"]
    assert opened.near == ["甲"]


def test_those_at_one_point_are_a_list() -> None:
    same = [at("甲", 0, 0), at("乙", 0, 0)]
    opened = plan([*same, at("远", 30, 30)], ["甲"])
    assert [one.name for one in opened.places] == ["甲", "乙"]
    assert opened.spots == []


def test_places_nobody_has_measured_stand_in_the_list() -> None:
    drawn = plan([nowhere("无"), at("甲", 0, 0), at("乙", 9, 9)])
    assert [one.name for one in drawn.places] == ["无", "甲", "乙"]
    assert sorted(by_label(drawn)) == ["乙", "甲"]
    for few in ([nowhere("无")], [at("甲", 0, 0)], []):
        assert plan(few).spots == []


def test_what_leads_nowhere_shows_all() -> None:
    places = [at("甲", 0, 0), at("乙", 9, 9)]
    for near in (["none"], ["甲"], ["乙", "甲"]):
        assert len(plan(places, near).places) == 2
