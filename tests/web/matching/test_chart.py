"""The map of communities: nothing lies on anything else, and colours say what they mean."""

from itertools import combinations

import pytest

from web.matching.chart import WIDTH, Circle, Covered, county_map


def covered(name: str, lat: float | None, lon: float | None, served: int = 5) -> Covered:
    return Covered("care", name, people=10, served=served, lat=lat, lon=lon)


def overlap(one: Circle, other: Circle) -> bool:
    return (
        abs(one.x - other.x) < one.half_width + other.half_width - 1
        and abs(one.y - other.y) < one.half_height + other.half_height - 1
    )


def test_neighbours_give_way_until_every_name_can_be_read() -> None:
    near = [covered(f"第{n}社区", 32.80 + n / 10_000, 109.20) for n in range(6)]
    drawn = county_map([*near, covered("远方社区", 32.9, 109.4)])
    assert drawn is not None
    assert not any(overlap(one, other) for one, other in combinations(drawn.circles, 2))
    for circle in drawn.circles:
        assert circle.half_width <= circle.x <= WIDTH - circle.half_width
        assert circle.y - circle.r >= 0
        assert circle.y + circle.half_height <= drawn.height


def test_north_is_above_and_east_at_the_right() -> None:
    drawn = county_map([covered("南", 32.7, 109.1), covered("北", 32.9, 109.3)])
    assert drawn is not None
    south, north = drawn.circles
    assert north.y < south.y
    assert north.x > south.x


def test_no_map_of_places_nobody_knows() -> None:
    assert county_map([covered("甲", None, None), covered("乙", 32.8, 109.2)]) is None


@pytest.mark.parametrize(
    ("market", "served", "grade"),
    [
        ("care", 100, "full"),
        ("care", 99, "most"),
        ("care", 89, "half"),
        ("care", 59, "few"),
        ("employment", 60, "full"),
        ("employment", 34, "few"),
    ],
)
def test_each_market_is_graded_by_what_it_can_reach(market: str, served: int, grade: str) -> None:
    assert Covered(market, "社区", people=100, served=served).grade == grade


def test_nobody_owed_is_nobody_missed() -> None:
    assert Covered("care", "社区", people=0, served=0).grade == "full"
