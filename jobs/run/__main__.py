"""``python -m jobs.run [--ledgers FOLDER]``, behind ``make run``: everything on one machine.

Servers, migrations, at the first start a county and its first night, then web server, workers and
scheduler until asked to stop. What an interrupted first start left undone, the next one takes up.
"""

import argparse
import time
from collections.abc import Sequence
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from jobs.ground import stand_on
from jobs.migrate import OwnerMissing, migrate
from jobs.queues import use_redis
from jobs.run import first
from jobs.run.welcome import reachable, welcome
from jobs.services.embedded import own_servers, with_urls
from jobs.services.kept import Kept
from jobs.services.postgres_server import PostgresNotStarted
from jobs.services.product import product
from jobs.services.redis_server import RedisNotStarted
from jobs.services.sockets import SocketFolderTaken
from jobs.services.supervisor import (
    AlreadyRunning,
    AskedToStop,
    PortTaken,
    only_one,
    port_free,
    stop_all,
    stoppable,
    watch,
)
from jobs.services.terminal import say, step
from models.accounts.demo import DemoAccount
from models.database.provision import RoleTooStrong
from models.database.ring import SecretWrong
from models.settings import Settings, SettingsFault

WEB_SECONDS = 60.0
PLAIN = (
    AlreadyRunning,
    first.NothingCameIn,
    OwnerMissing,
    PortTaken,
    PostgresNotStarted,
    RedisNotStarted,
    RoleTooStrong,
    SecretWrong,
    SettingsFault,
    SocketFolderTaken,
)


class WebSilent(Exception):
    """The web server was started and did not answer."""


def run(settings: Settings, ledgers: Path | None) -> None:
    """Run everything; ends by ``AskedToStop`` or by the first fault of the start."""
    row: list[Kept] = []
    with stoppable():
        try:
            settings = _servers(settings, row)
            demo, accounts = _county(settings, ledgers)
            with step("启动网页、任务与定时服务"):
                _start(product(settings, demo), row)
                _wait_for_web(settings)
            welcome(settings, accounts)
            watch(row)
        finally:
            stop_all(row)


def _servers(settings: Settings, row: list[Kept]) -> Settings:
    with step("启动 PostgreSQL 与 Redis"):
        _start(own_servers(settings), row)
    full = with_urls(settings)
    with step("更新数据库结构"):
        migrate(full)
    stand_on(full)
    assert full.redis_url is not None
    use_redis(full.redis_url)
    return full


def _county(settings: Settings, ledgers: Path | None) -> tuple[bool, list[DemoAccount]]:
    """See that there is a county, accounts and a night; tells the demo and its accounts."""
    plan = first.plan(settings.var, ledgers)
    if not plan.done:
        first.fill(settings.var, plan)
    accounts = first.accounts(plan)
    first.night()
    return plan.demo, accounts


def _start(kept: Sequence[Kept], row: list[Kept]) -> None:
    for each in kept:
        row.append(each)
        each.ensure()


def _wait_for_web(settings: Settings) -> None:
    deadline = time.monotonic() + WEB_SECONDS
    while not _answers(reachable(settings.host), settings.port):
        if time.monotonic() > deadline:
            raise WebSilent(f"网页服务没有应答，详见 {settings.var / 'log' / 'web.log'}")
        time.sleep(0.2)


def _answers(host: str, port: int) -> bool:
    # Not urlopen: that would ask the proxy of the surroundings.
    connection = HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m jobs.run")
    parser.add_argument("--ledgers", type=Path, help="首次启动时导入此文件夹中的台账，代替演示数据")
    given = parser.parse_args()
    if given.ledgers is not None and not given.ledgers.is_dir():
        parser.error(f"没有这个文件夹：{given.ledgers}")
    try:
        settings = Settings.from_env()
        with only_one(settings.var):
            port_free(settings.host, settings.port)
            run(settings, given.ledgers)
    except AskedToStop:
        say("✓ 已全部停止；数据都在，下次 make run 从这里继续")
    except (*PLAIN, WebSilent) as fault:
        raise SystemExit(f"✗ {fault}") from None


if __name__ == "__main__":
    main()
