"""A ledger as a station keeps it: title, headings, rows, a total and who filled it in."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

Cell = str | int | float | dt.date | None
Row = dict[str, Cell]


@dataclass(frozen=True)
class Ledger:
    """``rows`` by heading; a heading that a row lacks leaves its cell empty."""

    file_name: str
    title: str
    headings: tuple[str, ...]
    rows: list[Row]


def write(ledger: Ledger, folder: Path, as_of: dt.date) -> None:
    """Write the ledger into ``folder``; rows are numbered in the first column."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "台账"
    width = len(ledger.headings) + 1
    sheet.append([ledger.title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    sheet["A1"].font = Font(bold=True, size=16)
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet.append(["序号", *ledger.headings])
    for number, row in enumerate(ledger.rows, 1):
        sheet.append([number, *(row.get(heading) for heading in ledger.headings)])
    sheet.append([])
    sheet.append(["合计", len(ledger.rows)])
    day = f"填报日期：{as_of.year}年{as_of.month}月{as_of.day}日"
    sheet.append(["填表人：", None, "审核人：", None, day])
    for column, heading in enumerate(ledger.headings, 2):
        sheet.column_dimensions[get_column_letter(column)].width = 20 if "身份证" in heading else 14
    sheet.freeze_panes = "C3"
    book.save(folder / ledger.file_name)
