"""Taking in the rows of a sheet: each gets an outcome and its reasons, its neighbours go on."""

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from matcher.said import Said
from models.ledgers.cells import Cell
from models.ledgers.fields import KINDS
from models.ledgers.grids import GridClerk
from models.ledgers.helpers import HelperClerk
from models.ledgers.register import Clerk, First, Register, RowHeld, RowRefused, Values
from models.ledgers.residents import ResidentClerk
from models.ledgers.rows import Parsed, parse
from models.ledgers.seekers import SeekerClerk
from models.ledgers.work import OrderClerk, VacancyClerk

CLERKS: Mapping[str, Callable[[Register], Clerk]] = {
    "grids": GridClerk,
    "residents": ResidentClerk,
    "helpers": HelperClerk,
    "seekers": SeekerClerk,
    "vacancies": VacancyClerk,
    "orders": OrderClerk,
}
PROGRESS_EVERY = 100

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class SheetRows:
    """The data rows of a sheet as read: (row number from 1, cells by field).

    ``headings``: field -> heading as the sheet has it; ``title``: what stands above the headings.
    """

    sheet: str
    kind: str
    title: str
    headings: Mapping[str, str]
    rows: Sequence[tuple[int, Mapping[str, Cell]]]


@dataclass
class RowResult:
    """What became of a row; ``cells`` are kept where somebody still has to look at them.

    ``resolution`` is set on a contradiction that somebody decided before or still has before him.
    """

    sheet: str
    row: int
    outcome: str
    reasons: list[Said] = field(default_factory=list)
    subject_id: uuid.UUID | None = None
    cells: str | None = None
    resolution: str | None = None


def take_in(register: Register, sheet: SheetRows, progress: Progress) -> list[RowResult]:
    """Enter every row of a sheet into the register's journal; nothing is written yet."""
    kind = KINDS[sheet.kind]
    register.headings, register.title = sheet.headings, sheet.title
    parsed = [parse(kind, sheet.headings, cells) for _, cells in sheet.rows]
    clerk = CLERKS[sheet.kind](register)
    clerk.prepare([one.values for one in parsed if not one.faults])
    results = []
    for number, ((row, cells), one) in enumerate(zip(sheet.rows, parsed, strict=True), 1):
        result = _enter(register, clerk, RowResult(sheet.sheet, row, "refused"), one)
        if result.outcome in ("conflict", "refused"):
            result.cells = cells_text(sheet.kind, sheet.headings, cells)
        results.append(result)
        if number % PROGRESS_EVERY == 0 or number == len(parsed):
            progress(kind.title, number, len(parsed))
    return results


def _enter(register: Register, clerk: Clerk, result: RowResult, parsed: Parsed) -> RowResult:
    """Enter one row, unless an earlier one of the file told of the same thing."""
    if parsed.faults:
        result.reasons = [*parsed.faults, *parsed.notices]
        return result
    key = type(clerk), clerk.key(parsed.values)
    if key in register.first:
        return _repeated(result, parsed.values, register.first[key])
    try:
        entered = clerk.enter(parsed.values, False)
    except RowRefused as refusal:
        result.reasons = [refusal.said, *parsed.notices]
        return result
    except RowHeld as held:
        result.outcome, result.reasons, result.subject_id = "conflict", [held.said], held.subject_id
    else:
        result.outcome, result.subject_id = entered.outcome, entered.subject_id
        result.reasons = [*parsed.notices, *entered.notices]
    register.first[key] = First(result.sheet, result.row, parsed.values, result.subject_id)
    return result


def _repeated(result: RowResult, values: Values, first: First) -> RowResult:
    result.subject_id = first.subject_id
    same = values == first.values
    result.outcome = "merged" if same else "conflict"
    if first.sheet != result.sheet:
        result.reasons.append(Said("同一对象已在工作表“%(sheet)s”中出现。", sheet=first.sheet))
    result.reasons.append(
        Said("与第 %(row)d 行完全相同，已合并。", row=first.row)
        if same
        else Said("与第 %(row)d 行是同一对象但内容不同，请选择保留哪一行。", row=first.row)
    )
    return result


def cells_text(kind: str, headings: Mapping[str, str], cells: Mapping[str, Cell]) -> str:
    """The cells of a row as JSON, to be sealed; ``cells_again`` reads it."""
    plain = {
        name: cell if isinstance(cell, str | int | float | bool | None) else cell.isoformat()
        for name, cell in cells.items()
    }
    return json.dumps(
        {"kind": kind, "headings": dict(headings), "cells": plain}, ensure_ascii=False
    )


def cells_again(text: str) -> tuple[str, dict[str, str], dict[str, Cell]]:
    """(kind of ledger, headings by field, cells by field) of a row kept by ``cells_text``."""
    kept = json.loads(text)
    return kept["kind"], kept["headings"], kept["cells"]
