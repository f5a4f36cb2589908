"""A row of any table as JSON text and back, exactly: what the journal of an import holds."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Date, DateTime, LargeBinary, Table, Uuid
from sqlalchemy.types import TypeEngine


def as_text(row: Mapping[str, Any]) -> str:
    """The row as JSON with its columns in order; moments in UTC."""
    return json.dumps(
        {name: _plain(value) for name, value in row.items()}, ensure_ascii=False, sort_keys=True
    )


def from_text(table: Table, text: str) -> dict[str, Any]:
    """The values of the columns again, as Python values of their types."""
    return {
        name: _typed(table.c[name].type, value)
        for name, value in json.loads(text).items()
        if name in table.c
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, uuid.UUID | dt.date):
        return str(value)
    return value.hex() if isinstance(value, bytes) else value


def _typed(kind: TypeEngine[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Uuid):
        return uuid.UUID(value)
    if isinstance(kind, DateTime):
        return dt.datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return dt.date.fromisoformat(value)
    return bytes.fromhex(value) if isinstance(kind, LargeBinary) else value
