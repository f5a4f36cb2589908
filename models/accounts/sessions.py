"""Sessions as rows: what a cookie opens, for how long, and everything that ends it."""

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, delete, select, update
from sqlalchemy.orm import Session

from models.accounts.tables import AccountSession, FailedSignIn
from models.database.sealed import lookup_hash

IDLE = dt.timedelta(minutes=60)
ABSOLUTE = dt.timedelta(hours=12)
# "Last seen" is written no oftener: a busy page is then no busier for it.
SEEN_EVERY = dt.timedelta(minutes=1)


def begin(
    session: Session,
    account_id: uuid.UUID,
    now: dt.datetime,
    *,
    device: str,
    address: str | None,
    verified: bool = False,
) -> str:
    """A new session; returns the random id for its cookie, which is stored nowhere else."""
    text = secrets.token_urlsafe(32)
    session.add(
        AccountSession(
            account_id=account_id,
            token_hash=_hash(text),
            began_at=now,
            seen_at=now,
            verified_at=now if verified else None,
            device=device,
            address=address,
        )
    )
    return text


def running(session: Session, text: str, now: dt.datetime) -> AccountSession | None:
    """The session of a cookie with its account, while both are good: one read by its index."""
    query = select(AccountSession).where(AccountSession.token_hash == _hash(text), runs(now))
    found = session.scalar(query)
    return found if found is not None and found.account.status == "active" else None


def runs(now: dt.datetime) -> ColumnElement[bool]:
    """Neither ended, nor left alone too long, nor open since yesterday."""
    return and_(
        AccountSession.ended_at.is_(None),
        AccountSession.seen_at >= now - IDLE - SEEN_EVERY,
        AccountSession.began_at >= now - ABSOLUTE,
    )


def seen(session: Session, session_id: uuid.UUID, now: dt.datetime) -> None:
    session.execute(
        update(AccountSession).where(AccountSession.id == session_id).values(seen_at=now)
    )


def verified(session: Session, session_id: uuid.UUID, now: dt.datetime) -> None:
    """The second factor was given in this session."""
    session.execute(
        update(AccountSession).where(AccountSession.id == session_id).values(verified_at=now)
    )


def sessions_of(
    session: Session, account_id: uuid.UUID, now: dt.datetime
) -> Sequence[AccountSession]:
    """Those that run, the latest seen first."""
    query = select(AccountSession).where(AccountSession.account_id == account_id, runs(now))
    return session.scalars(query.order_by(AccountSession.seen_at.desc(), AccountSession.id)).all()


def end_by_text(session: Session, text: str, now: dt.datetime, why: str) -> None:
    """End the session of a cookie."""
    _end(session, AccountSession.token_hash == _hash(text), now, why)


def end_one(
    session: Session, account_id: uuid.UUID, session_id: uuid.UUID, now: dt.datetime, why: str
) -> None:
    """End one session of an account; ending what has ended is no mistake."""
    mine = and_(AccountSession.account_id == account_id, AccountSession.id == session_id)
    _end(session, mine, now, why)


def end_sessions(
    session: Session,
    account_id: uuid.UUID,
    now: dt.datetime,
    why: str,
    but: uuid.UUID | None = None,
) -> None:
    """End every session of an account at once, or all ``but`` one."""
    theirs = AccountSession.account_id == account_id
    _end(session, theirs if but is None else and_(theirs, AccountSession.id != but), now, why)


def forget(session: Session, before: dt.datetime) -> int:
    """Drop the sessions last seen, and the sign-ins that failed, before a moment; how many."""
    rows = [
        session.execute(delete(table).where(column < before))
        for table, column in (
            (AccountSession, AccountSession.seen_at),
            (FailedSignIn, FailedSignIn.at),
        )
    ]
    return sum(cast("CursorResult[Any]", one).rowcount for one in rows)


def _end(session: Session, which: ColumnElement[bool], now: dt.datetime, why: str) -> None:
    open_ones = update(AccountSession).where(which, AccountSession.ended_at.is_(None))
    session.execute(open_ones.values(ended_at=now, ended_for=why))


def _hash(text: str) -> bytes:
    return lookup_hash(text, "account_session")
