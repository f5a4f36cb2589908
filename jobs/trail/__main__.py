"""``python -m jobs.trail verify | anchor | shorten --before DAY``: the chain in the terminal."""

import argparse
import datetime as dt
import sys

from sqlalchemy.orm import Session

from jobs.clock import now, today
from jobs.ground import engine, stand_on
from jobs.migrate import OwnerMissing
from jobs.services.embedded import servers
from jobs.services.terminal import bar, say
from jobs.trail import anchors, chores
from models.database.engine import make_engine, transaction
from models.database.refused import Refused
from models.settings import Settings
from models.trail.chain import LOOK_BACK
from models.trail.faults import Fault
from models.trail.log import record
from models.trail.shortening import check_age, last_to_go, shorten
from models.trail.verifying import Walk, head


def main() -> None:
    given = _arguments(sys.argv[1:])
    with servers(Settings.from_env()) as settings:
        stand_on(settings)
        try:
            good = given.run(given, settings)
        except Refused as refused:
            raise SystemExit(str(refused)) from None
    raise SystemExit(0 if good else 1)


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m jobs.trail", description="留痕的链")
    commands = parser.add_subparsers(required=True, metavar="verify | anchor | shorten")
    for name, run, told in (
        ("verify", verify, "从头核对，说出每一处不对"),
        ("anchor", anchor, "打印现在的链尾，并记到库外的文件里"),
        ("shorten", cut, "删去旧的留痕，其余仍可核对"),
    ):
        commands.add_parser(name, help=told).set_defaults(run=run)
    day = commands.choices["shorten"]
    day.add_argument("--before", type=dt.date.fromisoformat, required=True, metavar="DAY")
    return parser.parse_args(words)


def verify(given: argparse.Namespace, settings: Settings) -> bool:
    """Check the chain and say every fault; whether there was none."""
    walk, faults = Walk(), 0

    def found(fault: Fault) -> None:
        nonlocal faults
        say(f"✗ {fault.said}" if faults else f"✗ 第一处：{fault.said}")
        faults += 1

    def progress(done: int, total: int) -> None:
        bar("核对留痕", done / total if total else 1.0)

    chores.check(found, progress, walk)
    if walk.late:
        hours = LOOK_BACK.total_seconds() / 3600
        say(f"! 有 {walk.late} 条写下 {hours:.0f} 小时以后才连上：任务停过，或链被重做过，请查锚点")
    if faults:
        say(f"✗ 共 {faults} 处不对，链到第 {walk.number} 环")
    else:
        until = f"，最后一环 {walk.linked_at.isoformat()}" if walk.linked_at else ""
        say(f"✓ 链到第 {walk.number} 环，没有不对{until}")
    return not faults


def anchor(given: argparse.Namespace, settings: Settings) -> bool:
    """Leave an anchor and print it, to be kept in another place as well."""
    with Session(engine()) as session:
        found = head(session, now())
    anchors.leave(settings.var, found)
    say(anchors.shown(found))
    return True


def cut(given: argparse.Namespace, settings: Settings) -> bool:
    """Shorten a chain that is sound; as the owner of the tables."""
    check_age(given.before, today(now()))
    if settings.database_url is None:
        raise OwnerMissing("缩短留痕需要 DATABASE_URL（数据库所有者）")
    if not verify(given, settings):
        say("✗ 链有不对，先查清楚，不缩短")
        return False
    owner = make_engine(settings.database_url, pool_size=1)
    gone = 0
    try:
        with Session(owner) as session:
            last = last_to_go(session, given.before)
        while True:
            with transaction(owner) as session:
                batch = shorten(session, last, given.before, now())
            if not batch:
                break
            gone += batch
    finally:
        owner.dispose()
    with transaction(engine()) as session:
        detail = {"before": given.before.isoformat(), "lines": gone}
        record(session, action="trail.shorten", account_id=None, now=now(), detail=detail)
    say(f"✓ 删去 {gone} 条，{given.before} 起的都在")
    return True


if __name__ == "__main__":
    main()
