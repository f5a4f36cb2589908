"""``python -m jobs.keys rotate`` and ``secret FILE``: new keys for what is sealed.

``rotate`` gives the columns a new key while everybody works on; killed, it goes on where it was.
``secret`` wraps the ring by the secret in FILE; the product has to stand still for that moment.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import Engine

from jobs.clock import now
from jobs.ground import stand_on
from jobs.migrate import OwnerMissing
from jobs.services.embedded import servers
from jobs.services.supervisor import AlreadyRunning, only_one
from jobs.services.terminal import bar, say, step
from models.database.engine import make_engine
from models.database.making import (
    RingFull,
    new_column_key,
    retire_before,
    standing_keys,
    wrap_again,
)
from models.database.resealing import (
    SealedTable,
    behind,
    reseal_some,
    sealed_tables,
    standing_transactions,
)
from models.database.ring import RingMissing, SecretWrong, learn
from models.registry import metadata
from models.settings import Settings, SettingsFault, secret_of

# Between two looks at what others still hold.
PAUSE_SECONDS = 0.2
PLAIN = (AlreadyRunning, OwnerMissing, RingFull, RingMissing, SecretWrong, SettingsFault)
Progress = Callable[[str, float], None]


def rotate(owner: Engine, cipher: str, progress: Progress) -> int:
    """Give every sealed column a new key; its number. One begun before is brought to its end."""
    number = _number(owner, cipher)
    _wait_for_older(owner, progress)
    _reseal_all(owner, number, progress)
    with owner.begin() as connection:
        retire_before(connection, number, now())
    return number


def _number(owner: Engine, cipher: str) -> int:
    """The key to seal by: the newest while something may stand under an older one, else a new."""
    with owner.begin() as connection:
        keys = standing_keys(connection)
        number = keys[-1] if len(keys) > 1 else new_column_key(connection, cipher, now())
    with owner.connect() as connection:
        learn(connection)
    return number


def _wait_for_older(owner: Engine, progress: Progress) -> None:
    """Wait for the transactions that may not know the key: they began before it was there."""
    with owner.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        older = standing_transactions(connection)
        while older := older & standing_transactions(connection):
            progress(f"等 {len(older)} 件更早开始的工作结束", 0.0)
            time.sleep(PAUSE_SECONDS)


def _reseal_all(owner: Engine, number: int, progress: Progress) -> None:
    tables = sealed_tables(metadata)
    left = total = _behind(owner, tables, number)
    while left:
        for one in tables:
            for rows in _steps(owner, one, number):
                left = max(left - rows, 0)
                progress(one.table.name, 1 - left / total)
        left = _behind(owner, tables, number)
        if left:
            time.sleep(PAUSE_SECONDS)
    progress("完成", 1.0)


def _steps(owner: Engine, one: SealedTable, number: int) -> Iterator[int]:
    """Once through a table, a transaction a step; the rows of each."""
    after = None
    while True:
        with owner.begin() as connection:
            done = reseal_some(connection, one, number, after)
        yield len(done)
        if len(done) < one.rows:
            return
        after = done[-1]


def _behind(owner: Engine, tables: list[SealedTable], number: int) -> int:
    with owner.connect() as connection:
        return behind(connection, tables, number)


def change_secret(owner: Engine, old: bytes, new: bytes) -> bool:
    """Wrap the ring by another secret, in one transaction; False where it was so already."""
    with owner.begin() as connection:
        return wrap_again(connection, old, new)


def _owner(settings: Settings) -> Engine:
    if settings.database_url is None:
        raise OwnerMissing("更换密钥需要 DATABASE_URL（数据库所有者）")
    return make_engine(settings.database_url, pool_size=2)


def _rotate(settings: Settings) -> None:
    with servers(settings) as full:
        stand_on(full)
        with step("更换数据密钥"):
            number = rotate(_owner(full), full.cipher, bar)
        say(f"✓ 全部数据已改用 {number} 号密钥；更早的密钥已停用")


def _secret(settings: Settings, file: Path) -> None:
    new = secret_of(file)
    with only_one(settings.var), servers(settings) as full:
        changed = change_secret(_owner(full), settings.secret, new)
    say("✓ 主密钥已更换" if changed else "✓ 早已是这个主密钥，没有改动")
    say(f"  下一步：设 LIANXIN_SECRET_FILE={file.absolute()}（或用它替换 secret.key），再启动")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m jobs.keys")
    what = parser.add_subparsers(dest="what", required=True)
    what.add_parser("rotate", help="更换数据密钥，不必停机")
    secret = what.add_parser("secret", help="更换主密钥，须先停止系统")
    secret.add_argument("file", type=Path, help="存放新主密钥的文件，至少 32 个字符")
    given = parser.parse_args()
    try:
        settings = Settings.from_env()
        _rotate(settings) if given.what == "rotate" else _secret(settings, given.file)
    except PLAIN as fault:
        raise SystemExit(f"✗ {fault}") from None


if __name__ == "__main__":
    main()
