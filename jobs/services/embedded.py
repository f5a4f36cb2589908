"""The servers a process needs: those the settings name, or our own for as long as we run."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from jobs.services import postgres_server, redis_server
from models.database.keys import use_secret
from models.database.provision import app_url
from models.settings import Settings


@contextmanager
def servers(settings: Settings) -> Iterator[Settings]:
    """The same settings with every URL filled in.

    A server named by the settings is used; one of ours already running under the var folder is
    used too; otherwise it is started here and stopped, Redis before PostgreSQL, at the end.
    """
    use_secret(settings.secret)
    logs = settings.var / "log"
    with ExitStack() as stack:
        database = settings.database_url or _postgres(settings.var / "postgres", logs, stack)
        queue = settings.redis_url or _redis(settings.var / "redis", logs, stack)
        app = settings.database_app_url or app_url(database)
        yield replace(settings, database_url=database, database_app_url=app, redis_url=queue)


def _postgres(data: Path, logs: Path, stack: ExitStack) -> str:
    url = postgres_server.url_of(data)
    if not postgres_server.answers(url):
        stack.callback(postgres_server.start_postgres(data, logs).stop)
    return url


def _redis(data: Path, logs: Path, stack: ExitStack) -> str:
    url = redis_server.url_of(data)
    if not redis_server.answers(url):
        stack.callback(redis_server.start_redis(data, logs).stop)
    return url
