"""``python -m jobs.administrator --name 张三 --phone 138...``: the first two administrators."""

import argparse

from jobs.clock import now
from jobs.ground import engine, stand_on
from jobs.services.embedded import servers
from models.accounts.first import first_administrator
from models.database.engine import transaction
from models.database.refused import Refused
from models.settings import Settings


def create(name: str, phone: str) -> str:
    """Open the account and return its code; raises ``Refused`` with the sentence to show."""
    with transaction(engine()) as session:
        return first_administrator(session, name, phone, now()).code


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m jobs.administrator")
    parser.add_argument("--name", required=True, help="姓名")
    parser.add_argument("--phone", required=True, help="手机号，登录用")
    given = parser.parse_args()
    try:
        with servers(Settings.from_env()) as settings:
            stand_on(settings)
            code = create(given.name, given.phone)
    except Refused as refused:
        raise SystemExit(str(refused)) from None
    print(f"管理员已建立。手机号：{given.phone}  邀请码：{code}")
    print("七天之内打开网站的 /join，输入邀请码，设置自己的密码。")


if __name__ == "__main__":
    main()
