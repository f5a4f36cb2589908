"""``python -m jobs.ledgers FOLDER --report OUT``: import a folder of ledgers from the terminal."""

import argparse
import datetime as dt
import sys
import time
from collections import Counter
from pathlib import Path

from jobs.clock import now, today
from jobs.ground import stand_on
from jobs.ledgers.loading import REPORT, Loaded, load_folder
from jobs.ledgers.returning import WORDS
from jobs.migrate import migrate
from jobs.services.embedded import servers
from jobs.services.terminal import bar, say
from models.settings import Settings


class Shown:
    """Progress in the terminal: stage, share done, and how long the stage may still take."""

    def __init__(self) -> None:
        self._stage, self._began = "", 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != self._stage:
            self._stage, self._began = stage, time.monotonic()
        share = done / total if total else 1.0
        left = (time.monotonic() - self._began) * (1 - share) / share if share else 0.0
        bar(f"{stage}，约剩 {left:.0f} 秒" if 0 < share < 1 else stage, share)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m jobs.ledgers")
    parser.add_argument("folder", type=Path, help="放台账的文件夹")
    parser.add_argument("--report", type=Path, required=True, help="结果写到这个文件夹")
    parser.add_argument(
        "--all-or-nothing", action="store_true", help="文件中有一行有误则整个不导入"
    )
    parser.add_argument("--as-of", type=dt.date.fromisoformat, help="按哪一天判断，默认今天")
    given = parser.parse_args()
    if not given.folder.is_dir():
        parser.error(f"没有这个文件夹：{given.folder}")
    began = time.monotonic()
    with servers(Settings.from_env()) as settings:
        if settings.database_url is not None:
            migrate(settings)
        stand_on(settings)
        day = given.as_of or today(now())
        loaded = load_folder(given.folder, given.report, day, Shown(), given.all_or_nothing)
    _tell(loaded)
    say(f"✓ 用时 {time.monotonic() - began:.1f} 秒，逐行结果见 {given.report / REPORT}")
    return 1 if loaded.unreadable else 0


def _tell(loaded: Loaded) -> None:
    for name in dict.fromkeys(row["file"] for row in loaded.rows):
        counts = Counter(row["outcome"] for row in loaded.rows if row["file"] == name)
        told = "，".join(
            f"{WORDS[outcome]} {counts[outcome]}" for outcome in WORDS if counts[outcome]
        )
        say(f"✓ {name}：{told}")
    for name, said in loaded.notes:
        say(f"! {name}：{said}")
    for name, said in loaded.unreadable:
        say(f"✗ {name}：{said}")
    if not loaded.rows and not loaded.unreadable:
        say("! 文件夹里没有台账")


if __name__ == "__main__":
    sys.exit(main())
