"""Files of all sorts: what cannot be read is refused in a sentence, what can be comes in."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook, load_workbook

from jobs.ledgers.reading import read_sheets
from jobs.ledgers.sheets import propose
from models.ledgers.refusals import FileRefused
from tests.jobs.ledgers.books import GRIDS, RESIDENT, book, resident, residents, saved
from tests.jobs.ledgers.conftest import Load, outcomes

PLAIN = book(台账=GRIDS)


def repacked(content: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """An .xlsx with its parts changed and more parts put in."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for part in old.namelist():
            new.writestr(part, change(part, old.read(part)))
        for name, data in more.items():
            new.writestr(name.replace("__", "/"), data)
    return file.getvalue()


def same(part: str, data: bytes) -> bytes:
    return data


def bomb() -> bytes:
    return repacked(PLAIN, same, xl__media__zeros=bytes(200 * 1024 * 1024))


def with_entities() -> bytes:
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'

    def change(part: str, data: bytes) -> bytes:
        start = data.find(b"?>") + 2 if data.startswith(b"<?xml") else 0
        return data[:start] + entity + data[start:] if "sheet1" in part else data

    return repacked(PLAIN, change)


def protected() -> bytes:
    file = io.BytesIO()
    OOXMLFile(io.BytesIO(PLAIN)).encrypt("geheim", file)
    return file.getvalue()


def too_wide() -> bytes:
    return book(台账=[[f"列{number}" for number in range(300)]])


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("弹.xlsx", bomb, "压缩炸弹"),
        ("大.xlsx", lambda: b"PK\x03\x04" + bytes(200 * 1024 * 1024), "超过 20 MB"),
        ("旧.xls", lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000), "另存为 .xlsx"),
        ("密.xlsx", protected, "取消密码"),
        ("宏.xlsm", lambda: repacked(PLAIN, same, xl__vbaProject_bin=b""), None),
        ("宏.xlsm", lambda: repacked(PLAIN, same, **{"xl__vbaProject.bin": b"x"}), "宏"),
        ("实体.xlsx", with_entities, "不安全"),
        ("坏.xlsx", lambda: PLAIN[:3000], "损坏"),
        ("文.xlsx", lambda: b"%PDF-1.7 ...", "不是电子表格"),
        ("图.csv", lambda: b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe\x81", "编码"),
        ("包.xlsx", lambda: repacked(b"PK\x05\x06" + bytes(18), same, a=b"x"), "不是电子表格"),
        ("空.xlsx", lambda: b"", "空的"),
        ("宽.xlsx", too_wide, "200 列"),
        (
            "别.xlsx",
            lambda: book(Sheet1=[["水果", "单价", "产地"], ["苹果", 3, "洛川"]]),
            "六种台账",
        ),
    ],
)
def test_a_file_that_cannot_come_in_says_why(
    name: str, make: Callable[[], bytes], said: str | None
) -> None:
    content = make()
    if said is None:
        assert propose(read_sheets(name, content), name, {})[0]["kind"] == "grids"
        return
    with pytest.raises(FileRefused, match=said):
        propose(read_sheets(name, content), name, {})


def test_a_file_that_cannot_be_read_stops_no_other(load: Load) -> None:
    loaded = load({"一.xls": bytes.fromhex("d0cf11e0a1b11ae1"), "二.xlsx": PLAIN})
    assert [name for name, _ in loaded.unreadable] == ["一.xls"]
    assert outcomes(loaded) == {"created": 3}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_in_any_usual_encoding(load: Load, county: None, encoding: str) -> None:
    rows = [RESIDENT, resident(1, 姓名="𠮷囍"), resident(2)]
    text = "\r\n".join(",".join("" if c is None else str(c) for c in row) for row in rows)
    loaded = load({"居民服务台账.csv": text.encode(encoding)})
    assert outcomes(loaded) == {"created": 2}


def test_other_counties_keep_other_ledgers(load: Load) -> None:
    """Several sheets, two rows of headings, merged cells, stars, other words, subtotals."""
    made = Workbook()
    grids = made.worksheets[0]
    grids.title = "网格"
    for row in GRIDS:
        grids.append(row)
    people = made.create_sheet("服务对象")
    people.append(["松溪县特殊困难群众花名册"])
    people.append(
        ["*人员姓名（必填）", "★ 公民身份号码", "家庭住址", None, None, "联系人", None, "需求"]
    )
    people.append([None, None, "村（社区）", "所属网格", "楼号", "姓名", "电话", None])
    for column in "ABH":
        people.merge_cells(f"{column}2:{column}3")
    people.merge_cells("C2:E2")
    people.merge_cells("F2:G2")
    first, second = resident(1)[1], resident(2)[1]
    people.append(
        ["张 三", first, "东镇桥头社区", "1号网格", "1栋", "李四", "0915-3212345", "陪诊；送温暖"]
    )
    people.append(["王五", second, None, "第一网格", "2栋", None, None, "陪诊"])
    people.merge_cells("C4:C5")
    people.append(["小计", 2])
    people.append(["说明：本表每月报送一次"])
    made.create_sheet("通讯录").append(["科室", "电话"])
    loaded = load({"十一月.xlsx": saved(made)})
    assert loaded.unreadable == []
    assert [(row["sheet"], row["row"], row["outcome"]) for row in loaded.rows] == [
        ("服务对象", 4, "created"),
        ("服务对象", 5, "created"),
        ("网格", 3, "created"),
        ("网格", 4, "created"),
        ("网格", 5, "created"),
    ], loaded.rows
    assert "通讯录" in str(loaded.notes[0][1])


def test_headings_printed_anew_on_each_page_are_no_rows(load: Load, county: None) -> None:
    again = residents(resident(1), RESIDENT, resident(2), [None] * 9)
    assert outcomes(load({"居民.xlsx": again})) == {"created": 2}


def test_the_copy_runs_nothing(load: Load, county: None, tmp_path: Any) -> None:
    content = residents(resident(1, 备注='=HYPERLINK("http://127.0.0.1/x","点我")'))
    assert outcomes(load({"居民.xlsx": content})) == {"created": 1}
    copy = load_workbook(tmp_path / "out" / "居民（导入结果）.xlsx").worksheets[0]
    remark = copy.cell(3, RESIDENT.index("备注") + 1)
    assert (remark.data_type, str(remark.value)[:2]) == ("s", "'=")
    assert "不会执行" in str(copy.cell(3, copy.max_column).value)
