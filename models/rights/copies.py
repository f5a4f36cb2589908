"""A person's copy of his data 查阅、复制: complete by the declarations of all rooms."""

import base64
import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.database.declared import Table
from models.database.sealed import SealedBytes
from models.rights.whole import DECLARED, about, known

Row = dict[str, Any]


def copy_of(session: Session, person_id: uuid.UUID) -> dict[str, list[Row]]:
    """table -> its rows about the person, as plain values; tables without a row are left out.

    Of rows that are somebody else's as well only what is open is in it; hashes are in none.
    """
    found: dict[str, list[Row]] = {}
    for table in DECLARED.values():
        if not table.copied or not table.whose:
            continue
        mine = about(table, person_id, first=True)
        rows = _read(session, table, mine, _columns(table, closed=True))
        if len(table.whose) > 1:
            shared = about(table, person_id) & ~mine
            rows += _read(session, table, shared, _columns(table, closed=False))
        if rows:
            found[table.name] = rows
    return found


def _columns(table: Table, closed: bool) -> list[str]:
    others, shut = table.others.split(), table.closed()
    return [
        column.name
        for column in known(table).c
        if column.name not in others
        and (closed or column.name not in shut)
        and not _is_hash(column)
    ]


def _is_hash(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, sa.LargeBinary)


def _read(
    session: Session, table: Table, where: sa.ColumnElement[bool], columns: list[str]
) -> list[Row]:
    found = known(table)
    wanted = select(*(found.c[name] for name in columns)).where(where)
    rows = session.execute(wanted.order_by(*found.primary_key)).mappings()
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value


def is_picture(table: Table, name: str) -> bool:
    """Whether a column holds a picture, which paper does not carry as text."""
    return isinstance(known(table).c[name].type, SealedBytes)
