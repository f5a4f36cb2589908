"""``python -m benchmarks.events``: rejections of a day, each until new proposals are in the tables.

Works on the county in ``LIANXIN_VAR`` and the plan in force there, and leaves its rejections
behind: point it at a county made for the purpose.
"""

import argparse
import datetime as dt
import time
from statistics import median, quantiles

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobs.ground import engine, stand_on
from jobs.matching import events
from jobs.services.embedded import servers
from models.database.engine import transaction
from models.matching.tables import ForbiddenPair, Proposal, Run
from models.settings import Settings


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.events", description=__doc__)
    parser.add_argument("--events", type=int, default=40)
    given = parser.parse_args()
    with servers(Settings.from_env()) as settings:
        stand_on(settings)
        for market in ("care", "employment"):
            first = _rejected(market)
            print(f"{market:12}first {first[0]:.3f} s: the tables are read, then remembered")
            _show(market, [_rejected(market) for _ in range(given.events)])


def _rejected(market: str) -> tuple[float, float]:
    """Wall and processor seconds of one rejection, from the request to the commit."""
    wall, cpu = time.perf_counter(), time.process_time()
    with transaction(engine()) as session:
        wanted = select(Proposal).where(Proposal.market == market, Proposal.state == "open")
        one = session.scalars(wanted.order_by(Proposal.id).limit(1)).one()
        one.state, one.version = "rejected", one.version + 1
        left, right = _pair(one)
        pair = ForbiddenPair(left_id=left, right_id=right, market=market, since=_midnight(one))
        session.add(pair)
        run = session.get_one(Run, one.run_id)
        county_id, as_of = run.county_id, dt.date.fromisoformat(run.params["as_of"])
    events.again(county_id, market, as_of, False)
    return time.perf_counter() - wall, time.process_time() - cpu


def _pair(one: Proposal) -> tuple[object, object]:
    if one.market == "care":
        return one.helper_id, one.visit_id
    return one.seeker_id, one.vacancy_id or one.cohort_id


def _midnight(one: Proposal) -> dt.datetime:
    with Session(engine()) as session:
        return session.get_one(Run, one.run_id).started_at


def _show(market: str, took: list[tuple[float, float]]) -> None:
    for name, seconds in zip(("wall", "cpu"), zip(*took, strict=True), strict=True):
        last = quantiles(seconds, n=20)[-1]
        print(f"{market:12}{name:5} median {median(seconds):.3f} s, p95 {last:.3f} s")


if __name__ == "__main__":
    main()
