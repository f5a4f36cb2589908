"""Sheets as read, and what they are: proposed to a person, or taken as proposed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from jobs.ledgers.reading import Sheet
from matcher.said import Said
from models.ledgers.cells import Cell, is_blank, masked, plain, shortened, tidy
from models.ledgers.fields import KINDS
from models.ledgers.headings import Memory, find_layout, key
from models.ledgers.intake import SheetRows
from models.ledgers.refusals import FileRefused

SAMPLED = 3
LONG_NUMBER = re.compile(r"[\dXx*\- ]{7,}")
A_DAY = re.compile(r"(19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?")
FOOTERS = re.compile(
    r"(合计|总计|小计|共计|累计|填表|制表|审核|填报|报送|单位负责人|负责人|统计人|经办|说明|备注|注)"
    r"(人|单位|日期|时间|数)?\s*[:：]?"
)
NUMBERING = frozenset({"序号", "编号", "no", "序", "行号"})
NO_LEDGER = Said("没有找到认识的台账：请保留表头，并检查是不是六种台账之一。")


def propose(sheets: Sequence[Sheet], file_name: str, memory: Memory) -> list[dict[str, Any]]:
    """For each filled sheet its kind (None: not a ledger), heading row and mapping of columns.

    Raises ``FileRefused`` when none of them is a ledger. Samples show nobody's identity.
    """
    proposed = [_propose(sheet, file_name, memory) for sheet in sheets if sheet.rows]
    if not any(sheet["kind"] for sheet in proposed):
        raise FileRefused(NO_LEDGER)
    return proposed


def data_rows(sheet: Sheet, proposed: Mapping[str, Any]) -> SheetRows:
    """The data rows of a sheet under the mapping a person confirmed."""
    columns = {c["field"]: c for c in proposed["mapping"] if c["field"]}
    first = proposed["first_row"] - 1
    above = sheet.rows[: proposed["heading_row"] - 1]
    rows = [
        (number, {field: _at(row, c["column"]) for field, c in columns.items()})
        for number, row in _data(sheet.rows, first, proposed["mapping"])
    ]
    title = next((tidy(cell) for row in above for cell in row if not is_blank(cell)), "")
    headings = {field: c["heading"] for field, c in columns.items()}
    return SheetRows(sheet.name, proposed["kind"], title, headings, rows)


def _propose(sheet: Sheet, file_name: str, memory: Memory) -> dict[str, Any]:
    layout = find_layout(sheet.rows, file_name + sheet.name, memory)
    if layout is None:
        return {
            "sheet": sheet.name,
            "kind": None,
            "heading_row": 0,
            "first_row": 0,
            "mapping": [],
            "sample": [],
            "rows": 0,
        }
    mapping = [asdict(column) for column in layout.columns if column.heading]
    data = list(_data(sheet.rows, layout.first, mapping))
    return {
        "sheet": sheet.name,
        "kind": layout.kind,
        "heading_row": layout.heading_row + 1,
        "first_row": layout.first + 1,
        "mapping": mapping,
        "sample": [_sample(layout.kind, row, mapping) for _, row in data[:SAMPLED]],
        "rows": len(data),
    }


def _data(
    rows: Sequence[tuple[Cell, ...]], first: int, mapping: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """Rows that are neither blank, nor a footer or subtotal, nor the headings once more."""
    counted = [c["column"] for c in mapping if key(c["heading"]) not in NUMBERING]
    headings = [(c["column"], c["heading"]) for c in mapping]
    for number, row in enumerate(rows[first:], first + 1):
        filled = [column for column in counted if not is_blank(_at(row, column))]
        if filled and not _is_footer(row, len(counted)) and not _repeats(row, headings):
            yield number, row


def _is_footer(row: tuple[Cell, ...], columns: int) -> bool:
    filled = [cell for cell in row if not is_blank(cell)]
    first = plain(filled[0])
    return 2 * len(filled) <= max(columns, 6) and bool(
        FOOTERS.fullmatch(first) or (FOOTERS.match(first) and re.search("[:：]", first))
    )


def _repeats(row: tuple[Cell, ...], headings: Sequence[tuple[int, str]]) -> bool:
    """Long ledgers print their headings anew on each page."""
    same = sum(column < len(row) and row[column] == heading for column, heading in headings)
    return same >= 3 and 2 * same >= sum(not is_blank(cell) for cell in row)


def _sample(kind: str, row: tuple[Cell, ...], mapping: Sequence[Mapping[str, Any]]) -> list[str]:
    fields = KINDS[kind].fields
    return [_shown(_at(row, c["column"]), c["field"], fields) for c in mapping]


def _shown(cell: Cell, field: str | None, fields: Mapping[str, Any]) -> str:
    text = shortened(plain(cell), 20)
    if field and field in fields and fields[field].sealed and text:
        return masked(text) if LONG_NUMBER.fullmatch(text) else "＊＊"
    if field and field.endswith("name") and len(text) > 1:
        return f"{text[0]}*{text[2:]}"
    if A_DAY.fullmatch(text):
        return text
    return LONG_NUMBER.sub(lambda found: masked(found.group()), text)


def _at(row: tuple[Cell, ...], column: int) -> Cell:
    return row[column] if column < len(row) else None
