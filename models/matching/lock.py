"""One process at a time works on a night; a lock that dies with its process, not a flag."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, func, select

from matcher.said import Said
from models.database.refused import Refused


class NightTaken(Refused):
    """Another process is working on this county's night."""

    code = "night_taken"


@contextmanager
def working(engine: Engine, county_id: uuid.UUID, night: dt.date) -> Iterator[None]:
    """Hold the night while the block runs; raises ``NightTaken`` when somebody else does.

    The lock belongs to a connection of its own: PostgreSQL frees it the moment the process is
    gone, however it went, and a restart takes the row up without waiting.
    """
    key = func.hashtextextended(f"night:{county_id}:{night.isoformat()}", 0)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(select(func.pg_try_advisory_lock(key))):
            raise NightTaken(Said("今晚的匹配正在进行"))
        try:
            yield
        finally:
            connection.execute(select(func.pg_advisory_unlock(key)))
