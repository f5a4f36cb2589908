"""Backup and restore with real servers: under load, onto another machine, and nothing else in."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from jobs.backup import AlreadyThere, backup, counted
from jobs.ground import stand_on
from jobs.restore import NotEmpty, restore
from jobs.services.postgres_server import start_postgres, url_of
from models.database.chunks import FileUnreadable
from models.database.engine import make_engine, transaction
from models.database.keys import use_secret
from models.database.migrate import at_head
from models.database.provision import app_url
from models.database.ring import SecretWrong
from models.people.identity import id_hash
from models.people.tables import Person
from models.places.tables import Place
from models.registry import metadata
from models.settings import Settings
from tests.conftest import HASTY, SECRET
from tests.county import NOW, County
from tests.house.sources import ROOT

NUMBER, PHONE = "61099819500101001X", "13900001234"
PASSPHRASE = b"a passphrase that lies in a safe, 32+"
NAMES = [table.name for table in metadata.sorted_tables]
WRITERS = 3
PEOPLE = 400


@pytest.fixture
def village(engine: Engine) -> Engine:
    with transaction(engine) as session:
        county = County(session)
        county.person("张桂兰", id_number=NUMBER, id_hash=id_hash(NUMBER), phone=PHONE)
        # More than one chunk, so that there is an order to keep.
        place = county.grids[0].id
        session.add_all(
            Person(name="居民", place_id=place, door=f"{number} 号" * 500, created_at=NOW)
            for number in range(PEOPLE)
        )
    return engine


@pytest.fixture
def elsewhere(settings: Settings) -> Iterator[Settings]:
    """Another machine: a folder and an empty server of its own; the secret was carried over."""
    folder = Path(tempfile.mkdtemp(prefix="lx"))
    server = start_postgres(folder / "postgres", folder / "log", HASTY)
    owner = url_of(folder / "postgres")
    yield replace(settings, var=folder, database_url=owner, database_app_url=app_url(owner))
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)
    stand_on(settings)


def _counts(url: str | None) -> dict[str, int]:
    engine = make_engine(str(url), pool_size=1)
    with engine.connect() as connection:
        assert at_head(connection)
        found = counted(connection, NAMES)
    engine.dispose()
    return found


def _command(settings: Settings, module: str, *given: str, secret: str = SECRET) -> str:
    done = subprocess.run(
        [sys.executable, "-m", module, *given],
        cwd=ROOT,
        env={
            **os.environ,
            "LIANXIN_VAR": str(settings.var),
            "LIANXIN_SECRET": secret,
            "DATABASE_URL": settings.database_url or "",
            "REDIS_URL": settings.redis_url or "",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def _under_load(engine: Engine, work: Callable[[], dict[str, int]]) -> dict[str, int]:
    """Do the work while people are entered all the time, by several at once."""
    over, begun = Event(), Event()

    def write() -> int:
        made = 0
        while not over.is_set():
            with transaction(engine) as session:
                place = session.scalars(select(Place.id).limit(1)).one()
                session.add(Person(name="新人", place_id=place, phone=PHONE, created_at=NOW))
            made += 1
            begun.set()
        return made

    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(write) for _ in range(WRITERS)]
        begun.wait()
        try:
            found = work()
        finally:
            over.set()
        assert sum(writer.result() for writer in writers) >= WRITERS
    return found


def test_under_load_lost_and_restored_elsewhere(
    village: Engine, settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "county.backup"
    kept = _under_load(village, lambda: backup(settings, file, None, NOW))
    now = _counts(settings.database_url)
    assert PEOPLE < kept["person"] <= now["person"]
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["county.backup"]
    assert all(one.encode() not in file.read_bytes() for one in ("张桂兰", NUMBER, "PGDMP"))

    assert restore(elsewhere, file, None)["rows"] == kept
    assert _counts(elsewhere.database_url) == kept
    stand_on(elsewhere)
    there = make_engine(str(elsewhere.database_app_url))
    with Session(there) as session:
        found = session.scalars(select(Person).where(Person.id_hash == id_hash(NUMBER))).one()
        assert (found.name, found.phone) == ("张桂兰", PHONE)
    with transaction(there) as session:
        session.add(Person(name="恢复后", place_id=found.place_id, phone=PHONE, created_at=NOW))
    there.dispose()
    with pytest.raises(NotEmpty, match="空的数据库"):
        restore(elsewhere, file, None)
    assert _counts(elsewhere.database_url)["person"] == kept["person"] + 1
    with pytest.raises(AlreadyThere):
        backup(settings, file, None, NOW)


def test_by_command_with_a_passphrase_then_another_secret(
    village: Engine, settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    file, safe, new = (tmp_path / name for name in ("county.backup", "passphrase", "new.key"))
    for path, content in ((safe, PASSPHRASE), (new, b"another secret of thirty-two signs")):
        path.write_bytes(content)
        path.chmod(0o600)
    with_it = (str(file), "--passphrase", str(safe))
    assert "恢复时还需要主密钥" in _command(settings, "jobs.backup", *with_it)
    assert "另一种方式加密" in _command(elsewhere, "jobs.restore", str(file))
    assert "行数一致" in _command(elsewhere, "jobs.restore", *with_it)
    assert "数据库里已有数据" in _command(elsewhere, "jobs.restore", *with_it)

    assert "主密钥已更换" in _command(elsewhere, "jobs.keys", "secret", str(new))
    assert "没有改动" in _command(elsewhere, "jobs.keys", "secret", str(new))
    assert "对不上" in _command(elsewhere, "jobs.keys", "rotate")
    changed = new.read_text()
    assert "已改用" in _command(elsewhere, "jobs.keys", "rotate", secret=changed)
    use_secret(changed.encode())
    try:
        stand_on(replace(elsewhere, secret=changed.encode()))
        owner = make_engine(str(elsewhere.database_url))
        with Session(owner) as session:
            found = session.scalars(select(Person).where(Person.id_hash == id_hash(NUMBER))).one()
            assert found.phone == PHONE
        owner.dispose()
    finally:
        use_secret(SECRET.encode())


def test_a_changed_file_and_a_strange_secret_write_nothing(
    village: Engine, settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "county.backup"
    backup(settings, file, PASSPHRASE, NOW)
    whole = file.read_bytes()
    for number, spoilt in enumerate((whole[:-1], whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])):
        changed = tmp_path / str(number)
        changed.write_bytes(spoilt)
        with pytest.raises(FileUnreadable, match="改动"):
            restore(elsewhere, changed, PASSPHRASE)
    use_secret(b"another secret of thirty-two signs")
    try:
        with pytest.raises(SecretWrong, match="什么都没有写入"):
            restore(elsewhere, file, PASSPHRASE)
    finally:
        use_secret(SECRET.encode())
    owner = make_engine(str(elsewhere.database_url))
    with owner.connect() as connection:
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        assert connection.scalar(text(tables)) == 0
    owner.dispose()
