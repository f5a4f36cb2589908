"""A list as a spreadsheet program reads it."""

import datetime as dt
from io import BytesIO

from openpyxl import load_workbook

from web.ledgers.workbook import workbook


def test_headings_stay_and_every_cell_keeps_its_kind() -> None:
    day = dt.date(2026, 11, 20)
    content = workbook("台账" * 20, ["姓名", "日期", "人数"], [["=1+1", day, 3], [None, None, 0]])
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert (sheet.title, sheet.freeze_panes) == (("台账" * 20)[:31], "A2")
    assert all(cell.font.b for cell in sheet[1])
    text, date, number = sheet[2]
    assert (text.value, text.data_type, text.font.b) == ("'=1+1", "s", False)
    assert date.is_date and date.value.date() == day and date.number_format == "yyyy-mm-dd"
    assert (number.value, number.data_type) == (3, "n")
    assert [cell.value for cell in sheet[3]] == [None, None, 0]
