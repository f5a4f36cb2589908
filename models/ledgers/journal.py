"""Everything an import adds or changes, gathered first, then written at once with its journal.

Nothing reaches the database before ``write``: an import that is given up has left no trace. The
journal holds each row before and after, sealed, and is what ``undo`` goes back along.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, bindparam, func, insert, select, text, update
from sqlalchemy.orm import Session

from models.database.base import Base
from models.ledgers.row_text import as_text
from models.ledgers.tables import ImportChange

Row = dict[str, Any]
ID_BATCH = 500


@dataclass
class Entry:
    """A row as it will be, and as it was (None for a new one)."""

    before: Row | None
    row: Row


class Journal:
    """The additions and changes of one import."""

    def __init__(self, session: Session, import_id: uuid.UUID) -> None:
        self._session = session
        self._import_id = import_id
        self._entries: dict[Table, dict[uuid.UUID, Entry]] = defaultdict(dict)
        self._ids = self._new_ids()

    def new_id(self) -> uuid.UUID:
        """An id as PostgreSQL makes them (UUIDv7), before the row is there."""
        return next(self._ids)

    def add(self, model: type[Base], values: Mapping[str, Any]) -> Row:
        """A new row, every column with its value; the dict returned may go on to be changed."""
        table = _table(model)
        row = {column.name: _default(column) for column in table.columns}
        row.update(values)
        row["id"] = self.new_id()
        self._entries[table][row["id"]] = Entry(None, row)
        return row

    def change(self, model: type[Base], row: Row, values: Mapping[str, Any]) -> bool:
        """Set columns of a row read before; returns whether anything is different now."""
        different = {name: value for name, value in values.items() if row[name] != value}
        if different:
            self._entries[_table(model)].setdefault(row["id"], Entry(dict(row), row))
            row.update(different)
        return bool(different)

    def row(self, model: type[Base], read: Row) -> Row:
        """The row as this import has it by now, where it changed it; else as it was read."""
        entry = self._entries[_table(model)].get(read["id"])
        return entry.row if entry else read

    def added(self, model: type[Base]) -> Iterator[Row]:
        """The new rows of a table, not written yet."""
        entries = self._entries[_table(model)].values()
        return (entry.row for entry in entries if entry.before is None)

    def write(self) -> int:
        """Write all of it, tables in the order of their references; returns the number of rows."""
        changes: list[dict[str, Any]] = []
        begun = self._begun()
        for table in Base.metadata.sorted_tables:
            entries = self._entries.get(table)
            if entries:
                self._insert(table, [e.row for e in entries.values() if e.before is None])
                self._update(table, [e for e in entries.values() if e.before is not None])
                changes += self._journal(table, list(entries.values()), begun + len(changes))
        if changes:
            self._session.execute(insert(ImportChange), changes)
        return len(changes)

    def _begun(self) -> int:
        """Steps the import has made already: a row taken over later goes on from there."""
        last = select(func.max(ImportChange.step)).where(ImportChange.import_id == self._import_id)
        step = self._session.scalar(last)
        return 0 if step is None else step + 1

    def _insert(self, table: Table, rows: list[Row]) -> None:
        if rows:
            self._session.execute(insert(table), rows)

    def _update(self, table: Table, entries: list[Entry]) -> None:
        """Only the columns that differ, so that what others changed meanwhile stays."""
        by_columns: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for entry in entries:
            assert entry.before is not None
            columns = tuple(name for name, old in entry.before.items() if entry.row[name] != old)
            if columns:
                values = {f"new_{name}": entry.row[name] for name in columns}
                by_columns[columns].append({"this_id": entry.row["id"]} | values)
        for columns, rows in by_columns.items():
            statement = update(table).where(table.c.id == bindparam("this_id"))
            named = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in columns}
            self._session.connection().execute(statement.values(named), rows)

    def _journal(self, table: Table, entries: list[Entry], step: int) -> list[dict[str, Any]]:
        return [
            {
                "import_id": self._import_id,
                "step": step + number,
                "table": table.name,
                "row_id": entry.row["id"],
                "before": None if entry.before is None else as_text(entry.before),
                "after": as_text(entry.row),
            }
            for number, entry in enumerate(entries)
        ]

    def _new_ids(self) -> Iterator[uuid.UUID]:
        batch = text("SELECT uuidv7() FROM generate_series(1, :n)")
        while True:
            yield from self._session.scalars(batch, {"n": ID_BATCH}).all()


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _default(column: Any) -> Any:
    return column.default.arg if column.default is not None and column.default.is_scalar else None
