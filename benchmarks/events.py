"""``python -m benchmarks.events``: rejections of a day, each until new proposals are in the tables.

The county is the one in ``LIANXIN_VAR``; without, a fresh one with the demo county or with
``--ledgers FOLDER``. ``--write`` keeps the figures and makes ``docs/benchmarks.md`` anew.
"""

import argparse
import datetime as dt
import json
import sys
import uuid
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from sqlalchemy import select

from benchmarks.county import county
from benchmarks.page import keep
from benchmarks.watch import Watch
from jobs.clock import now, today
from jobs.ground import engine
from jobs.matching import events, nightly
from models.database.engine import transaction
from models.matching.tables import MARKETS, ForbiddenPair, Proposal, Run


def main() -> None:
    given = _arguments(sys.argv[1:])
    with county(given.ledgers) as county_id:
        day = given.as_of or today(now())
        nightly.run(county_id, day, day)
        found = {market: _market(market, given.events) for market in MARKETS}
    for market, one in found.items():
        print(f"{market:12}first {one['first']:.3f} s: the tables are read, then remembered")
        for name in ("seconds", "cpu"):
            print(f"{market:12}{name:8} median {one[name]:.3f}, p95 {one[name + '_p95']:.3f}")
    if given.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    if given.write:
        keep({"events": found})


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.events", description=__doc__)
    parser.add_argument("--ledgers", type=Path, help="fill an empty county from this folder")
    parser.add_argument("--as-of", type=dt.date.fromisoformat, metavar="DAY", help="not today")
    parser.add_argument("--events", type=int, default=40, help="rejections in each market")
    parser.add_argument("--json", action="store_true", help="figures as JSON at the end")
    parser.add_argument("--write", action="store_true", help="keep the figures in docs/")
    return parser.parse_args(words)


def _market(market: str, count: int) -> dict[str, Any]:
    first = _rejected(market)
    took = [_rejected(market) for _ in range(count)]
    found = {"events": count, "first": first.seconds}
    for name in ("seconds", "cpu"):
        each = [float(getattr(one, name)) for one in took]
        found |= {name: median(each), f"{name}_p95": quantiles(each, n=20)[-1]}
    return found


def _rejected(market: str) -> Watch:
    """One rejection, from the request to the commit of what comes in its place."""
    watch = Watch()
    watch(lambda: _reject(market))
    return watch


def _reject(market: str) -> None:
    with transaction(engine()) as session:
        wanted = select(Proposal).where(Proposal.market == market, Proposal.state == "open")
        one = session.scalars(wanted.order_by(Proposal.id).limit(1)).one()
        one.state, one.version = "rejected", one.version + 1
        run = session.get_one(Run, one.run_id)
        left, right = _pair(one)
        pair = ForbiddenPair(left_id=left, right_id=right, market=market, since=run.started_at)
        session.add(pair)
        county_id, as_of = run.county_id, dt.date.fromisoformat(run.params["as_of"])
    events.again(county_id, market, as_of, False)


def _pair(one: Proposal) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    if one.market == "care":
        return one.helper_id, one.visit_id
    return one.seeker_id, one.vacancy_id or one.cohort_id


if __name__ == "__main__":
    main()
