"""The county a benchmark works on: the one in ``LIANXIN_VAR``, or a fresh one while it runs.

What runs on a county leaves its nights and decisions there: name one made for the purpose.
"""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobs.ground import engine, stand_on
from jobs.migrate import migrate
from jobs.run.first import fill, plan
from jobs.services.embedded import servers
from models.places.tables import Place
from models.settings import Settings


@contextmanager
def county(ledgers: Path | None = None) -> Iterator[uuid.UUID]:
    """The county's id, with servers up; an empty one is filled: ``ledgers`` or the demo county."""
    with _settings() as wanted, servers(wanted) as settings:
        if settings.database_url is not None:
            migrate(settings)
        stand_on(settings)
        begun = plan(settings.var, ledgers)
        if not begun.done:
            fill(settings.var, begun)
        with Session(engine()) as session:
            first = select(Place.id).where(Place.kind == "county").order_by(Place.path).limit(1)
            found = session.scalars(first).one()
        yield found
        engine().dispose()


@contextmanager
def _settings() -> Iterator[Settings]:
    if os.environ.get("LIANXIN_VAR"):
        yield Settings.from_env()
        return
    # Short, because sockets lie in it.
    folder = tempfile.mkdtemp(prefix="lx")
    try:
        yield Settings.from_env({"LIANXIN_VAR": folder})
    finally:
        shutil.rmtree(folder, ignore_errors=True)
