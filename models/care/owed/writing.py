"""What opening and planning made, written in a handful of statements however large the county."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import insert, text, update
from sqlalchemy.orm import Session

from models.care.owed.book import COLUMNS, Book, Item
from models.care.owed.planning import Planned
from models.care.owed.tables import Obligation
from models.care.tables import Visit

BATCH = 500


def new_ids(session: Session) -> Iterator[uuid.UUID]:
    """Ids as PostgreSQL makes them (UUIDv7), before the rows are there."""
    batch = text("SELECT uuidv7() FROM generate_series(1, :n)")
    while True:
        yield from session.scalars(batch, {"n": BATCH}).all()


def write(
    session: Session, book: Book, planned: list[Planned], idle: list[uuid.UUID], now: dt.datetime
) -> int:
    """Returns how many visits were opened. Rows that are as they shall be are not touched."""
    opened = [
        {"id": one.id, **one.columns, "opened_at": now} for one in planned if one.standing is None
    ]
    altered = [{"id": one.id, **one.columns} for one in planned if _differs(one)]
    ended = [
        {"id": one, "state": state, "reason": reason, "closed_at": now}
        for one, (state, reason) in book.ended.items()
    ]
    items = [item for some in book.items.values() for item in some]
    _many(session, update(Obligation), ended)
    _many(session, insert(Visit), opened)
    _many(session, update(Visit), altered)
    _many(session, update(Visit), [{"id": o, "state": "cancelled", "closed_at": now} for o in idle])
    _many(session, insert(Obligation), [_columns(item, now) for item in items if item.fresh])
    moved = [item for item in items if not item.fresh and item.visit_id != item.was_at]
    _many(session, update(Obligation), [{"id": i.id, "visit_id": i.visit_id} for i in moved])
    session.expire_all()
    return len(opened)


def _many(session: Session, statement: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        # With its NULLs every row has the same columns: one statement instead of thousands.
        session.execute(statement, rows, execution_options={"render_nulls": True})


def _differs(one: Planned) -> bool:
    if one.standing is None:
        return False
    return any(one.standing.row._mapping[name] != value for name, value in one.columns.items())


def _columns(item: Item, now: dt.datetime) -> dict[str, Any]:
    return {name: getattr(item, name) for name in COLUMNS} | {"opened_at": now}
