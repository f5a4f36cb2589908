"""SMS to numbers that need not be an account's: taken, sent and marked in steps of their own.

Like other messages (models.notices.deliveries), one that may have arrived is not sent again. What
a message says, and whether it still holds when its turn comes, is for the room it comes from.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.notices.outcomes import AGAIN, LEASE, Outcome, next_try

# waiting is still to be sent; sending is in somebody's hands; unsure may or may not have arrived.
TEXT_STATES = ("waiting", "sending", "sent", "unsure", "given_up")


class Texted:
    """The columns of a message on its way. Its number and its words stand nowhere in the row."""

    message_id: Mapped[uuid.UUID] = mapped_column(server_default=func.uuidv7())
    state: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    next_try_at: Mapped[dt.datetime]
    lease_until: Mapped[dt.datetime | None]
    error: Mapped[str | None]
    sent_at: Mapped[dt.datetime | None]


Row = TypeVar("Row", bound=Texted)


@dataclass(frozen=True)
class Text:
    """What goes out; ``id`` is the same however often it is tried, ``key`` that of its row.

    ``what`` says which of the registered templates ``words`` are filled into.
    """

    key: uuid.UUID
    id: uuid.UUID
    phone: str
    what: str
    words: Mapping[str, str]


def due(table: type[Row], now: dt.datetime) -> Select[Row]:
    """Those whose turn has come, the first first."""
    return (
        select(table)
        .where(table.state == "waiting", table.next_try_at <= now)
        .order_by(table.next_try_at, table.message_id)
    )


def take(
    session: Session,
    wanted: Select[Row],
    read: Callable[[Row], tuple[Text | None, str | None]],
    now: dt.datetime,
) -> Text | None:
    """Take the first of ``wanted``; commit before sending.

    ``read`` gives the message of a row, or why there is none any more: that one is given up.
    """
    first = wanted.limit(1).with_for_update(skip_locked=True)
    while (row := session.scalar(first)) is not None:
        message, fault = read(row)
        if message is not None:
            row.state, row.attempts, row.lease_until = "sending", row.attempts + 1, now + LEASE
            session.flush()
            return message
        row.state, row.error = "given_up", fault
        session.flush()
    return None


def mark(
    session: Session,
    table: type[Texted],
    key: uuid.UUID,
    outcome: Outcome,
    now: dt.datetime,
    repeatable: bool,
) -> None:
    """Write down what became of it; ``repeatable``: the gateway drops one it has seen."""
    row = session.get_one(table, key, with_for_update=True, populate_existing=True)
    row.lease_until, row.error = None, outcome.error
    then = outcome.follows(row.attempts, repeatable)
    if then == AGAIN:
        row.state, row.next_try_at = "waiting", next_try(row.attempts, now)
    else:
        row.state = then
        if then == "sent":
            row.sent_at = now


def lost(session: Session, table: type[Texted], now: dt.datetime, repeatable: bool) -> None:
    """Those whose sender never came back may have arrived."""
    gone = (table.state == "sending", table.lease_until < now)
    then: dict[str, Any] = {"state": "unsure"}
    if repeatable:
        then = {"state": "waiting", "next_try_at": now}
    session.execute(
        update(table).where(*gone).values(**then, lease_until=None, error="sender_gone")
    )
