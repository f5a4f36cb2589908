"""The product as ``make run`` leaves it, but empty: its servers, workers, scheduler and web."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from jobs.migrate import migrate
from jobs.services.embedded import own_servers, with_urls
from jobs.services.kept import Kept
from jobs.services.product import product
from jobs.services.supervisor import stop_all
from models.settings import Settings
from tests.conftest import ROOT, SECRET

# So late that the night is the one that is started by hand.
LAST_HOUR = "23"


@dataclass(frozen=True)
class Product:
    """A running product: its settings with every URL, and the address of its pages."""

    settings: Settings

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.settings.port}"

    def first_administrator(self, grids: Path, name: str, phone: str) -> str:
        """Bring in the ledger of the grids, then make him, as an operator does.

        Returns the code that the terminal shows, to set a password by.
        """
        report = str(self.settings.var / "report")
        self._command("jobs.ledgers", str(grids), "--report", report)
        told = self._command("jobs.administrator", "--name", name, "--phone", phone)
        found = re.search(r"邀请码：(\S+)", told)
        assert found is not None, told
        return found[1]

    def _command(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env={
                **os.environ,
                "LIANXIN_VAR": str(self.settings.var),
                "LIANXIN_SECRET": SECRET,
                "DATABASE_APP_URL": str(self.settings.database_app_url),
                "REDIS_URL": str(self.settings.redis_url),
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@contextmanager
def running(var: Path) -> Iterator[Product]:
    """Everything on servers and a database of its own; nothing of it is left after."""
    environ = {
        "LIANXIN_VAR": str(var),
        "LIANXIN_SECRET": SECRET,
        "LIANXIN_PORT": str(_free_port()),
        "LIANXIN_NIGHT_HOUR": LAST_HOUR,
    }
    row: list[Kept] = []
    settings = Settings.from_env(environ)
    try:
        _start(own_servers(settings), row)
        settings = with_urls(settings)
        migrate(settings)
        # Children take the secret and the hour from the surroundings, as those of an operator do.
        with _surroundings(environ):
            _start(product(settings, demo=False), row)
        _wait(settings.port)
        yield Product(settings)
    finally:
        stop_all(row)


def _start(kept: list[Kept], row: list[Kept]) -> None:
    for each in kept:
        row.append(each)
        each.ensure()


@contextmanager
def _surroundings(given: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(given)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
                assert answer.status == 200
                return
        except (URLError, ConnectionError, TimeoutError):
            assert time.monotonic() < deadline, "the web server did not answer"
            time.sleep(0.2)
