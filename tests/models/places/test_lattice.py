"""Where every place of a county lies, by the finest place above it that is kept."""

import math

from sqlalchemy.orm import Session

from models.places.lattice import lattice
from models.places.tables import Place
from tests.county import County


def below(county: County, kind: str, above: Place, code: str, lat: float | None = None) -> Place:
    path = f"{above.path}{code}/"
    lon = None if lat is None else 109.2
    made = Place(kind=kind, name=code, code=code, parent_id=above.id, path=path, lat=lat, lon=lon)
    return county.add(made)


def test_a_door_lies_where_its_grid_lies(session: Session) -> None:
    county = County(session)
    grid = county.grids[2]
    door = below(county, "unit", below(county, "building", grid, "B7", lat=40.0), "U1")
    places = lattice(session, county.place.id)
    assert places.of(door.path) == places.of(grid.path)
    assert places.of(door.path).lat == grid.lat, "a building's own point tells an address"
    spot = places.of(door.path)
    assert (spot.grid, spot.community, spot.town) == (2, 1, 0)
    assert places.communities[spot.community] == county.communities[1].id
    assert places.names == ("新城社区", "东门社区")


def test_a_place_without_a_point_takes_the_mean_of_those_below(session: Session) -> None:
    county = County(session)
    places = lattice(session, county.place.id)
    east = places.of(county.communities[0].path)
    assert math.isclose(east.lat, (32.801 + 32.802) / 2)
    assert (east.grid, east.community) == (-1, 0)


def test_a_grid_without_a_point_takes_that_of_its_community_across_a_district(
    session: Session,
) -> None:
    county = County(session)
    district = below(county, "district", county.communities[0], "D1")
    grid = below(county, "grid", district, "G9")
    places = lattice(session, county.place.id)
    spot = places.of(grid.path)
    assert spot.community == 0
    assert math.isclose(spot.lat, (32.801 + 32.802) / 2)
    assert places.of(district.path).community == 0, "a district lies where its community lies"


def test_the_county_itself_and_another_are_nowhere(session: Session) -> None:
    county, other = County(session), County(session, "610997")
    places = lattice(session, county.place.id)
    for path in (county.place.path, other.grids[0].path):
        spot = places.of(path)
        assert (spot.grid, spot.community, spot.town) == (-1, -1, -1)
        assert math.isnan(spot.lat)
