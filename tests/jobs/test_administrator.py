"""The first administrator, from the command line."""

import os
import subprocess
import sys

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.accounts.tables import Account
from models.database.engine import transaction
from models.settings import Settings
from tests.county import County
from tests.house.sources import ROOT

PHONE = "19912340000"


def _command(
    settings: Settings, name: str = "王管理", phone: str = PHONE
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "jobs.administrator", "--name", name, "--phone", phone],
        cwd=ROOT,
        env={
            **os.environ,
            "LIANXIN_VAR": str(settings.var),
            "LIANXIN_SECRET": settings.secret.decode(),
            "DATABASE_APP_URL": settings.database_app_url or "",
            "REDIS_URL": settings.redis_url or "",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_first_is_made_with_a_code_for_once(engine: Engine, settings: Settings) -> None:
    with transaction(engine) as session:
        County(session)
    made = _command(settings)
    assert made.returncode == 0, made.stderr
    assert "邀请码" in made.stdout
    with Session(engine) as session:
        account = session.scalars(select(Account)).one()
        assert account.name == "王管理"
        assert [grant.role for grant in account.grants] == ["administrator"]
        assert account.one_time_until is not None


def test_a_third_one_is_refused_in_a_sentence(engine: Engine, settings: Settings) -> None:
    with transaction(engine) as session:
        County(session)
    _command(settings)
    assert _command(settings, name="李管理", phone="19912340001").returncode == 0
    again = _command(settings, name="孙管理", phone="19912340002")
    assert again.returncode == 1
    assert "已有两位管理员" in again.stderr
    assert "Traceback" not in again.stderr


def test_without_a_county_there_is_nothing_to_administer(
    engine: Engine, settings: Settings
) -> None:
    assert "先导入台账" in _command(settings).stderr
