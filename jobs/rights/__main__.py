"""``python -m jobs.rights retention --as-of DAY --dry``: what goes on a day, or have it go."""

import argparse
import datetime as dt

from jobs.clock import now, today
from jobs.ground import engine, stand_on
from jobs.services.embedded import servers
from jobs.services.terminal import say
from models.database.engine import transaction
from models.rights import retention
from models.settings import Settings

DONE = {"delete": "删除", "blank": "清空", "anonymise": "匿名"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m jobs.rights")
    parser.add_argument("what", choices=["retention"], help="到期删除")
    parser.add_argument("--as-of", type=dt.date.fromisoformat, help="按哪一天判断，默认今天")
    parser.add_argument("--dry", action="store_true", help="只数一数，什么也不改")
    given = parser.parse_args()
    moment = now()
    day = given.as_of or today(moment)
    if day > today(moment) and not given.dry:
        parser.error("以后的日子只能加 --dry 数一数")
    with servers(Settings.from_env()) as settings:
        stand_on(settings)
        with transaction(engine()) as session:
            found = (
                retention.count(session, day)
                if given.dry
                else retention.apply(session, day, moment)
            )
    for one in found:
        say(f"{one.table}（{one.rule}）：{DONE[one.does]} {one.rows}")


if __name__ == "__main__":
    main()
