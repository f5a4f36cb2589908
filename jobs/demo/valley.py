"""The fictional county: its name, its towns and communities, and where they lie in one valley.

The area code is not assigned to any county and no telephone number of the block has ever been
issued, so nothing here can be taken for, or reach, a living person.
"""

import math
from dataclasses import dataclass
from random import Random

COUNTY = "澄溪县"
AREA_CODE = "610997"
PHONE_BLOCK = "154000"
GRIDS = 6
BUILDINGS = 12
UNITS = 4

TOWNS = (
    ("澄溪镇", ("柳林", "清泉", "石桥", "北门", "桂花", "双桥")),
    ("枫坪镇", ("龙泉", "新民", "向阳", "渡口", "春晖", "团结")),
    ("翠屏街道", ("翠屏", "光明", "前进", "安居", "同心")),
)
# Built for families moved down from the mountains (易地搬迁).
RESETTLEMENT = ("安居", "同心")
VILLAGES = ("青杠镇核桃坪村", "枫坪镇高梁村", "大岭镇石窑村", "澄溪镇河湾村")

# The river runs from the first point to the last; a community every 700 m or so along it.
_MOUTH = (33.0420, 108.7160)
_SOURCE = (33.0980, 108.8180)
_METRES_A_DEGREE = 111_320


@dataclass(frozen=True)
class Community:
    """A community and its centre (WGS-84 degrees)."""

    town: str
    name: str
    code: str
    lat: float
    lon: float

    @property
    def resettlement(self) -> bool:
        return self.name.removesuffix("社区") in RESETTLEMENT


def communities() -> tuple[Community, ...]:
    """All 17, town by town, down the valley."""
    total = sum(len(names) for _, names in TOWNS)
    found: list[Community] = []
    for town_number, (town, names) in enumerate(TOWNS, 1):
        for number, name in enumerate(names, 1):
            along = len(found) / (total - 1)
            # The valley bends twice, and villages stand on both banks.
            bend = 0.006 * math.sin(along * 4 * math.pi) + (0.002 if number % 2 else -0.002)
            found.append(
                Community(
                    town,
                    f"{name}社区",
                    f"{AREA_CODE}{town_number:03}{number:03}",
                    _MOUTH[0] + along * (_SOURCE[0] - _MOUTH[0]) + bend,
                    _MOUTH[1] + along * (_SOURCE[1] - _MOUTH[1]),
                )
            )
    return tuple(found)


def grid_point(draw: Random, community: Community, grid: int) -> tuple[float, float]:
    """The centre of a grid: around the community's, 150 to 500 m off; degrees, 6 decimals."""
    angle = 2 * math.pi * grid / GRIDS + draw.uniform(-0.3, 0.3)
    metres = draw.uniform(150, 500)
    lat = community.lat + metres * math.sin(angle) / _METRES_A_DEGREE
    shrink = math.cos(math.radians(community.lat))
    lon = community.lon + metres * math.cos(angle) / (_METRES_A_DEGREE * shrink)
    return round(lat, 6), round(lon, 6)
