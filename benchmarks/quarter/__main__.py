"""``python -m benchmarks.quarter``: a quarter of a county's care, by us, by greed, by first come.

The product's own functions run with a moved clock on PostgreSQL; only what people do is thrown by
dice, the same in all three. The county is a freshly imported one in ``LIANXIN_VAR``; without, the
demo county or ``--ledgers FOLDER``. Each seed draws a share of the households and helpers of every
community. ``--write`` keeps the figures and makes ``docs/benchmarks.md`` anew after every seed.
"""

import argparse
import datetime as dt
import gc
import json
import sys
import time
import uuid
from functools import partial
from multiprocessing import Pool
from pathlib import Path
from typing import Any

from benchmarks.county import county
from benchmarks.dice import Dice
from benchmarks.page import keep
from benchmarks.paired import compared, show
from benchmarks.quarter.arms import ARMS
from benchmarks.quarter.counted import MEASURES, counted
from benchmarks.quarter.days import lived
from benchmarks.quarter.ground import copy, drawn
from benchmarks.quarter.life import Life
from jobs import ground

# A Monday; the sample county's ledgers are as of the Friday before.
FIRST = dt.date(2026, 11, 23)
DAYS = 91


def main() -> None:
    given = _arguments(sys.argv[1:])
    found: dict[str, Any] = {
        "share": given.share,
        "first": given.as_of.isoformat(),
        "days": given.days,
        "seeds": [],
    }
    # What stands by now stays: a quarter makes little that goes round in circles.
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    with county(given.ledgers) as county_id:
        # Nobody may be connected to what is copied.
        ground.engine().dispose()
        with Pool(given.workers, ground.leave_engine) as pool:
            one = partial(_seed, given, county_id)
            for seed in pool.imap(one, range(1, given.seeds + 1)):
                found["seeds"].append(seed)
                found |= compared(found["seeds"], list(ARMS), MEASURES)
                if given.write:
                    keep({"quarter": found})
    show(found, MEASURES, 22)
    if given.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quarter", description=__doc__)
    parser.add_argument("--ledgers", type=Path, help="fill an empty county from this folder")
    parser.add_argument(
        "--as-of", type=dt.date.fromisoformat, metavar="DAY", default=FIRST, help="the first day"
    )
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--share", type=float, default=0.05, help="of households and helpers")
    parser.add_argument("--workers", type=int, default=1, help="seeds lived at one time")
    parser.add_argument("--json", action="store_true", help="figures as JSON at the end")
    parser.add_argument("--write", action="store_true", help="keep the figures in docs/")
    return parser.parse_args(words)


def _seed(given: argparse.Namespace, county_id: uuid.UUID, seed: int) -> dict[str, Any]:
    """The same people and the same dice in every arm."""
    dice = Dice(seed)
    with drawn(county_id, dice, given.share, given.as_of) as (roster, source):
        found: dict[str, Any] = {
            "seed": seed,
            "helpers": len(roster.account),
            "residents": len(roster.residents),
        }
        for name, propose in ARMS.items():
            began = time.perf_counter()
            with copy(source, f"quarter_lived_{seed}") as engine:
                life = Life(engine, roster, dice)
                for number in range(given.days):
                    lived(life, propose, given.as_of + dt.timedelta(days=number))
                last = given.as_of + dt.timedelta(days=given.days - 1)
                found[name] = counted(life, given.as_of, last)
            found[name]["seconds"] = round(time.perf_counter() - began, 1)
            _tell(seed, name, found[name])
    return found


def _tell(seed: int, name: str, one: dict[str, Any]) -> None:
    figures = "".join(f"{measure} {one[measure]:.3f}  " for measure in MEASURES)
    states = ", ".join(f"{state} {count}" for state, count in one["obligations"].items())
    print(f"seed {seed:<3}{name:12}{figures}{states}; {one['seconds']:.0f} s", flush=True)


if __name__ == "__main__":
    main()
