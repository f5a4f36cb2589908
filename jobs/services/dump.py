"""PostgreSQL's own tools out of the Python package: what is in a database, as one stream."""

import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from sqlalchemy import make_url

from jobs.services.postgres_server import tool
from models.database.engine import psycopg_url

PIECE_BYTES = 1 << 20


class DumpFailed(Exception):
    """pg_dump or pg_restore gave up; its own words are in the message."""


def dumped(url: str, snapshot: str) -> Iterator[bytes]:
    """The database as it was in an exported snapshot, in pg_dump's own format.

    Owner and rights are left out: they are given anew where it is restored.
    """
    options = ("--format=custom", f"--snapshot={snapshot}")
    with _running("pg_dump", url, options, out=subprocess.PIPE) as process:
        assert process.stdout is not None
        while piece := process.stdout.read(PIECE_BYTES):
            yield piece


def restored(url: str, pieces: Iterable[bytes]) -> None:
    """Bring a dump into an empty database, in one transaction: whole or not at all."""
    options = ("--single-transaction", "--exit-on-error")
    with _running("pg_restore", url, options, into=subprocess.PIPE) as process:
        assert process.stdin is not None
        for piece in pieces:
            process.stdin.write(piece)


@contextmanager
def _running(
    name: str, url: str, options: Sequence[str], *, into: int | None = None, out: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A tool at work; it is killed when the block ends badly, and has to end well otherwise."""
    whole = make_url(psycopg_url(url))
    # The password is no argument: those are read by everybody on the machine.
    plain = whole.set(drivername="postgresql", password=None).render_as_string(False)
    command = [str(tool(name)), f"--dbname={plain}", "--no-owner", "--no-privileges", *options]
    surroundings = {"PGPASSWORD": str(whole.password or ""), "HOME": str(Path.home())}
    with TemporaryFile() as said:
        process = subprocess.Popen(command, stdin=into, stdout=out, stderr=said, env=surroundings)
        try:
            yield process
        except BrokenPipeError:
            # It ended before it had read everything; why, it has said.
            pass
        except BaseException:
            process.kill()
            raise
        finally:
            process.communicate()
        if process.returncode:
            said.seek(0)
            raise DumpFailed(f"{name} 没有完成：{said.read().decode(errors='replace').strip()}")
