"""One night of one county, from its tables to published proposals.

Killed at any point it is started again and ends the same: what it writes before publishing are
the visits owed (twice changes nothing) and its own progress.
"""

import datetime as dt
import time
import traceback
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from jobs.clock import now
from jobs.ground import engine
from jobs.matching.account import MarketNight
from jobs.matching.care import care_night
from jobs.matching.changed import note, pairs_before
from jobs.matching.employment import employment_night
from jobs.matching.snapshot import Snapshot, snapshot
from jobs.queues import match_again_soon
from matcher.care.params import CareParams
from matcher.employment.params import EmploymentParams
from matcher.said import Said
from models.care.visits import open_due
from models.database.engine import transaction
from models.matching import runs
from models.matching.gates import Fault, GateParams, faults
from models.matching.lock import NightTaken, working
from models.matching.publish import publish
from models.matching.tables import MARKETS, Run

Progress = Callable[[str, float], None]


def run(
    county_id: uuid.UUID,
    night: dt.date,
    as_of: dt.date,
    seed: int = 0,
    by: uuid.UUID | None = None,
    progress: Progress | None = None,
) -> uuid.UUID | None:
    """Work one county's night and return its run; None while another process works on it.

    A night already published is returned as it is, however often it is asked for. Whatever goes
    wrong is written into the run, the administrators are told, and the failure is raised again.
    """
    try:
        with working(engine(), county_id):
            with transaction(engine()) as session:
                mine = runs.begin(
                    session,
                    county_id=county_id,
                    night=night,
                    params=_params(as_of),
                    seed=seed,
                    by=by,
                    now=now(),
                )
            if mine.state != "published":
                _work(mine, progress or (lambda stage, share: None))
    except NightTaken:
        return None
    for market in MARKETS:
        # What happened while the night was at work is looked at now; the worker for those who wait
        # knows the county from then on.
        match_again_soon(county_id, market, as_of)
    return mine.id


def _params(as_of: dt.date) -> dict[str, Any]:
    return {
        "as_of": as_of.isoformat(),
        "care": _plain(CareParams()),
        "employment": _plain(EmploymentParams()),
        "gates": asdict(GateParams()),
    }


def _plain(params: CareParams | EmploymentParams) -> dict[str, Any]:
    return {**vars(params), "weights": dict(params.weights)}


def _work(mine: Run, progress: Progress) -> None:
    try:
        _Night(mine, progress).work()
    except runs.RunOvertaken:
        # Somebody else's plan stands; there is nothing left to do and nothing went wrong.
        return
    except Exception as broken:
        with transaction(engine()) as session:
            kind = type(broken).__name__
            lost = runs.locked_run(session, mine.id, mine.attempt)
            runs.fail(session, lost, Said("出错：%(kind)s，详见日志", kind=kind), now())
        traceback.print_exc()
        raise


class _Night:
    """One attempt: its run, its parameters, the seconds each stage took."""

    def __init__(self, mine: Run, progress: Progress) -> None:
        self.run = mine
        self.tell = progress
        self.as_of = dt.date.fromisoformat(mine.params["as_of"])
        self.gates = GateParams(**mine.params["gates"])
        self.seconds: dict[str, float] = {}

    def work(self) -> None:
        with self._stage("read", "读取数据", 0.0):
            with transaction(engine()) as session:
                opened = open_due(session, self.run.county_id, self.as_of, now())
            seen = snapshot(engine(), self.run.county_id, self.as_of)
        markets = self._markets(seen)
        with self._stage("publish", "检查并发布", 0.9):
            self._end(markets, opened)
        self.tell("完成", 1.0)

    def _markets(self, seen: Snapshot) -> list[MarketNight]:
        care, employment = (self.run.params[name] for name in ("care", "employment"))
        with self._stage("care", "帮扶匹配", 0.15):
            first = care_night(
                seen.care,
                seen.employment.lattice,
                seen.last.get("care"),
                CareParams(**care),
                self._within("帮扶匹配", 0.15, 0.55),
            )
        with self._stage("employment", "就业匹配", 0.55):
            second = employment_night(
                seen.employment,
                seen.last.get("employment"),
                EmploymentParams(**employment),
                self.gates.employment_gap,
                self._within("就业匹配", 0.55, 0.9),
            )
        return [first, second]

    def _end(self, markets: list[MarketNight], opened: int) -> None:
        """Publish, or be held by a gate nobody has opened."""
        found = [fault for market in markets for fault in faults(market.outcome, self.gates)]
        let_through = self.run.params.get("released") and not any(one.hard for one in found)
        report = self._report(markets, opened, found)
        with transaction(engine()) as session:
            if found and not let_through:
                mine = runs.locked_run(session, self.run.id, self.run.attempt)
                runs.hold(session, mine, found, report, now())
            else:
                self._publish(session, markets, report)

    def _publish(self, session: Session, markets: list[MarketNight], report: Any) -> None:
        drafts = [draft for market in markets for draft in market.drafts]
        began = time.monotonic()
        asked = [market.asked for market in markets]
        last = runs.latest(session, self.run.county_id)
        before = pairs_before(session, last, asked) if last else None
        publish(session, self.run.id, self.run.attempt, self.as_of, drafts, report, now())
        written = session.get_one(Run, self.run.id)
        # A county's first plan changes nothing: there was none.
        if before is not None:
            note(session, written, asked, before)
        seconds = report["seconds"] | {"publish": round(time.monotonic() - began, 3)}
        written.report = written.report | {"seconds": seconds}

    def _report(
        self, markets: list[MarketNight], opened: int, found: list[Fault]
    ) -> dict[str, Any]:
        return {
            **{market.outcome.market: market.report for market in markets},
            "visits_opened": opened,
            "gates": [fault.as_json() for fault in found],
            "seconds": {name: round(value, 3) for name, value in self.seconds.items()},
        }

    @contextmanager
    def _stage(self, name: str, title: str, share: float) -> Iterator[None]:
        self._show(title, share)
        began = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - began

    def _within(self, title: str, first: float, last: float) -> Callable[[float], None]:
        return lambda share: self.tell(title, first + (last - first) * share)

    def _show(self, title: str, share: float) -> None:
        """For the page a row, committed apart; for the terminal a bar."""
        with transaction(engine()) as session:
            runs.progress(session, self.run.id, self.run.attempt, title, share)
        self.tell(title, share)
