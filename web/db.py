"""The request's way to PostgreSQL: one session to read with, one transaction to change with."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from flask import Flask, current_app, g, has_request_context, request
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.database.engine import transaction
from models.trail.log import FROM


def install(app: Flask, engine: Engine) -> None:
    app.extensions["lianxin_engine"] = engine
    app.teardown_appcontext(lambda _: _close())


def engine() -> Engine:
    return cast(Engine, current_app.extensions["lianxin_engine"])


def reading() -> Session:
    """The session of this request; nothing done with it is ever committed."""
    if "reading" not in g:
        g.reading = Session(engine(), autoflush=False)
    return cast(Session, g.reading)


@contextmanager
def changing() -> Iterator[Session]:
    """One transaction, committed when the block ends well; its lines of the trail say from where.

    The reading session gives its connection back first, so that a request never holds two:
    a pool as large as the number of threads cannot lock itself out.
    """
    _close()
    with transaction(engine()) as session:
        # At its start the server changes something that nobody asked for.
        session.info[FROM] = request.remote_addr if has_request_context() else None
        yield session


def _close() -> None:
    session = g.pop("reading", None)
    if session is not None:
        session.close()
