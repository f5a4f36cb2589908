"""What a process of ours stands on while it works: its settings and its way to PostgreSQL."""

from sqlalchemy import Engine

from models.database.engine import make_engine
from models.database.keys import use_secret
from models.database.ring import use_ring
from models.registry import know_all
from models.settings import Settings

POOL = 4

_settings: Settings | None = None
_engine: Engine | None = None


class NoGround(Exception):
    """A job was called in a process that was not given settings."""


def stand_on(settings: Settings) -> None:
    """Give this process its settings, with every URL filled in (jobs.services.embedded.servers).

    The engine is made at its first use, so that a worker's fork never shares a connection.
    """
    global _settings, _engine
    use_secret(settings.secret)
    know_all()
    _settings, _engine = settings, None
    use_ring(engine)


def settings() -> Settings:
    """This process's settings."""
    if _settings is None:
        raise NoGround("stand_on() has not been called in this process")
    return _settings


def engine() -> Engine:
    """This process's engine, as the application's unprivileged role."""
    global _engine
    if _engine is None:
        url = settings().database_app_url
        if url is None:
            raise NoGround("the settings carry no URL for the application's role")
        _engine = make_engine(url, pool_size=POOL)
    return _engine


def leave_engine() -> None:
    """In a fork: forget the parent's connections without closing them under its feet."""
    global _engine
    if _engine is not None:
        _engine.dispose(close=False)
    _engine = None
