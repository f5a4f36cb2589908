"""Ledgers made on the fly, and a look at the whole database."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from sqlalchemy import Engine, select

from models.people.identity import check_digit
from models.registry import metadata

AS_OF = dt.date(2026, 11, 20)
NOW = dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC)

GRIDS = [
    ["松溪县网格台账"],
    [
        "序号",
        "镇办",
        "社区",
        "社区代码",
        "网格",
        "网格长",
        "楼栋",
        "中心纬度",
        "中心经度",
        "坐标系",
    ],
    [
        1,
        "东镇",
        "桥头社区",
        "610997001001",
        "第1网格",
        "王一",
        "1号楼、2号楼",
        32.1,
        109.1,
        "WGS-84",
    ],
    [2, "东镇", "桥头社区", "610997001001", "第2网格", "王二", "1号楼", 32.2, 109.2, "WGS-84"],
    [3, "西街道", "河口社区", "610997002001", "第1网格", "王三", "1号楼", 32.3, 109.3, "WGS-84"],
    [None],
    ["合计", 3],
    ["填表人：", "李某", "审核人：", None, "填报日期：2026年11月20日"],
]
RESIDENT = ["姓名", "身份证号", "性别", "联系电话", "社区", "网格", "楼栋", "服务需求", "备注"]
SEEKER = ["姓名", "身份证号码", "电话", "现居住社区", "网格", "文化程度", "求职意向", "期望月薪"]


def id_number(order: int, born: str = "19700101") -> str:
    first = f"610997{born}{order:03d}"
    return first + check_digit(first)


def resident(order: int, **other: Any) -> list[Any]:
    row = {
        "姓名": "张三丰",
        "身份证号": id_number(order),
        "性别": "男" if order % 2 else "女",
        "联系电话": f"199{order:08d}",
        "社区": "桥头社区",
        "网格": "第1网格",
        "楼栋": "1号楼",
        "服务需求": "陪伴聊天",
        "备注": None,
    } | other
    return [row[heading] for heading in RESIDENT]


def seeker(order: int, **other: Any) -> list[Any]:
    row = {
        "姓名": "张三丰",
        "身份证号码": id_number(order),
        "电话": f"199{order:08d}",
        "现居住社区": "桥头",
        "网格": "第1网格",
        "文化程度": "初中",
        "求职意向": "保洁员",
        "期望月薪": "3000左右",
    } | other
    return [row[heading] for heading in SEEKER]


def book(**sheets: Sequence[Sequence[Any]]) -> bytes:
    """An .xlsx with these sheets."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return saved(made)


def saved(made: Workbook) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def residents(*rows: Sequence[Any]) -> bytes:
    return book(台账=[["松溪县居民服务台账"], RESIDENT, *rows])


def dump(engine: Engine, without: Iterable[str] = ()) -> dict[str, list[str]]:
    """Every row of every table as text, sealed columns unsealed."""
    left_out = {*without, "import", "import_row", "import_change", "trail_entry"}
    with engine.connect() as connection:
        return {
            table.name: sorted(str(row) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
            if table.name not in left_out
        }
