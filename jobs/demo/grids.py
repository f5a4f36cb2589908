"""The grid ledger 网格台账."""

from random import Random

from jobs.demo.habits import phone_cell
from jobs.demo.names import given_name, surname
from jobs.demo.people import Register
from jobs.demo.sheet import Ledger, Row
from jobs.demo.valley import BUILDINGS, COUNTY, GRIDS, grid_point

HEADINGS = (
    "镇办",
    "社区",
    "社区代码",
    "网格",
    "网格长",
    "网格长电话",
    "网格员",
    "楼栋",
    "中心纬度",
    "中心经度",
    "坐标系",
    "是否安置点",
)


def ledger(draw: Random, register: Register) -> Ledger:
    """One row a grid: 17 communities x 6."""
    rows: list[Row] = []
    for community in register.communities:
        for grid in range(1, GRIDS + 1):
            lat, lon = grid_point(draw, community, grid)
            rows.append(
                {
                    "镇办": community.town,
                    "社区": community.name,
                    "社区代码": community.code,
                    "网格": f"第{grid}网格",
                    "网格长": _name(draw),
                    "网格长电话": phone_cell(draw, register.phone()),
                    "网格员": _name(draw),
                    "楼栋": "、".join(f"{number}号楼" for number in range(1, BUILDINGS + 1)),
                    "中心纬度": lat,
                    "中心经度": lon,
                    "坐标系": "WGS-84",
                    "是否安置点": "是" if community.resettlement else "否",
                }
            )
    return Ledger("网格台账.xlsx", f"{COUNTY}网格化服务管理台账", HEADINGS, rows)


def _name(draw: Random) -> str:
    return surname(draw) + given_name(draw, draw.random() < 0.5, draw.randint(1970, 1995))
