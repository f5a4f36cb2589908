"""Answers kept, so that a change asked for twice is made once."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.tables import IdempotentReply
from models.database.refused import Refused


class KeyMissing(Refused):
    """A change came without a usable key."""

    code = "key_missing"


class KeyReused(Refused):
    """The same key came with another body."""

    code = "key_reused"


@dataclass(frozen=True)
class Kept:
    """An answer given earlier: HTTP status and JSON text."""

    status: int
    body: str


def begin(
    session: Session, account_id: uuid.UUID, key: str, fingerprint: bytes, now: dt.datetime
) -> Kept | None:
    """Take the key for this transaction, or find the answer it has had.

    A second request with the key waits in PostgreSQL until the first one has ended: it then
    finds the answer, or, where the first was rolled back, takes the key itself.
    """
    statement = (
        insert(IdempotentReply)
        .values(account_id=account_id, key=key, fingerprint=fingerprint, created_at=now)
        .on_conflict_do_nothing(index_elements=["account_id", "key"])
        .returning(IdempotentReply.id)
    )
    if session.scalar(statement) is not None:
        return None
    reply = session.scalars(_of(account_id, key)).one()
    if reply.fingerprint != fingerprint:
        raise KeyReused(Said("这个幂等键已用于另一个请求，请换一个新的键。"))
    return Kept(reply.status or 0, reply.body or "null")


def keep(session: Session, account_id: uuid.UUID, key: str, status: int, body: str) -> None:
    """Write the answer beside the change it belongs to."""
    reply = session.scalars(_of(account_id, key)).one()
    reply.status = status
    reply.body = body


def forget(session: Session, before: dt.datetime) -> int:
    """Drop the answers given before a moment; returns how many.

    A one-time password may stand in one, so they are not kept longer than somebody might retry.
    """
    old = IdempotentReply.created_at < before
    count = session.scalar(select(func.count()).select_from(IdempotentReply).where(old)) or 0
    session.execute(delete(IdempotentReply).where(old))
    return count


def _of(account_id: uuid.UUID, key: str) -> Select[IdempotentReply]:
    return select(IdempotentReply).where(
        IdempotentReply.account_id == account_id, IdempotentReply.key == key
    )
