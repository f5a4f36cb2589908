"""The servers we bring along: up, used by several commands, safe over a stop, deep folders too."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from redis import Redis

from jobs.migrate import migrate
from jobs.services.embedded import own_servers, servers, with_urls
from jobs.services.sockets import LONGEST, socket_folder
from models.database.engine import psycopg_url
from models.settings import Settings

SECRET = "a secret that only the tests know, 32+"


@pytest.fixture
def var() -> Iterator[Path]:
    """A folder so deep that no socket's path fits."""
    folder = Path(tempfile.mkdtemp(prefix="lx"))
    yield folder / ("深" * 40)
    shutil.rmtree(folder, ignore_errors=True)


def _bare(var: Path) -> Settings:
    return Settings.from_env({"LIANXIN_VAR": str(var), "LIANXIN_SECRET": SECRET})


def _ask(url: str | None, statement: str) -> object:
    assert url is not None
    plain = psycopg_url(url).replace("+psycopg", "")
    with psycopg.connect(plain) as connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None


@pytest.mark.slow
def test_what_was_written_is_there_after_a_stop(var: Path) -> None:
    with servers(_bare(var)) as settings:
        migrate(settings)
        _ask(settings.database_url, "CREATE TABLE kept AS SELECT 7 AS number")
        assert settings.redis_url is not None
        Redis.from_url(settings.redis_url).set("kept", "8")
    with pytest.raises(psycopg.OperationalError):
        _ask(settings.database_url, "SELECT 1")
    with servers(_bare(var)) as again:
        migrate(again)
        assert _ask(again.database_url, "SELECT number FROM kept") == 7
        assert _ask(again.database_app_url, "SELECT current_user") == "lianxin_app"
        assert _ask(again.database_url, "SHOW fsync") == "on"
        assert again.redis_url is not None
        assert Redis.from_url(again.redis_url).get("kept") == b"8"


@pytest.mark.slow
def test_a_second_command_uses_the_running_servers(var: Path) -> None:
    with servers(_bare(var)) as first:
        with servers(_bare(var)) as second:
            assert second == first
        assert _ask(first.database_url, "SELECT 1") == 1


def test_named_servers_are_used_and_none_of_ours_started(tmp_path: Path) -> None:
    named = replace(
        _bare(tmp_path), database_app_url="postgresql://app@db/x", redis_url="redis://queue"
    )
    assert own_servers(named) == []
    assert with_urls(named) == named


def test_a_short_path_keeps_its_socket_at_home(tmp_path: Path) -> None:
    assert socket_folder(Path("/tmp/short"), "s") == Path("/tmp/short")


def test_a_long_path_gets_a_private_short_folder(tmp_path: Path) -> None:
    home = tmp_path / ("x" * 100)
    folder = socket_folder(home, ".s.PGSQL.5432")
    assert len(str(folder / ".s.PGSQL.5432")) <= LONGEST
    assert folder.stat().st_mode & 0o777 == 0o700
    assert socket_folder(home, ".s.PGSQL.5432") == folder
    folder.rmdir()
