"""Whether the process runs, and whether it can work."""

from flask import Blueprint, Response, current_app, jsonify
from redis import Redis, RedisError
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from models.database.migrate import at_head
from models.matching.tables import Run
from web.access import public
from web.clock import now, today
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
    """Database migrated and Redis there, or 503; beside it the age of the last good night.

    An old night does not make the process unready: pages still work with the plan there is.
    """
    database, nights = _database()
    checks = {"database": database, "redis": _redis()}
    ready = all(state == "ok" for state in checks.values())
    status = "ok" if ready else "unready"
    response = jsonify(status=status, checks=checks, nights_since_last_plan=nights)
    response.status_code = 200 if ready else 503
    return response


def _database() -> tuple[str, int | None]:
    try:
        with engine().connect() as connection:
            if not at_head(connection):
                return "not migrated", None
            published = select(func.max(Run.night)).where(Run.state == "published")
            last = connection.scalar(published)
    except SQLAlchemyError:
        return "unreachable", None
    return "ok", (today(now()) - last).days if last else None


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
