"""A list as an .xlsx file in which nothing can run."""

import datetime as dt
from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as BookCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from models.ledgers.cells import harmless

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | float | dt.date | None


def workbook(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet: headings that stay in sight, then the rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, heading in enumerate(headings, 1):
        sheet.column_dimensions[get_column_letter(number)].width = max(12, 2 * len(heading) + 4)
    sheet.append([_text(sheet, heading, bold=True) for heading in headings])
    for row in rows:
        sheet.append([_text(sheet, cell) if isinstance(cell, str) else cell for cell in row])
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _text(sheet: WriteOnlyWorksheet, text: str, bold: bool = False) -> BookCell:
    """A cell of type text, whatever it begins with: a program that opens it runs nothing."""
    cell = WriteOnlyCell(sheet, harmless(text))
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
