"""A row of every table there is, by its columns alone: what walks of all pages stand on."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ARRAY, JSON, Column, Table, Uuid, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.database.base import Base
from models.database.sealed import Sealed, SealedBytes, SealedColumn
from tests.county import NOW, TODAY

# Found in the condition of a check: column IN ('one', 'another').
ONE_OF = re.compile(r"\b(\w+) (?:IN|=) \(?'(\w+)'")

# Not of one county: what is added there is everybody's.
EVERYWHERE = ("place", "trail_entry", "service_kind", "code_table", "holiday", "column_memory")
# What pages look up by, where no check of the table says what it may be.
CODES: dict[str, Any] = {
    "certificate.contents": [],
    "claim.withdrawn_for": "ill",
    "hours_change.state": "pending",
    "hours_flag.decision": None,
    "hours_flag.kind": "overlap",
    "import.counts": {},
    "placement.left_reason": "family",
    "plan_change.said": {"said": "某事", "facts": {}},
    "referral_step.step": "seeker_yes",
    "rights_ask.purpose": "general",
    "request_step.step": "accept",
}


def fill(session: Session, ids: dict[str, list[str]], name: str) -> None:
    """Add a row to each table that has none in ``ids`` (table -> ids), with ``name`` in its texts.

    A row that a rule of the table does not let in is tried with fewer columns, then left out.
    """
    for table in Base.metadata.sorted_tables:
        if ids.get(table.name) or table.name in EVERYWHERE:
            continue
        for values in _tries(table, ids, name):
            try:
                with session.begin_nested():
                    key = session.execute(insert(table).values(values)).inserted_primary_key
            except DBAPIError:
                continue
            if "id" in table.c and key is not None and isinstance(table.c.id.type, Uuid):
                ids[table.name] = [str(key[0])]
            break


def _tries(table: Table, ids: dict[str, list[str]], name: str) -> Iterator[dict[str, Any]]:
    fixed = {
        column: code
        for check in table.constraints
        for column, code in ONE_OF.findall(str(getattr(check, "sqltext", "")))
    }
    needed, more = {}, {}
    for column in table.c:
        if column.computed or column.identity or column.name == "id":
            continue
        known = fixed.get(column.name, _value(column, ids, name))
        if known is None:
            if column.primary_key and column.server_default is None:
                # A row that nothing is there for.
                return
            continue
        if column.nullable or column.server_default is not None:
            more[column.name] = known
        else:
            needed[column.name] = known
    yield needed | more
    for left_out in more:
        yield needed | {key: one for key, one in more.items() if key != left_out}
    for alone in more:
        yield needed | {alone: more[alone]}
    yield needed


def _value(column: Column[Any], ids: dict[str, list[str]], name: str) -> Any:
    for key in column.foreign_keys:
        rows = ids.get(key.column.table.name)
        if key.column.table.name == "service_kind":
            return "chat"
        return uuid.UUID(rows[0]) if rows else None
    coded = f"{column.table.name}.{column.name}"
    if coded in CODES or (column.name == "reason" and column.nullable):
        return CODES.get(coded)
    kind, later = column.type, list(column.table.c).index(column)
    if isinstance(kind, SealedColumn):
        return name if isinstance(kind, Sealed) else b"" if isinstance(kind, SealedBytes) else []
    if isinstance(kind, ARRAY):
        return []
    if isinstance(kind, JSON):
        return {"said": name, "facts": {}}
    given: dict[type, Any] = {
        bool: False,
        int: 1,
        float: 1.0,
        str: name,
        bytes: uuid.uuid4().bytes,
        uuid.UUID: uuid.uuid4(),
        dt.datetime: NOW + dt.timedelta(minutes=later),
        dt.date: TODAY + dt.timedelta(days=later),
        dt.time: dt.time(8, later),
    }
    try:
        return given.get(kind.python_type)
    except NotImplementedError:
        return name
