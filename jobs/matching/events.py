"""An event of the day worked into the plan in force: a withdrawal, a new need, a rejection.

What people decided is held fast, and a pair that was proposed is worth keeping, so what the event
does not touch stays as it is. Decisions at the desk are worked into the county as this process
remembers it; what changes a person's record needs its tables read again.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from jobs.clock import now
from jobs.ground import engine
from jobs.matching.care import CASES, drafts_of
from jobs.matching.employment import employment_night
from jobs.matching.snapshot import CareRows, locked, snapshot
from matcher.care.daytime import carried_on, moved
from matcher.care.night import CareNight, match
from matcher.care.params import CareParams
from matcher.certificate import certificate
from matcher.columns import Ints
from matcher.employment.params import EmploymentParams
from matcher.pairs import Pairs
from matcher.solve.solver import SolveParams
from models.database.engine import transaction
from models.matching.gates import GateParams
from models.matching.lock import NightTaken, working
from models.matching.pairs import claimed_slots, forbidden, settled_slots
from models.matching.renewal import Renewed, events, renew
from models.matching.runs import latest
from models.matching.tables import Run

SOLVING = SolveParams(cases=CASES)


class NotProven(Exception):
    """The plan breaks a rule or its certificate does not hold; the one in force stays."""


@dataclass(frozen=True)
class _Known:
    """A county's care market as this process last left it."""

    run_id: uuid.UUID
    as_of: dt.date
    events: int
    rows: CareRows
    night: CareNight


_known: dict[uuid.UUID, _Known] = {}


def again(county_id: uuid.UUID, market: str, as_of: dt.date, fresh: bool = True) -> Renewed | None:
    """Match one market again and put what changed into the plan in force.

    ``fresh`` reads the tables again; without it only decisions on proposals are looked at. None
    while a night of the county is at work, which sees the event itself, or before its first.
    """
    try:
        with working(engine(), county_id):
            with Session(engine()) as session:
                run = latest(session, county_id)
            if run is None:
                return None
            return (_care if market == "care" else _employment)(run, as_of, fresh)
    except NightTaken:
        return None


def _care(run: Run, as_of: dt.date, fresh: bool) -> Renewed:
    known = _known.pop(run.county_id, None)
    visits: Ints | None = None
    if (
        fresh
        or known is None
        or (known.run_id, known.as_of, known.events)
        != (
            run.id,
            as_of,
            events(run),
        )
    ):
        rows = snapshot(engine(), run.county_id, as_of).care
        night = match(rows.arrays, CareParams(**run.params["care"]), SOLVING)
    else:
        rows, night = known.rows, _carried_on(known)
        visits = moved(known.night, night)
    if not certificate(night.market.problem, night.plan).holds:
        raise NotProven("care")
    drafts = drafts_of(night, rows, visits)
    subjects = None if visits is None else [rows.visits[row] for row in visits.tolist()]
    with transaction(engine()) as session:
        renewed = renew(session, run.county_id, "care", drafts, as_of, now(), subjects)
    _known[run.county_id] = _Known(run.id, as_of, events(run) + 1, rows, night)
    return renewed


def _carried_on(known: _Known) -> CareNight:
    """The night with all decisions of the desk, and the suggestions that helpers took up."""
    rows, arrays = known.rows, known.night.market.arrays
    with Session(engine()) as session:
        run = session.get_one(Run, known.run_id)
        refused = forbidden(session, "care", known.as_of)
        settled = settled_slots(session, run.county_id) + claimed_slots(session, run.county_id)
    helper = {one: row for row, one in enumerate(rows.helpers)}
    visit = {one: row for row, one in enumerate(rows.visits)}
    pairs = [(helper[h], visit[v]) for h, v in refused if h in helper and v in visit]
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    held = locked(arrays, rows.helpers, rows.visits, settled, known.as_of)
    decided = held.locked_helper, held.locked_visit, held.locked_slot
    return carried_on(known.night, Pairs(ends[:, 0], ends[:, 1]), decided, SOLVING)


def _employment(run: Run, as_of: dt.date, fresh: bool) -> Renewed:
    seen = snapshot(engine(), run.county_id, as_of).employment
    params, gates = EmploymentParams(**run.params["employment"]), GateParams(**run.params["gates"])
    solved = employment_night(seen, None, params, gates.employment_gap, _quietly)
    if solved.outcome.violations or not solved.outcome.certified:
        raise NotProven("employment")
    with transaction(engine()) as session:
        return renew(session, run.county_id, "employment", solved.drafts, as_of, now())


def _quietly(share: float) -> None:
    """Nobody watches: it takes a moment."""
