"""Emptying the columns that say something of a person, by what the tables declare."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from models.database.declared import Table
from models.database.sealed import Sealed, SealedBytes, SealedColumn, SealedJson
from models.rights.whole import known


def blank(
    session: Session, table: Table, columns: Iterable[str], where: sa.ColumnElement[bool]
) -> int:
    """Empty the columns in the rows named that still hold something; returns how many did."""
    found = [known(table).c[name] for name in columns]
    if not found:
        return 0
    result = session.execute(
        sa.update(known(table))
        .where(where, still_full(table, columns))
        .values({column.name: _empty(column) for column in found}),
        execution_options={"synchronize_session": False},
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


def remove(session: Session, table: Table, where: sa.ColumnElement[bool]) -> int:
    """Delete the rows named; returns how many there were."""
    gone = session.execute(
        sa.delete(known(table)).where(where), execution_options={"synchronize_session": False}
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]


def still_full(table: Table, columns: Iterable[str]) -> sa.ColumnElement[bool]:
    """The condition under which a row holds something in one of the columns."""
    return sa.or_(sa.false(), *(_full(known(table).c[name]) for name in columns))


def _full(column: sa.Column[Any]) -> sa.ColumnElement[bool]:
    if column.nullable:
        return column.is_not(None)
    if isinstance(column.type, SealedColumn):
        # What is sealed is not read for this: nothing, sealed, is as short as it can be.
        nothing = column.type.process_bind_param(_nothing(column), postgresql.dialect())  # type: ignore[no-untyped-call]
        assert nothing is not None
        return sa.func.octet_length(sa.type_coerce(column, sa.LargeBinary)) > len(nothing)
    if column.server_default is not None:
        default = column.server_default.arg  # type: ignore[attr-defined]
        return sa.not_(column == sa.cast(sa.literal(default), column.type))
    return column != sa.literal(_nothing(column), column.type)


def _empty(column: sa.Column[Any]) -> Any:
    """Nothing where that may be, else the default of the column, else as little as it can hold."""
    if column.nullable:
        return None
    return sa.text("DEFAULT") if column.server_default is not None else _nothing(column)


def _nothing(column: sa.Column[Any]) -> Any:
    if isinstance(column.type, SealedJson | sa.ARRAY):
        return []
    if isinstance(column.type, Sealed | SealedBytes):
        return "" if isinstance(column.type, Sealed) else b""
    return column.type.python_type()
