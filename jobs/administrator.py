"""``python -m jobs.administrator --name 张三 --phone 138...``: the first administrator."""

import argparse
import getpass
import sys

from jobs.clock import now
from jobs.ground import engine, stand_on
from jobs.services.embedded import servers
from models.accounts.first import first_administrator
from models.accounts.passwords import check_password, one_time_password
from models.database.engine import transaction
from models.database.refused import Refused
from models.settings import Settings


def create(name: str, phone: str, password: str) -> None:
    """Open the account; raises ``Refused`` with the sentence to show."""
    check_password(password, name, phone)
    with transaction(engine()) as session:
        first_administrator(session, name, phone, password, now())


def _asked() -> str:
    """The password typed by a person, or one made here when nothing is typed."""
    typed = getpass.getpass("一次性密码（直接回车则自动生成）：") if sys.stdin.isatty() else ""
    return typed or one_time_password()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m jobs.administrator")
    parser.add_argument("--name", required=True, help="姓名")
    parser.add_argument("--phone", required=True, help="手机号，登录用")
    given = parser.parse_args()
    password = _asked()
    try:
        with servers(Settings.from_env()) as settings:
            stand_on(settings)
            create(given.name, given.phone, password)
    except Refused as refused:
        raise SystemExit(str(refused)) from None
    print(f"管理员已建立。手机号：{given.phone}  一次性密码：{password}  首次登录须修改。")


if __name__ == "__main__":
    main()
