"""One row of a ledger: its cells to values, and in sentences what a clerk must know of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from matcher.said import Said
from models.ledgers import readers
from models.ledgers.cells import LONGEST, Cell, harmless, is_formula, tidy
from models.ledgers.fields import Field, Kind
from models.ledgers.readers import Unreadable

TEXT_READERS = (readers.text, readers.free_text)


@dataclass
class Parsed:
    """``values`` by field, only for columns the ledger has; with ``faults`` the row is refused."""

    values: dict[str, Any] = field(default_factory=dict)
    notices: list[Said] = field(default_factory=list)
    faults: list[Said] = field(default_factory=list)


def parse(kind: Kind, headings: Mapping[str, str], cells: Mapping[str, Cell]) -> Parsed:
    """Read the cells of a row, given by field; ``headings`` are the columns' own names."""
    parsed = Parsed()
    for column in kind.fields.values():
        if column.name in headings:
            _read(column, headings[column.name], cells.get(column.name), parsed)
        elif column.needed:
            parsed.faults.append(Said("台账中没有“%(column)s”一列。", column=column.title))
    return parsed


def _read(column: Field, heading: str, cell: Cell, parsed: Parsed) -> None:
    if isinstance(cell, str) and (len(cell) > LONGEST or is_formula(cell)):
        cell = _defused(column, heading, cell, parsed)
        if cell is None:
            parsed.values[column.name] = column.read(None, heading)
            return
    try:
        value = column.read(cell, heading)
    except Unreadable as fault:
        (parsed.faults if column.vital else parsed.notices).append(fault.said)
        value = column.read(None, heading)
    else:
        if value is None and column.needed and not _faulty(column, heading, parsed):
            parsed.faults.append(Said("“%(column)s”为空，请补填。", column=heading))
    parsed.values[column.name] = value


def _faulty(column: Field, heading: str, parsed: Parsed) -> bool:
    return any(fault.facts.get("column") == heading for fault in parsed.faults)


def _defused(column: Field, heading: str, cell: str, parsed: Parsed) -> str | None:
    """What may come in of a cell that is too long or would run; None when nothing may."""
    if column.vital:
        parsed.faults.append(
            Said("“%(column)s”是公式，不能导入，请改写成普通文字。", column=heading)
            if is_formula(cell)
            else Said("“%(column)s”有 %(length)d 个字，太长了。", column=heading, length=len(cell))
        )
        return None
    if column.read not in TEXT_READERS:
        parsed.notices.append(Said("“%(column)s”是公式或内容过长，没有采用。", column=heading))
        return None
    if is_formula(cell):
        parsed.notices.append(
            Said("“%(column)s”是公式，已按普通文字保存，不会执行。", column=heading)
        )
    if len(cell) > LONGEST:
        parsed.notices.append(
            Said(
                "“%(column)s”有 %(length)d 个字，只保留了前 %(kept)d 个字。",
                column=heading,
                length=len(cell),
                kept=LONGEST,
            )
        )
    return harmless(tidy(cell))[:LONGEST]
