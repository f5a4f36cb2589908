"""Real servers for every test: PostgreSQL and Redis of our own, migrated once, cleaned after."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from redis import Redis
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from jobs.ground import stand_on
from jobs.migrate import migrate
from jobs.queues import use_redis
from jobs.services.postgres_server import start_postgres
from jobs.services.postgres_server import url_of as postgres_url_of
from jobs.services.redis_server import start_redis
from jobs.services.redis_server import url_of as redis_url_of
from models.database.engine import make_engine
from models.database.keys import use_secret
from models.database.provision import READ_ONLY, app_url
from models.registry import metadata
from models.settings import Settings

ROOT = Path(__file__).parents[1]
SECRET = "a secret that only the tests know, 32+"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
INSTALL = "apt-get install -y chromium fonts-noto-cjk"
# Nothing here survives the session, so nothing has to reach the disk.
HASTY = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


def browser_path() -> str | None:
    """Chromium on this machine, with a font that has Chinese signs; None when either lacks."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None or shutil.which("fc-list") is None:
        return None
    fonts = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=True)
    return found if fonts.stdout.strip() else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser its tests are skipped, or everything stops where they are required."""
    journeys = [item for item in items if item.get_closest_marker("browser")]
    if not journeys or browser_path():
        return
    if os.environ.get("LIANXIN_REQUIRE_BROWSER") == "1":
        pytest.exit(f"浏览器测试需要 Chromium 和中文字体，请先运行：{INSTALL}", returncode=3)
    for item in journeys:
        item.add_marker(pytest.mark.skip(reason=f"no Chromium with Chinese fonts: {INSTALL}"))


@pytest.fixture(scope="session")
def chromium() -> str:
    path = browser_path()
    assert path is not None
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for all browser tests; a test opens its own context in it."""
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def var() -> Iterator[Path]:
    """A var folder for this session; short, because sockets lie in it."""
    folder = Path(tempfile.mkdtemp(prefix="lx"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def owner_url(var: Path) -> Iterator[str]:
    server = start_postgres(var / "postgres", var / "log", HASTY)
    yield postgres_url_of(var / "postgres")
    server.stop()


@pytest.fixture(scope="session")
def redis_url(var: Path) -> Iterator[str]:
    server = start_redis(var / "redis", var / "log")
    url = redis_url_of(var / "redis")
    use_redis(url)
    yield url
    server.stop()


@pytest.fixture(scope="session")
def settings(var: Path, owner_url: str) -> Settings:
    """Settings of this session; the database is migrated, Redis is named when a test needs it."""
    use_secret(SECRET.encode())
    found = replace(
        Settings.from_env({"LIANXIN_VAR": str(var), "LIANXIN_SECRET": SECRET}),
        database_url=owner_url,
        database_app_url=app_url(owner_url),
        redis_url=redis_url_of(var / "redis"),
        # Staff sign in by their password alone, but where the second factor is what is tested.
        second_factor=False,
    )
    migrate(found)
    stand_on(found)
    return found


@pytest.fixture(scope="session")
def database_url(settings: Settings) -> str:
    """The migrated database, as the unprivileged role."""
    assert settings.database_app_url is not None
    return settings.database_app_url


@pytest.fixture(scope="session")
def owner(settings: Settings) -> Iterator[Engine]:
    assert settings.database_url is not None
    engine = make_engine(settings.database_url, pool_size=2)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def app_engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(app_engine: Engine, owner: Engine) -> Iterator[Engine]:
    """For tests that really commit: every row, those of the migrations aside, is gone after."""
    yield app_engine
    app_engine.dispose()
    _empty(owner)


@pytest.fixture
def session(app_engine: Engine) -> Iterator[Session]:
    """A session whose commits are savepoints, all of it rolled back after the test."""
    with app_engine.connect() as connection:
        whole = connection.begin()
        with Session(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        ) as session:
            yield session
        whole.rollback()


@pytest.fixture
def queue_redis(redis_url: str) -> Iterator[Redis]:
    """A connection to an empty Redis, emptied again after."""
    with Redis.from_url(redis_url) as connection:
        connection.flushall()
        yield connection
        connection.flushall()


@pytest.fixture(scope="session")
def shared() -> Path:
    """Sample data lying beside the checkout; tests that need it are skipped without it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no ../shared beside the checkout")
    return folder


def _empty(owner: Engine) -> None:
    names = [table.name for table in metadata.sorted_tables if table.name not in READ_ONLY]
    with owner.begin() as connection:
        # Without triggers: append-only tables refuse even their owner otherwise.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        full = [
            name
            for name in names
            if connection.scalar(text(f'SELECT EXISTS (SELECT FROM "{name}")'))
        ]
        for name in full:
            connection.execute(text(f'DELETE FROM "{name}"'))
