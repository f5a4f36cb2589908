"""The way to PostgreSQL: one engine a process, one transaction a change."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session, sessionmaker

from models.database.ring import follow


def make_engine(url: str, pool_size: int = 8) -> Engine:
    """An engine for psycopg 3; a connection that died is noticed before it is used.

    What was asked with which values never stands in an error: errors end in logs and in Redis.
    """
    return create_engine(
        psycopg_url(url),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        hide_parameters=True,
    )


def psycopg_url(url: str) -> str:
    """``postgresql://`` and ``postgres://`` as operators write them, with our driver named."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


@contextmanager
def transaction(bind: Engine) -> Iterator[Session]:
    """A session that commits when the block ends well and rolls back otherwise.

    This is the only commit in the product: functions that change rows take the session.
    """
    with sessionmaker(bind, expire_on_commit=False).begin() as session:
        follow(session.connection())
        yield session
