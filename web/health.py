"""Whether the process runs, and whether it can work."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify
from redis import Redis, RedisError
from sqlalchemy.exc import SQLAlchemyError

from web.access import public
from web.db import engine
from web.security import limiter

pages = Blueprint("health", __name__)
limiter.exempt(pages)


@pages.get("/healthz")
@public
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@pages.get("/readyz")
@public
def readyz() -> Response:
    """The database is there and migrated, Redis answers; 503 when not."""
    checks = {"database": _migrated(), "redis": _redis()}
    ready = all(state == "ok" for state in checks.values())
    response = jsonify(status="ok" if ready else "unready", checks=checks)
    response.status_code = 200 if ready else 503
    return response


def _migrated() -> str:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations"))
    wanted = set(ScriptDirectory.from_config(config).get_heads())
    try:
        with engine().connect() as connection:
            found = set(MigrationContext.configure(connection).get_current_heads())
    except SQLAlchemyError:
        return "unreachable"
    return "ok" if found == wanted else "not migrated"


def _redis() -> str:
    url = current_app.config["REDIS_URL"]
    if url is None:
        return "not configured"
    try:
        with Redis.from_url(url, socket_timeout=2) as connection:
            connection.ping()
    except RedisError:
        return "unreachable"
    return "ok"
