"""One process at a time works on a county; a lock that dies with its process, not a flag."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, func, select

from matcher.said import Said
from models.database.refused import Refused


class NightTaken(Refused):
    """Another process is working on a night of this county."""

    code = "night_taken"


@contextmanager
def working(engine: Engine, county_id: uuid.UUID) -> Iterator[None]:
    """Hold the county while the block runs; raises ``NightTaken`` when somebody else does.

    The lock belongs to a connection of its own: PostgreSQL frees it the moment the process is
    gone, however it went, and a restart takes the row up without waiting.
    """
    key = func.hashtextextended(f"night:{county_id}", 0)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(select(func.pg_try_advisory_lock(key))):
            raise NightTaken(Said("这个县的匹配正在进行"))
        try:
            yield
        finally:
            connection.execute(select(func.pg_advisory_unlock(key)))
