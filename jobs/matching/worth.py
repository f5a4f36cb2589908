"""What one helper, seat, skill or kilometre more would be worth, and what each rule costs.

A job of its own and not part of the night: a hundred and more exact solves, a minute for a county.
It asks the county as it is now, and both markets are solved first as a night solves them.
"""

import datetime as dt
import time
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from jobs.clock import now
from jobs.ground import engine
from jobs.matching.snapshot import Snapshot, snapshot
from matcher.care import worth as care
from matcher.care.night import match as care_match
from matcher.care.params import CareParams
from matcher.columns import Ints
from matcher.employment import worth as employment
from matcher.employment.night import match as work_match
from matcher.employment.params import EmploymentParams
from matcher.solve.solver import SolveParams
from matcher.worth import Gain, gains
from models.database.engine import transaction
from models.matching.tables import Run
from models.matching.worth import tell

# Flows and programs for each of a hundred questions, where classes or visits for two may open.
CASES = 40
# Written down so often that somebody who waits sees it move.
TOLD_EVERY = 2.0


def price(run_id: uuid.UUID) -> None:
    """Answer for one published night; what is left of an earlier answer is replaced."""
    with Session(engine()) as session:
        run = session.get_one(Run, run_id)
    told = _Told(run_id, run.worth or {"asked_at": now().isoformat()})
    try:
        told.answer(dict(_markets(run, told)))
    except Exception:
        told.write({"state": "failed"})
        raise


class _Told:
    """Progress and answer, as the page reads them."""

    def __init__(self, run_id: uuid.UUID, asked: Mapping[str, Any]) -> None:
        self.run_id, self.asked_at = run_id, asked["asked_at"]
        self.began = self.last = time.monotonic()

    def progress(self, share: float) -> None:
        if time.monotonic() - self.last >= TOLD_EVERY:
            self.last = time.monotonic()
            self.write({"state": "working", "share": round(share, 3)})

    def answer(self, markets: Mapping[str, Any]) -> None:
        seconds = round(time.monotonic() - self.began, 1)
        done = now().isoformat()
        self.write({"state": "done", "done_at": done, "seconds": seconds, **markets})

    def write(self, worth: Mapping[str, Any]) -> None:
        with transaction(engine()) as session:
            tell(session, self.run_id, {"asked_at": self.asked_at, **worth})


def _markets(run: Run, told: _Told) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    as_of = dt.date.fromisoformat(run.params["as_of"])
    seen = snapshot(engine(), run.county_id, as_of)
    yield "care", _care(seen, CareParams(**run.params["care"]), told)
    yield "employment", _employment(seen, EmploymentParams(**run.params["employment"]), told)


def _care(seen: Snapshot, params: CareParams, told: _Told) -> list[dict[str, Any]]:
    solving = SolveParams(cases=CASES, gap=0)
    night = care_match(seen.care.arrays, params, solving)
    asked = care.questions(night.market, night.plan)
    visits = care.visit_worth(night.market, night.plan).max(axis=1)
    priced = _priced("visit", night.market.arrays.helper_community, visits)
    skills = dict(enumerate(seen.care.arrays.skill_names))
    answers = _heard(gains(asked, night.plan, solving), len(asked), told, 0.0)
    return _records([*priced, *answers], seen, skills)


def _employment(seen: Snapshot, params: EmploymentParams, told: _Told) -> list[dict[str, Any]]:
    rows, solving = seen.employment, SolveParams(cases=CASES, gap=0)
    night = work_match(rows.arrays, params, solving)
    asked = employment.questions(night.market, night.plan)
    seats = employment.seat_worth(night.market, night.plan)
    priced = _priced("seat", rows.arrays.opening_community, seats)
    trades = {
        code: row.occupation
        for code, row in zip(rows.arrays.opening_occupation.tolist(), rows.openings, strict=True)
    }
    answers = _heard(gains(asked, night.plan, solving), len(asked), told, 0.5)
    return _records([*priced, *answers], seen, trades)


def _priced(kind: str, place: Ints, worth: Ints) -> Iterator[Gain]:
    """The dearest capacity of each community; whom it would serve a price does not tell."""
    for one in np.unique(place[place >= 0]).tolist():
        yield Gain(kind, one, "", int(worth[place == one].max()), None, 0)


def _heard(answers: Iterator[Gain], number: int, told: _Told, first: float) -> Iterator[Gain]:
    for n, one in enumerate(answers, 1):
        told.progress(first + n / number / 2)
        yield one


def _records(found: list[Gain], seen: Snapshot, skills: Mapping[int, str]) -> list[dict[str, Any]]:
    """As the page keeps them, the most worth first; communities and skills by name."""
    names = dict(enumerate(seen.employment.lattice.names))
    return [
        {
            "kind": one.kind,
            "place": names.get(one.place, ""),
            "what": skills[int(one.what)] if one.kind == "skill" else one.what,
            "points": one.points,
            "served": one.served,
            "doubt": one.doubt,
        }
        for one in sorted(found, key=lambda one: (-one.points, one.kind, one.place, one.what))
    ]
