"""What was committed is there after the server was killed in the middle of everything."""

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Semaphore

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from jobs.services.child import Child
from jobs.services.postgres_server import PostgresNotStarted, start_postgres, url_of
from models.database.engine import make_engine

WRITERS = 3
BEFORE = 30


@pytest.fixture
def var() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="lx"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def _started(var: Path) -> Child:
    """As the product starts it, and again until the killed one's last process is gone."""
    for _ in range(20):
        try:
            return start_postgres(var / "postgres", var / "log")
        except PostgresNotStarted:
            continue
    raise AssertionError((var / "log" / "postgres.log").read_text())


def _write(engine: Engine, writer: int, committed: Semaphore) -> list[int]:
    """Commit one row after the other until the server is gone; those whose commit was answered."""
    done: list[int] = []
    try:
        while True:
            number = writer * 1_000_000 + len(done)
            with engine.begin() as connection:
                connection.execute(text("INSERT INTO kept VALUES (:n)"), {"n": number})
            done.append(number)
            committed.release()
    except OperationalError:
        return done


def test_no_answered_commit_is_lost_with_the_server(var: Path) -> None:
    first = _started(var)
    engine = make_engine(url_of(var / "postgres"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE kept (number int PRIMARY KEY)"))
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert connection.scalar(text(f"SHOW {setting}")) == "on"
    committed = Semaphore(0)
    with ThreadPoolExecutor(WRITERS) as pool:
        at_work = [pool.submit(_write, engine, n, committed) for n in range(WRITERS)]
        for _ in range(BEFORE):
            assert committed.acquire(timeout=60)
        first.process.kill()
        answered = {number for one in at_work for number in one.result()}
    first.process.wait()
    engine.dispose()
    again = _started(var)
    with engine.connect() as connection:
        found = set(connection.scalars(text("SELECT number FROM kept")))
    engine.dispose()
    again.stop()
    assert len(answered) >= BEFORE
    assert answered <= found
