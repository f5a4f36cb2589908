"""``python -m jobs.restore FROM``: a backup into an empty database, here or on another machine."""

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, inspect

from jobs.backup import asked, counted, secret_mark
from jobs.migrate import OwnerMissing, migrate, role_of
from jobs.services.dump import DumpFailed, restored
from jobs.services.embedded import servers
from jobs.services.terminal import say, step
from models.database.chunks import FileUnreadable, opened_chunks
from models.database.engine import make_engine
from models.database.provision import make_role
from models.database.ring import SecretWrong
from models.settings import Settings, SettingsFault


class NotEmpty(Exception):
    """A restore never writes over anything."""


class RowsMissing(Exception):
    """What came back is not what was backed up."""


def restore(settings: Settings, file: Path, passphrase: bytes | None) -> dict[str, Any]:
    """Bring a backup in and let the application's role in; what the backup tells of itself.

    The whole file is checked before a row is written. Raises ``FileUnreadable``, ``NotEmpty``,
    ``DumpFailed``, ``RowsMissing``; ``SecretWrong`` where the secret does not open what came in.
    """
    if settings.database_url is None or settings.database_app_url is None:
        raise OwnerMissing("恢复需要 DATABASE_URL（数据库所有者）")
    for _ in _opened(file, passphrase):
        pass
    owner = make_engine(settings.database_url, pool_size=1)
    try:
        if inspect(owner).get_table_names():
            raise NotEmpty("这个数据库里已有数据，恢复只能写进空的数据库；请另设 LIANXIN_VAR")
        pieces = _opened(file, passphrase)
        about: dict[str, Any] = json.loads(next(pieces))
        _same_secret(about["secret"])
        make_role(owner, role_of(settings.database_app_url))
        restored(settings.database_url, pieces)
        _compare(owner, about["rows"])
    finally:
        owner.dispose()
    migrate(settings)
    return about


def _opened(file: Path, passphrase: bytes | None) -> Iterator[bytes]:
    """The first line, then all that follows, piece by piece."""
    with file.open("rb") as sealed:
        chunks = opened_chunks(sealed, passphrase)
        line, _, rest = next(chunks).partition(b"\n")
        yield from chain([line, rest], chunks)


def _same_secret(mark: str) -> None:
    """Whether this process has the secret that opens what is sealed in the backup."""
    if mark != secret_mark():
        raise SecretWrong(
            "主密钥（LIANXIN_SECRET）不是备份时的那个，恢复后也打不开数据；什么都没有写入"
        )


def _compare(owner: Engine, rows: dict[str, int]) -> None:
    """Whether every table has as many rows as it had."""
    with owner.connect() as connection:
        found = counted(connection, list(rows))
    wrong = [name for name, count in rows.items() if found[name] != count]
    if wrong:
        raise RowsMissing(f"恢复后行数不一致：{'、'.join(wrong)}。请勿使用这个数据库")


def main() -> None:
    try:
        file, passphrase = asked("python -m jobs.restore", "由 jobs.backup 写出的文件")
        with servers(Settings.from_env()) as settings, step(f"从 {file} 恢复"):
            about = restore(settings, file, passphrase)
        say(f"  备份时间 {about['at']}，{len(about['rows'])} 张表，行数一致")
    except PLAIN as fault:
        raise SystemExit(f"✗ {fault}") from None


PLAIN = (
    DumpFailed,
    FileUnreadable,
    NotEmpty,
    OSError,
    OwnerMissing,
    RowsMissing,
    SecretWrong,
    SettingsFault,
)


if __name__ == "__main__":
    main()
