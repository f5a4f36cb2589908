"""A file's bytes to rows of cells: .xlsx and .csv, within limits, formulas as their text."""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from jobs.ledgers.containers import BROKEN, kind_of
from matcher.said import Said
from models.ledgers.cells import Cell, is_blank
from models.ledgers.refusals import FileRefused

MOST_ROWS = 60_000
MOST_COLUMNS = 200
MOST_SHEETS = 30
# What a spreadsheet program itself allows in a cell.
MOST_IN_CELL = 32_767
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
ENCODINGS = ("utf-8-sig", "gb18030")
BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True)
class Sheet:
    """A sheet's rows from its first; a merged block has its value in each of its rows.

    ``merged`` are the blocks (first column, first row, last column, last row), from 1.
    """

    name: str
    rows: list[tuple[Cell, ...]]
    merged: tuple[tuple[int, int, int, int], ...] = ()


def read_sheets(file_name: str, content: bytes) -> list[Sheet]:
    """Every sheet of a file; raises ``FileRefused`` with the reason when it cannot be read."""
    if kind_of(file_name, content) == "csv":
        return [Sheet("csv", _bounded(_csv_rows(content)))]
    try:
        with warnings.catch_warnings():
            # It warns of what it leaves out (charts, validations); cells are all we want.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            try:
                return _workbook(book, content)
            finally:
                book.close()
    except FileRefused:
        raise
    except Exception as fault:
        # A malformed file makes openpyxl raise whatever it happens upon.
        raise FileRefused(BROKEN) from fault


def _workbook(book: Workbook, content: bytes) -> list[Sheet]:
    if len(book.worksheets) > MOST_SHEETS:
        raise FileRefused(Said("工作表多于 %(most)d 张，请拆分文件。", most=MOST_SHEETS))
    sheets = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for sheet in book.worksheets:
            # The size a file states for itself may be any number.
            sheet.reset_dimensions()
            rows = _bounded(tuple(map(_cell, row)) for row in sheet.iter_rows(values_only=True))
            part = sheet._worksheet_path  # type: ignore[attr-defined]
            merged = tuple(_merged(archive.read(part)))
            sheets.append(Sheet(sheet.title, _filled(rows, merged), merged))
    return sheets


def _cell(value: object) -> Cell:
    if isinstance(value, ArrayFormula | DataTableFormula):
        return f"={getattr(value, 'text', None) or ''}".replace("==", "=")
    if isinstance(value, Cell):
        return value
    return str(value)


def _merged(part: bytes) -> Iterator[tuple[int, int, int, int]]:
    for reference in MERGED.findall(part):
        left, top, right, bottom = range_boundaries(reference.decode())
        yield int(left or 1), int(top or 1), int(right or 1), int(bottom or 1)


def _filled(
    rows: list[tuple[Cell, ...]], merged: Iterable[tuple[int, int, int, int]]
) -> list[tuple[Cell, ...]]:
    """A value merged down over rows, written into each of them."""
    for left, top, _, bottom in merged:
        if bottom == top or top > len(rows) or left > len(rows[top - 1]):
            continue
        value = rows[top - 1][left - 1]
        for number in range(top, min(bottom, len(rows))):
            row = rows[number] + (None,) * (left - len(rows[number]))
            rows[number] = (*row[: left - 1], value, *row[left:])
    return rows


def _csv_rows(content: bytes) -> Iterator[tuple[Cell, ...]]:
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;，", key=first.count)
    csv.field_size_limit(MOST_IN_CELL * 4)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield tuple(cell or None for cell in row)
    except csv.Error:
        raise FileRefused(BROKEN) from None


def _decoded(content: bytes) -> str:
    encodings = (*filter(None, [BYTE_ORDER_MARKS.get(content[:2])]), *ENCODINGS)
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise FileRefused(Said("无法识别 CSV 文件的编码，请另存为 UTF-8 或 GB18030 编码。"))


def _bounded(rows: Iterable[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """The rows up to the last filled one, each up to its last filled cell, within the limits."""
    kept: list[tuple[Cell, ...]] = []
    blanks = 0
    for row in islice(rows, 1_048_576):
        trimmed = _trimmed(row)
        if not trimmed:
            blanks += 1
            continue
        kept.extend([()] * blanks)
        blanks = 0
        kept.append(trimmed)
        _within_limits(len(kept), trimmed)
    return kept


def _trimmed(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    end = len(row)
    while end and is_blank(row[end - 1]):
        end -= 1
    return row[:end]


def _within_limits(rows: int, row: tuple[Cell, ...]) -> None:
    if rows > MOST_ROWS:
        raise FileRefused(Said("工作表多于 %(most)d 行，请拆分后再上传。", most=MOST_ROWS))
    if len(row) > MOST_COLUMNS:
        raise FileRefused(Said("工作表多于 %(most)d 列，请删去多余的列。", most=MOST_COLUMNS))
    if any(isinstance(cell, str) and len(cell) > MOST_IN_CELL for cell in row):
        raise FileRefused(Said("有单元格超过 %(most)d 个字。", most=MOST_IN_CELL))
