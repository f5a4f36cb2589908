"""``python -m jobs.backup TO``: all there is to keep, as one sealed file, while everybody works.

Only the database is in it: uploads and photos are columns, and Redis holds nothing that cannot be
done again. The secret is not in it.
"""

import argparse
import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select, table, text

from jobs.clock import now
from jobs.migrate import OwnerMissing
from jobs.services.dump import DumpFailed, dumped
from jobs.services.embedded import servers
from jobs.services.terminal import say, step
from models.database.chunks import sealed_chunks
from models.database.engine import make_engine
from models.database.keys import key_for
from models.registry import metadata
from models.settings import Settings, SettingsFault, secret_of


class AlreadyThere(Exception):
    """A backup never replaces a file."""


def backup(
    settings: Settings, to: Path, passphrase: bytes | None, at: dt.datetime
) -> dict[str, int]:
    """Write the file; the number of rows of each table in it.

    It has its name only once it is whole and on the disk.
    """
    if settings.database_url is None:
        raise OwnerMissing("备份需要 DATABASE_URL（数据库所有者）")
    if to.exists():
        raise AlreadyThere(f"{to} 已经存在，请换一个文件名")
    owner = make_engine(settings.database_url, pool_size=1)
    draft = to.with_name(to.name + ".part")
    try:
        # Everything is read as of one moment: the rows that are counted, the rows that are kept.
        still = owner.execution_options(isolation_level="REPEATABLE READ")
        with still.connect() as connection:
            counts = counted(connection, [one.name for one in metadata.sorted_tables])
            snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
            about = {"at": at.isoformat(), "secret": secret_mark(), "rows": counts}
            pieces = _pieces(about, settings, str(snapshot))
            _write(draft, sealed_chunks(pieces, settings.cipher, passphrase))
        os.link(draft, to)
    finally:
        draft.unlink(missing_ok=True)
        owner.dispose()
    return counts


def counted(connection: Connection, names: list[str]) -> dict[str, int]:
    """How many rows each table has."""
    query = select(func.count())
    return {name: connection.scalar(query.select_from(table(name))) or 0 for name in names}


def secret_mark() -> str:
    """What tells one secret from another and gives nothing of it away."""
    return key_for("backup.mark").hex()[:16]


def _pieces(about: dict[str, Any], settings: Settings, snapshot: str) -> Iterator[bytes]:
    """A line that tells what follows, then the dump."""
    assert settings.database_url is not None
    yield json.dumps(about).encode() + b"\n"
    yield from dumped(settings.database_url, snapshot)


def _write(draft: Path, parts: Iterator[bytes]) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())


def asked(prog: str, what: str) -> tuple[Path, bytes | None]:
    """The file that is named at the call, and the passphrase where one is."""
    parser = argparse.ArgumentParser(prog=prog)
    parser.add_argument("file", type=Path, help=what)
    parser.add_argument(
        "--passphrase", type=Path, help="存放口令的文件（至少 32 个字符）；不给则用主密钥"
    )
    given = parser.parse_args()
    return given.file, None if given.passphrase is None else secret_of(given.passphrase)


def main() -> None:
    try:
        to, passphrase = asked("python -m jobs.backup", "备份写到这个文件")
        with servers(Settings.from_env()) as settings, step(f"备份到 {to}"):
            counts = backup(settings, to, passphrase, now())
        say(f"  {len(counts)} 张表，{sum(counts.values())} 行，{to.stat().st_size} 字节")
        say("  恢复时还需要主密钥（LIANXIN_SECRET），请与备份分开保管")
    except (AlreadyThere, DumpFailed, OSError, OwnerMissing, SettingsFault) as fault:
        raise SystemExit(f"✗ {fault}") from None


if __name__ == "__main__":
    main()
