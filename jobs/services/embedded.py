"""The servers a process needs: those the settings name, or our own for as long as we run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from jobs.services import postgres_server, redis_server
from jobs.services.kept import Kept
from models.database.keys import use_secret
from models.database.provision import app_url
from models.settings import Settings


def own_servers(settings: Settings) -> list[Kept]:
    """Our PostgreSQL and our Redis, each unless the settings name another one."""
    logs = settings.var / "log"
    postgres, redis = settings.var / "postgres", settings.var / "redis"
    kept = []
    if settings.database_url is None and settings.database_app_url is None:
        kept.append(
            Kept(
                "postgres",
                start=lambda: postgres_server.start_postgres(postgres, logs),
                found=lambda: postgres_server.answers(postgres_server.url_of(postgres)),
            )
        )
    if settings.redis_url is None:
        kept.append(
            Kept(
                "redis",
                start=lambda: redis_server.start_redis(redis, logs),
                found=lambda: redis_server.answers(redis_server.url_of(redis)),
            )
        )
    return kept


def with_urls(settings: Settings) -> Settings:
    """The same settings with the URLs filled in; gives the process its secret as well.

    Where only the application's URL is named, the owner's stays unknown: migrations run elsewhere.
    """
    use_secret(settings.secret)
    owner, app = settings.database_url, settings.database_app_url
    if app is None:
        owner = owner or postgres_server.url_of(settings.var / "postgres")
        app = app_url(owner)
    return replace(
        settings,
        database_url=owner,
        database_app_url=app,
        redis_url=settings.redis_url or redis_server.url_of(settings.var / "redis"),
    )


@contextmanager
def servers(settings: Settings) -> Iterator[Settings]:
    """Settings with every URL; servers of ours not running yet run until the block ends."""
    started: list[Kept] = []
    try:
        for kept in own_servers(settings):
            started.append(kept)
            kept.ensure()
        yield with_urls(settings)
    finally:
        for kept in reversed(started):
            kept.stop()
