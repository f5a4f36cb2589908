"""The copy that goes back to whoever sent the file: every row as it came, the reason at its end."""

from collections.abc import Mapping, Sequence

from jobs.ledgers.reading import Sheet
from models.ledgers.cells import Cell, tidy
from models.ledgers.intake import RowResult
from models.ledgers.workbook import BOLD, PLAIN, RED, YELLOW, Page, workbook

OUTCOME, REASON = "导入结果", "原因"
WORDS = {
    "created": "新增",
    "updated": "更新",
    "unchanged": "无变化",
    "merged": "重复，已合并",
    "conflict": "待核对",
    "refused": "未导入",
}
STYLE = {"refused": RED, "conflict": YELLOW}
WIDEST, NARROWEST, OUTCOME_WIDTH, REASON_WIDTH = 40, 6, 14, 60
MEASURED_ROWS = 40

Row = list[tuple[Cell, int]]


def returned_copy(
    sheets: Sequence[Sheet], results: Sequence[RowResult], headings: Mapping[str, int]
) -> bytes:
    """An .xlsx with the sheets' values and two columns more: outcome and, last, the reason.

    ``headings``: sheet -> number of its heading row. Formulas and whatever else a spreadsheet
    program would run are plain text in it.
    """
    by_row = {(result.sheet, result.row): result for result in results}
    return workbook([_page(sheet, by_row, headings.get(sheet.name)) for sheet in sheets])


def _page(
    sheet: Sheet, by_row: Mapping[tuple[str, int], RowResult], heading_row: int | None
) -> Page:
    width = max(map(len, sheet.rows), default=0)
    rows = []
    for number, cells in enumerate(sheet.rows, 1):
        row: Row = [(cell, PLAIN) for cell in cells]
        result = by_row.get((sheet.name, number))
        if result or number == heading_row:
            row += [(None, PLAIN)] * (width - len(row)) + _told(result)
        rows.append(row)
    widths = [_width(sheet, column) for column in range(width)]
    across = [block for block in sheet.merged if block[1] == block[3]]
    return Page(sheet.name, rows, [*widths, OUTCOME_WIDTH, REASON_WIDTH], across)


def _told(result: RowResult | None) -> Row:
    if result is None:
        return [(OUTCOME, BOLD), (REASON, BOLD)]
    style = STYLE.get(result.outcome, PLAIN)
    reasons = "；".join(str(reason).rstrip("。") for reason in result.reasons)
    return [(WORDS[result.outcome], style), (reasons, style)]


def _width(sheet: Sheet, column: int) -> int:
    """Wide enough for what stands in the first rows; Chinese signs are twice as wide."""
    cells = (row[column] for row in sheet.rows[1:MEASURED_ROWS] if column < len(row))
    longest = max((len(tidy(cell).encode("gb18030", "replace")) for cell in cells), default=0)
    return min(max(longest + 2, NARROWEST), WIDEST)
