"""The outbox: written with the change, delivered after the commit, told once."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from matcher.said import Said
from models.notices.deliveries import plan
from models.notices.tables import Notice


def tell(
    session: Session,
    account_ids: Iterable[uuid.UUID],
    key: str,
    said: Said,
    link: str | None,
    now: dt.datetime,
    *,
    urgent: bool = False,
) -> None:
    """Put one message into each account's box; an account that has ``key`` is not told again.

    ``urgent`` is for those on duty: beyond the app it goes out in their quiet hours too.
    """
    same = {"key": key, "said": said.as_json(), "link": link, "urgent": urgent, "created_at": now}
    rows = [{"account_id": account, **same} for account in sorted(set(account_ids))]
    if rows:
        fresh = insert(Notice).values(rows)
        session.execute(fresh.on_conflict_do_nothing(index_elements=["account_id", "key"]))


def deliver(session: Session, now: dt.datetime, channels: Collection[str], limit: int = 500) -> int:
    """Mark waiting messages as in their boxes; returns how many.

    What their accounts want to hear of by one of ``channels`` as well is put on its way. Rows that
    another worker holds are skipped, so that two workers share the outbox.
    """
    waiting = (
        select(Notice.id)
        .where(Notice.delivered_at.is_(None))
        .order_by(Notice.created_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = session.scalars(waiting).all()
    session.execute(update(Notice).where(Notice.id.in_(ids)).values(delivered_at=now))
    plan(session, ids, channels, now)
    return len(ids)


def unread(session: Session, account_id: uuid.UUID) -> int:
    """How many delivered messages an account has not read."""
    mine = select(func.count()).where(
        Notice.account_id == account_id,
        Notice.delivered_at.is_not(None),
        Notice.read_at.is_(None),
    )
    return session.scalar(mine) or 0


def box(session: Session, account_id: uuid.UUID, limit: int = 100) -> list[Notice]:
    """An account's delivered messages, newest first."""
    mine = (
        select(Notice)
        .where(Notice.account_id == account_id, Notice.delivered_at.is_not(None))
        .order_by(Notice.created_at.desc(), Notice.id.desc())
        .limit(limit)
    )
    return list(session.scalars(mine))


def mark_read(session: Session, account_id: uuid.UUID, now: dt.datetime) -> None:
    """Everything delivered so far has been seen."""
    session.execute(
        update(Notice)
        .where(
            Notice.account_id == account_id,
            Notice.delivered_at.is_not(None),
            Notice.read_at.is_(None),
        )
        .values(read_at=now)
    )
