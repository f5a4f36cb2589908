"""An event of the day worked into the plan in force: a withdrawal, a new need, a rejection.

What people decided is held fast, and a pair that was proposed is worth keeping, so what the event
does not touch stays as it is. Decisions at the desk are worked into the county as this process
remembers it; what changes a person's record needs its tables read again.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from sqlalchemy.orm import Session

from jobs.clock import now
from jobs.ground import engine
from jobs.matching.care import CASES
from jobs.matching.care import asked as care_asked
from jobs.matching.care import drafts_of as drafts_of_care
from jobs.matching.changed import Asked, noted
from jobs.matching.employment import CASES as WORK_CASES
from jobs.matching.employment import asked as work_asked
from jobs.matching.employment import drafts_of as drafts_of_work
from jobs.matching.snapshot import CareRows, locked, snapshot
from matcher.care.daytime import carried_on as care_carried_on
from matcher.care.daytime import moved as care_moved
from matcher.care.night import CareNight
from matcher.care.night import match as care_match
from matcher.care.params import CareParams
from matcher.certificate import certificate
from matcher.columns import Ints
from matcher.employment.daytime import carried_on as work_carried_on
from matcher.employment.daytime import moved as work_moved
from matcher.employment.night import EmploymentNight
from matcher.employment.night import match as work_match
from matcher.employment.params import EmploymentParams
from matcher.pairs import Pairs
from matcher.solve.solver import SolveParams
from models.database.engine import transaction
from models.employment.rows import EmploymentRows
from models.matching.drafts import Draft
from models.matching.gates import GateParams
from models.matching.lock import NightTaken, working
from models.matching.pairs import (
    Pair,
    claimed_slots,
    decided_pairs,
    forbidden,
    settled_slots,
)
from models.matching.renewal import Renewed, events, renew
from models.matching.runs import latest
from models.matching.tables import Run

R = TypeVar("R")
N = TypeVar("N")


class NotProven(Exception):
    """The plan breaks a rule or its certificate does not hold; the one in force stays."""


@dataclass(frozen=True)
class _Known(Generic[R, N]):
    """A county's market as this process last left it."""

    run_id: uuid.UUID
    as_of: dt.date
    events: int
    rows: R
    night: N

    def fits(self, run: Run, as_of: dt.date) -> bool:
        """Whether nobody else has changed the plan in force since."""
        return (self.run_id, self.as_of, self.events) == (run.id, as_of, events(run))


_care_known: dict[uuid.UUID, _Known[CareRows, CareNight]] = {}
_work_known: dict[uuid.UUID, _Known[EmploymentRows, EmploymentNight]] = {}


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
    known = _care_known.pop(run.county_id, None)
    visits: Ints | None = None
    if fresh or known is None or not known.fits(run, as_of):
        rows = snapshot(engine(), run.county_id, as_of).care
        night = care_match(rows.arrays, CareParams(**run.params["care"]), SolveParams(cases=CASES))
    else:
        rows, night = known.rows, _care_carried(known)
        visits = care_moved(known.night, night)
    drafts = drafts_of_care(night, rows, visits)
    subjects = None if visits is None else [rows.visits[row] for row in visits.tolist()]
    renewed = _renewed(run, care_asked(night, rows), night, drafts, subjects, as_of)
    _care_known[run.county_id] = _Known(run.id, as_of, events(run) + 1, rows, night)
    return renewed


def _care_carried(known: _Known[CareRows, CareNight]) -> CareNight:
    """The night with all decisions of the desk, and the suggestions that helpers took up."""
    rows, arrays = known.rows, known.night.market.arrays
    with Session(engine()) as session:
        county_id = session.get_one(Run, known.run_id).county_id
        refused = forbidden(session, "care", known.as_of)
        settled = settled_slots(session, county_id) + claimed_slots(session, county_id)
    held = locked(arrays, rows.helpers, rows.visits, settled, known.as_of)
    decided = held.locked_helper, held.locked_visit, held.locked_slot
    never = _rows(refused, rows.helpers, rows.visits)
    return care_carried_on(known.night, never, decided, SolveParams(cases=CASES))


def _employment(run: Run, as_of: dt.date, fresh: bool) -> Renewed:
    known = _work_known.pop(run.county_id, None)
    most = GateParams(**run.params["gates"]).employment_gap
    solving = SolveParams(cases=WORK_CASES, gap=most)
    seekers: Ints | None = None
    if fresh or known is None or not known.fits(run, as_of):
        rows = snapshot(engine(), run.county_id, as_of).employment
        night = work_match(rows.arrays, EmploymentParams(**run.params["employment"]), solving)
    else:
        rows, night = known.rows, _work_carried(known, solving)
        seekers = work_moved(known.night, night)
    drafts = drafts_of_work(night, rows, seekers)
    subjects = None if seekers is None else [rows.seekers[row].id for row in seekers.tolist()]
    renewed = _renewed(run, work_asked(night, rows), night, drafts, subjects, as_of)
    _work_known[run.county_id] = _Known(run.id, as_of, events(run) + 1, rows, night)
    return renewed


def _work_carried(
    known: _Known[EmploymentRows, EmploymentNight], solving: SolveParams
) -> EmploymentNight:
    """The night with all decisions of the desk."""
    rows = known.rows
    with Session(engine()) as session:
        county_id = session.get_one(Run, known.run_id).county_id
        refused = forbidden(session, "employment", known.as_of)
        decided = decided_pairs(session, county_id)
    seekers = [one.id for one in rows.seekers]
    openings = [one.id for one in rows.openings]
    never, held = (_rows(pairs, seekers, openings) for pairs in (refused, decided))
    return work_carried_on(known.night, never, held, solving)


def _rows(pairs: list[Pair], left: list[uuid.UUID], right: list[uuid.UUID]) -> Pairs:
    """Pairs of ids as pairs of rows; strangers are left out."""
    lefts, rights = ({one: row for row, one in enumerate(ids)} for ids in (left, right))
    known = [(lefts[i], rights[j]) for i, j in pairs if i in lefts and j in rights]
    ends = np.array(known, np.int64).reshape(-1, 2)
    return Pairs(ends[:, 0], ends[:, 1])


def _renewed(
    run: Run,
    asked: Asked,
    night: CareNight | EmploymentNight,
    drafts: list[Draft],
    subjects: list[uuid.UUID] | None,
    as_of: dt.date,
) -> Renewed:
    if not certificate(night.market.problem, night.plan).holds:
        raise NotProven(asked.name)
    with transaction(engine()) as session, noted(session, run.county_id, [asked]):
        return renew(session, run.county_id, asked.name, drafts, as_of, now(), subjects)
