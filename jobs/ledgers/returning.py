"""The copy that goes back to whoever sent the file: every row as it came, the reason at its end."""

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell import cell as openpyxl_cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from jobs.ledgers.reading import Sheet
from models.ledgers.cells import Cell, harmless, plain
from models.ledgers.intake import RowResult

Written = Cell | openpyxl_cell.Cell

OUTCOME, REASON = "导入结果", "原因"
WORDS = {
    "created": "新增",
    "updated": "更新",
    "unchanged": "无变化",
    "merged": "重复，已合并",
    "conflict": "待核对",
    "refused": "未导入",
}
MARKED = {"refused": "FDE3DF", "conflict": "FFF1CC"}
WIDEST, NARROWEST = 40, 6
MEASURED_ROWS = 40


def returned_copy(
    sheets: Sequence[Sheet], results: Sequence[RowResult], headings: Mapping[str, int]
) -> bytes:
    """An .xlsx with the sheets' values and two columns more: outcome and, last, the reason.

    ``headings``: sheet -> number of its heading row. Formulas and whatever else a spreadsheet
    program would run are plain text in it.
    """
    by_row = {(result.sheet, result.row): result for result in results}
    book = Workbook(write_only=True)
    for sheet in sheets:
        target = book.create_sheet(sheet.name[:31])
        width = max(map(len, sheet.rows), default=0)
        for column in range(width):
            target.column_dimensions[get_column_letter(column + 1)].width = _width(sheet, column)
        target.column_dimensions[get_column_letter(width + 1)].width = 14
        target.column_dimensions[get_column_letter(width + 2)].width = 60
        for number, row in enumerate(sheet.rows, 1):
            result = by_row.get((sheet.name, number))
            cells: list[Written] = [*map(_safe, row)]
            if result or number == headings.get(sheet.name):
                cells += [None] * (width - len(cells))
                cells += _told(target, result)
            target.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _told(target: WriteOnlyWorksheet, result: RowResult | None) -> list[Written]:
    if result is None:
        return [_bold(target, OUTCOME), _bold(target, REASON)]
    reasons = harmless("；".join(str(reason).rstrip("。") for reason in result.reasons))
    cells: list[Written] = [WORDS[result.outcome], reasons]
    if result.outcome not in MARKED:
        return cells
    fill = PatternFill("solid", fgColor=MARKED[result.outcome])
    marked = []
    for value in cells:
        cell = WriteOnlyCell(target, value)
        cell.fill, cell.alignment = fill, Alignment(wrap_text=True, vertical="top")
        marked.append(cell)
    return list(marked)


def _bold(target: WriteOnlyWorksheet, text: str) -> openpyxl_cell.Cell:
    cell = WriteOnlyCell(target, text)
    cell.font = Font(bold=True)
    return cell


def _safe(cell: Cell) -> Cell:
    return harmless(cell) if isinstance(cell, str) else cell


def _width(sheet: Sheet, column: int) -> int:
    """Wide enough for what stands in the first rows; Chinese signs are twice as wide."""
    cells = (row[column] for row in sheet.rows[1:MEASURED_ROWS] if column < len(row))
    longest = max((len(plain(cell).encode("gb18030", "replace")) for cell in cells), default=0)
    return min(max(longest + 2, NARROWEST), WIDEST)
