"""One process at a time works on a county; a lock that dies with its process, not a flag."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql.functions import Function

from matcher.said import Said
from models.database.refused import Refused


class NightTaken(Refused):
    """Another process is working on a night of this county."""

    code = "night_taken"


PATIENCE_SECONDS = 30


@contextmanager
def working(engine: Engine, county_id: uuid.UUID, patient: bool = False) -> Iterator[None]:
    """Hold the county while the block runs; raises ``NightTaken`` when somebody else does.

    The lock belongs to a connection of its own: PostgreSQL frees it the moment the process is
    gone, however it went, and a restart takes the row up without waiting. ``patient`` waits a
    while for whoever has it.
    """
    key = func.hashtextextended(f"night:{county_id}", 0)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not _taken(connection, key, patient):
            raise NightTaken(Said("这个县的匹配正在进行"))
        try:
            yield
        finally:
            connection.execute(select(func.pg_advisory_unlock(key)))


def _taken(connection: Connection, key: Function[int], patient: bool) -> bool:
    if not patient:
        return bool(connection.scalar(select(func.pg_try_advisory_lock(key))))
    connection.execute(text(f"SET lock_timeout = '{PATIENCE_SECONDS}s'"))
    try:
        connection.execute(select(func.pg_advisory_lock(key)))
    except OperationalError as fault:
        if isinstance(fault.orig, LockNotAvailable):
            return False
        raise
    finally:
        connection.execute(text("RESET lock_timeout"))
    return True
