"""``python -m benchmarks.placements``: six months of seekers and openings, by us and by two others.

Every night the product's exact matching, a greedy hand and "best fit first" send people to posts
and classes under the same rules; what people and employers answer is thrown by dice, the same in
all three. All lives in arrays, without a database. ``--write`` keeps the figures and makes
``docs/benchmarks.md`` anew after every seed.
"""

import argparse
import datetime as dt
import json
import sys
import time
from functools import partial
from multiprocessing import Pool
from typing import Any

from benchmarks.dice import Dice
from benchmarks.page import keep
from benchmarks.paired import compared, show
from benchmarks.placements.arms import ARMS
from benchmarks.placements.counted import MEASURES, counted
from benchmarks.placements.days import lived
from benchmarks.placements.ground import DAYS, ground
from benchmarks.placements.habits import People
from benchmarks.placements.life import begun
from benchmarks.placements.nights import night

FIRST = dt.date(2026, 11, 23)


def main() -> None:
    given = _arguments(sys.argv[1:])
    found: dict[str, Any] = {
        "seekers": given.seekers,
        "first": FIRST.isoformat(),
        "days": DAYS,
        "more_is_better": MEASURES,
        "seeds": [],
    }
    with Pool(given.workers) as pool:
        for seed in pool.imap(partial(months, given.seekers), range(1, given.seeds + 1)):
            found["seeds"].append(seed)
            found |= compared(found["seeds"], list(ARMS), MEASURES)
            if given.write:
                keep({"placements": found})
    show(found, MEASURES, 18)
    if given.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))


def months(seekers: int, seed: int) -> dict[str, Any]:
    """The same people, openings and dice in every arm."""
    there = ground(seed, seekers, FIRST)
    people = People(there.all, Dice(seed))
    found: dict[str, Any] = {"seed": seed}
    for name, propose in ARMS.items():
        began = time.perf_counter()
        life = begun(there, people)
        for day in range(DAYS):
            night(life, propose, day)
            lived(life, day)
        found[name] = counted(life) | {"seconds": round(time.perf_counter() - began, 1)}
        figures = "".join(f"{measure} {found[name][measure]:.3f}  " for measure in MEASURES)
        print(f"seed {seed:<3}{name:16}{figures}{found[name]['seconds']:.0f} s", flush=True)
    return found


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.placements", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--seekers", type=int, default=2000, help="who ever come to look for work")
    parser.add_argument("--workers", type=int, default=1, help="seeds lived at one time")
    parser.add_argument("--json", action="store_true", help="figures as JSON at the end")
    parser.add_argument("--write", action="store_true", help="keep the figures in docs/")
    return parser.parse_args(words)


if __name__ == "__main__":
    main()
