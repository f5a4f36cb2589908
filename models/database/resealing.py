"""Sealing what is kept anew, under the newest key: in small steps, while everybody works on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    MetaData,
    Row,
    Table,
    Update,
    bindparam,
    func,
    or_,
    select,
    text,
    tuple_,
    type_coerce,
    update,
)

from models.database.sealed import SealedBytes, SealedColumn, seal, unseal

ROWS = 200
# A ledger as it was uploaded has some megabytes.
LARGE_ROWS = 5
Key = tuple[Any, ...]
STANDING = text(
    "SELECT virtualtransaction FROM pg_locks JOIN pg_stat_activity USING (pid)"
    " WHERE locktype = 'virtualxid' AND virtualxid = virtualtransaction"
    " AND pid <> pg_backend_pid() AND datname = current_database()"
)


@dataclass(frozen=True)
class SealedTable:
    """A table with columns that are sealed, the label of each by its name."""

    table: Table
    labels: dict[str, str]
    rows: int

    @property
    def key(self) -> list[Column[Any]]:
        return list(self.table.primary_key.columns)

    def raw(self, name: str) -> ColumnElement[bytes]:
        """The column as it is kept."""
        return type_coerce(self.table.c[name], LargeBinary).label(name)

    def behind(self, number: int) -> ColumnElement[bool]:
        """Whether something in a row is sealed by another key."""
        head = bytes([number])
        return or_(*(func.substr(self.raw(name), 1, 1) != head for name in self.labels))


def sealed_tables(metadata: MetaData) -> list[SealedTable]:
    """Every table that has sealed columns, in the order of their references."""
    found = []
    for table in metadata.sorted_tables:
        sealed = {c.name: c.type for c in table.columns if isinstance(c.type, SealedColumn)}
        if sealed:
            large = any(isinstance(kind, SealedBytes) for kind in sealed.values())
            labels = {name: kind.label for name, kind in sealed.items()}
            found.append(SealedTable(table, labels, LARGE_ROWS if large else ROWS))
    return found


def behind(connection: Connection, tables: Sequence[SealedTable], number: int) -> int:
    """How many rows are not wholly under the key of that number."""
    counts = (select(func.count()).select_from(t.table).where(t.behind(number)) for t in tables)
    return sum(connection.scalar(count) or 0 for count in counts)


def reseal_some(
    connection: Connection, one: SealedTable, number: int, after: Key | None
) -> list[Key]:
    """Seal the next rows behind ``after`` anew; which they were, fewer than ``rows`` at the end.

    Rows that somebody else holds are left for another round: whoever waits for nobody while he
    holds locks is part of no deadlock, and no request fails because of this.
    """
    query = select(*one.key, *map(one.raw, one.labels)).where(one.behind(number))
    if after is not None:
        query = query.where(tuple_(*one.key) > tuple_(*after))
    query = query.order_by(*one.key).limit(one.rows)
    rows = connection.execute(query.with_for_update(key_share=True, skip_locked=True)).all()
    if rows:
        connection.execute(text("SET LOCAL lianxin.sealing = 'on'"))
        connection.execute(_written(one), [_anew(one, row) for row in rows])
    return [_key(one, row) for row in rows]


def standing_transactions(connection: Connection) -> set[str]:
    """The transactions at work in this database, this one aside."""
    return set(connection.scalars(STANDING))


def _key(one: SealedTable, row: Row[Any]) -> Key:
    return tuple(row[: len(one.key)])


def _written(one: SealedTable) -> Update:
    values = {name: bindparam(name, type_=LargeBinary) for name in one.labels}
    here = (column == bindparam(f"key_{column.name}") for column in one.key)
    return update(one.table).where(*here).values(values)


def _anew(one: SealedTable, row: Row[Any]) -> dict[str, Any]:
    known = row._mapping
    sealed = {
        name: None if known[name] is None else seal(unseal(bytes(known[name]), label), label)
        for name, label in one.labels.items()
    }
    return {f"key_{column.name}": known[column.name] for column in one.key} | sealed
