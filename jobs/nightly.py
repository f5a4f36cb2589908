"""``python -m jobs.nightly [--as-of DAY] [--county CODE]``: a night by hand, with its result."""

import argparse
import datetime as dt
import sys
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobs.clock import now, today
from jobs.ground import engine, stand_on
from jobs.matching import nightly
from jobs.services.embedded import servers
from jobs.services.terminal import bar, say
from matcher.said import Said
from models.matching.tables import MARKETS, Run
from models.places.tables import Place
from models.settings import Settings

MARKET_NAMES = {"care": "帮扶", "employment": "就业"}
# (key of the report, what it is called)
LINES = (
    ("people", "参与人数"),
    ("openings", "待匹配事项"),
    ("candidates", "可行搭配"),
    ("proposals", "方案"),
    ("unserved", "暂未匹配"),
)


def main() -> None:
    given = _arguments(sys.argv[1:])
    with servers(Settings.from_env()) as settings:
        stand_on(settings)
        counties = _counties(given.county)
        if not counties:
            raise SystemExit("没有找到这个县：请先导入台账，或检查 --county")
        worked = [_work(county, given.as_of or today(now())) for county in counties]
    raise SystemExit(0 if all(worked) else 1)


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m jobs.nightly", description="进行一次夜间匹配")
    parser.add_argument(
        "--as-of", type=dt.date.fromisoformat, metavar="DAY", help="以哪一天为准，默认今天"
    )
    parser.add_argument("--county", metavar="CODE", help="只匹配这个代码的县，默认全部")
    return parser.parse_args(words)


def _counties(code: str | None) -> list[tuple[uuid.UUID, str]]:
    wanted = select(Place.id, Place.name).where(Place.kind == "county").order_by(Place.path)
    if code is not None:
        wanted = wanted.where(Place.code == code)
    with Session(engine()) as session:
        return [(county, name) for county, name in session.execute(wanted)]


def _work(county: tuple[uuid.UUID, str], day: dt.date) -> bool:
    """One county's night; whether it stands published at the end."""
    county_id, name = county
    say(f"▸ {name} {day} 的匹配")
    run_id = nightly.run(county_id, day, day, progress=bar)
    if run_id is None:
        say("  另一个进程正在进行这一晚的匹配")
        return False
    with Session(engine()) as session:
        run = session.get_one(Run, run_id)
        _show(run)
    return run.state == "published"


def _show(run: Run) -> None:
    """The closing table: one column a market."""
    if run.report:
        _row("", [MARKET_NAMES[market] for market in MARKETS])
        for key, label in LINES:
            _row(label, [f"{run.report[market][key]:,}" for market in MARKETS])
        _row("与最优的差距", [f"{run.report[market]['gap']:.4%}" for market in MARKETS])
        seconds = run.report["seconds"]
        say(f"  用时 {sum(seconds.values()):.1f} 秒")
    if run.state == "published":
        say("✓ 已发布")
        return
    say("✗ 未通过发布检查，仍沿用上一晚的结果：")
    for gate in (run.failure or {}).get("gates", []):
        say(f"  · {Said.from_json(gate)}")


def _row(label: str, cells: list[str]) -> None:
    # A Chinese sign is two columns wide.
    wide = sum(2 if ord(sign) > 0x2E80 else 1 for sign in label)
    columns = "".join(
        " " * (16 - sum(2 if ord(sign) > 0x2E80 else 1 for sign in cell)) + cell for cell in cells
    )
    say(f"  {label}{' ' * (14 - wide)}{columns}")


if __name__ == "__main__":
    main()
