"""``python -m benchmarks.night``: whole nights of one county, from tables to published proposals.

The county is the one in ``LIANXIN_VAR``; without, a fresh one with the demo county or with
``--ledgers FOLDER``. Both markets of its first night are also matched by a greedy hand, by the same
rules. ``--write`` keeps the figures and makes ``docs/benchmarks.md`` anew.
"""

import argparse
import datetime as dt
import json
import sys
import uuid
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.county import county
from benchmarks.page import keep
from benchmarks.peers import greedy
from benchmarks.watch import Watch, peak_mb
from benchmarks.worth import gained
from jobs.clock import now, today
from jobs.ground import engine
from jobs.matching import care, employment, nightly
from jobs.matching.snapshot import Snapshot, snapshot
from matcher.care import market as care_market
from matcher.care.params import CareParams
from matcher.certificate import certificate
from matcher.columns import Flags
from matcher.employment import market as employment_market
from matcher.employment.params import EmploymentParams
from matcher.problem import Problem
from matcher.solve.solver import SolveParams, solve
from models.care.visits import open_due
from models.database.engine import transaction
from models.matching.gates import GateParams
from models.matching.runs import latest
from models.matching.tables import Run
from models.places.tables import Place

STAGES = ("read", "care", "employment", "publish")


def main() -> None:
    given = _arguments(sys.argv[1:])
    day = given.as_of or today(now())
    with county(given.ledgers) as county_id:
        with Session(engine()) as session:
            fresh = latest(session, county_id) is None
            name = session.get_one(Place, county_id).name
        beside = _beside(_morning(county_id, day))
        nights = [_night(county_id, day) for _ in range(given.runs + 1)]
    found = {
        "county": name,
        "fresh": fresh,
        "first": nights[0],
        "later": {"runs": given.runs, **_medians(nights[1:])},
        "matching": beside,
    }
    _show(found)
    if given.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    if given.write:
        keep({"night": found})


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.night", description=__doc__)
    parser.add_argument("--ledgers", type=Path, help="fill an empty county from this folder")
    parser.add_argument("--as-of", type=dt.date.fromisoformat, metavar="DAY", help="not today")
    parser.add_argument("--runs", type=int, default=5, help="nights after the first")
    parser.add_argument("--json", action="store_true", help="figures as JSON at the end")
    parser.add_argument("--write", action="store_true", help="keep the figures in docs/")
    return parser.parse_args(words)


def _morning(county_id: uuid.UUID, day: dt.date) -> Snapshot:
    """The county as its next night will see it."""
    with transaction(engine()) as session:
        open_due(session, county_id, day, now())
    return snapshot(engine(), county_id, day)


def _night(county_id: uuid.UUID, day: dt.date) -> dict[str, Any]:
    """One more night for the same day: what it took, whole and stage by stage."""
    with Session(engine()) as session:
        last = session.scalar(select(func.max(Run.night)).where(Run.county_id == county_id))
    night = day if last is None else max(day, last + dt.timedelta(days=1))
    watch = Watch()
    run_id = watch(lambda: nightly.run(county_id, night, day))
    with Session(engine()) as session:
        run = session.get_one(Run, run_id)
    if run.state != "published":
        raise SystemExit(f"the night was not published: {run.failure}")
    stages = {stage: run.report["seconds"][stage] for stage in STAGES}
    took = {"seconds": watch.seconds, "cpu": watch.cpu, "stages": stages, "mb": peak_mb()}
    counts = ("people", "openings", "candidates", "proposals", "unserved", "gap")
    markets = {m: {key: run.report[m][key] for key in counts} for m in ("care", "employment")}
    return took | {"markets": markets}


def _medians(nights: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "seconds": median(one["seconds"] for one in nights),
        "cpu": median(one["cpu"] for one in nights),
        "mb": nights[-1]["mb"],
        "stages": {stage: median(one["stages"][stage] for one in nights) for stage in STAGES},
    }


def _beside(seen: Snapshot) -> dict[str, Any]:
    """Each market matched by the product and by the greedy hand, on one and the same problem."""
    build = Watch()
    first = build(lambda: care_market.build(seen.care.arrays, CareParams()))
    found = {"care": _both(first.problem, SolveParams(cases=care.CASES), build)}
    build = Watch()
    second = build(lambda: employment_market.build(seen.employment.arrays, EmploymentParams()))
    solving = SolveParams(cases=employment.CASES, gap=GateParams().employment_gap)
    return found | {"employment": _both(second.problem, solving, build)}


def _both(asked: Problem, solving: SolveParams, build: Watch) -> dict[str, Any]:
    ours, proof, hand = Watch(), Watch(), Watch()
    plan = ours(lambda: solve(asked, solving))
    holds = proof(lambda: certificate(asked, plan).holds)
    chosen = hand(lambda: greedy.of_full(asked))
    stages = {
        "candidates and scores": build.seconds,
        "solve": ours.seconds,
        "certificate": proof.seconds,
    }
    mine = _found(asked, plan.flow, ours)
    return {
        "edges": asked.edges,
        "ours": mine | {"stages": stages, "gap": plan.gap(asked), "certified": holds},
        "greedy": _found(asked, chosen, hand),
    }


def _found(asked: Problem, flow: Flags, watch: Watch) -> dict[str, Any]:
    load = asked.demand.loads(asked.edge_demand[flow])
    steps = asked.demand.steps
    return {
        "seconds": watch.seconds,
        "cpu": watch.cpu,
        "proposals": int(flow.sum()),
        "missing": int((steps - load)[steps > 0].sum()),
        "score": float(asked.edge_value[flow].mean()),
        "worth": gained(asked, flow),
    }


def _show(found: dict[str, Any]) -> None:
    print(f"\n{'':12}{'seconds':>9}{'cpu':>9}{'MB':>7}  stages")
    for name in ("first", "later"):
        one = found[name]
        stages = ", ".join(f"{stage} {took:.2f}" for stage, took in one["stages"].items())
        print(f"{name:12}{one['seconds']:9.2f}{one['cpu']:9.2f}{one['mb']:7d}  {stages}")
    print(f"\n{'':24}{'seconds':>9}{'proposals':>11}{'missing':>9}{'score':>8}{'worth':>14}")
    for market, both in found["matching"].items():
        for name in ("ours", "greedy"):
            one = both[name]
            print(
                f"{market:12}{name:12}{one['seconds']:9.3f}{one['proposals']:11,d}"
                f"{one['missing']:9,d}{one['score']:8.0f}{one['worth']:14,d}"
            )


if __name__ == "__main__":
    main()
