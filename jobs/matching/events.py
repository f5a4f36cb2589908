"""An event of the day worked into the plan in force: a withdrawal, a new need, a rejection.

Nobody says what happened: what was written since the county was last looked at is read again, so
that several events are one piece of work and none is lost. What people decided is held fast, and a
pair that was proposed is worth keeping, so what the events do not touch stays as it is.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from jobs.clock import now
from jobs.ground import engine
from jobs.matching.care import asked as care_asked
from jobs.matching.care import drafts_of as drafts_of_care
from jobs.matching.care import moved as care_moved
from jobs.matching.changed import Asked, note, pairs_before
from jobs.matching.employment import CASES as WORK_CASES
from jobs.matching.employment import asked as work_asked
from jobs.matching.employment import drafts_of as drafts_of_work
from jobs.matching.employment import moved as work_moved
from jobs.matching.remembered import MOST, Known, Memory, much
from jobs.matching.snapshot import CareRows, care_rows, still, work_rows
from matcher.care.daytime import carried_on as care_carried_on
from matcher.care.night import CareNight
from matcher.care.night import match as care_match
from matcher.care.params import CareParams
from matcher.certificate import certificate
from matcher.columns import Ints
from matcher.employment.daytime import carried_on as work_carried_on
from matcher.employment.night import EmploymentNight
from matcher.employment.night import match as work_match
from matcher.employment.params import EmploymentParams
from matcher.solve.solver import SolveParams
from models.care.touched import needing, touched
from models.care.visits import open_due
from models.database.engine import transaction
from models.database.since import moment
from models.employment.rows import EmploymentRows
from models.employment.seekers import touched_seekers
from models.matching.drafts import Draft
from models.matching.gates import GateParams
from models.matching.lock import NightTaken, working
from models.matching.pairs import InForce, Pair, held_fast, in_force, kept_and_open
from models.matching.renewal import LockedMeanwhile, renew
from models.matching.runs import latest, under_way
from models.matching.tables import Run

# Somebody waits: visits that want two helpers are looked at a few times, and what was to take place
# stays so as long as its proof would pass the gates of a night. The night goes on from there.
CASES = 40

_care_memory: Memory[CareRows, CareNight] = Memory()
_work_memory: Memory[EmploymentRows, EmploymentNight] = Memory()


class NotProven(Exception):
    """The plan breaks a rule or its certificate does not hold; the one in force stays."""


def again(county_id: uuid.UUID, market: str, as_of: dt.date) -> list[uuid.UUID] | None:
    """Match one market again and put what changed into the plan in force; returns the changes.

    None before a county's first night, and while one is at work: it ends by asking for this.
    """
    if _in_force(county_id) is None:
        return None
    try:
        with working(engine(), county_id, patient=True):
            # No night puts another in force as long as we are at work.
            run = _in_force(county_id)
            if run is None:
                return None
            return _worked(run, market, as_of)
    except NightTaken:
        return None


def _worked(run: Run, market: str, as_of: dt.date) -> list[uuid.UUID]:
    """What somebody locks while it is worked is read, and the work done once more."""
    while True:
        try:
            return (_care if market == "care" else _employment)(run, as_of)
        except LockedMeanwhile:
            continue


def _in_force(county_id: uuid.UUID) -> Run | None:
    with Session(engine()) as session:
        run = latest(session, county_id)
        return None if run is None or under_way(session, run) else run


def _care(run: Run, as_of: dt.date) -> list[uuid.UUID]:
    county_id, gates = run.county_id, GateParams(**run.params["gates"])
    solving = SolveParams(cases=CASES, gap=gates.care_gap)
    known = _care_memory.of(run, as_of)
    _open_visits(county_id, as_of, known)
    with still(engine()) as session:
        since = moment(session)
        standing = _standing(session, run, "care", known)
        kept, waiting = kept_and_open(standing)
        others = None
        if known is not None and not much(session, known.since):
            others = touched(session, known.since)
        if known is None or others is None or len(others) > MOST:
            rows = care_rows(session, county_id, as_of, kept)
            night = care_match(rows.arrays, CareParams(**run.params["care"]), solving)
        else:
            rows = care_rows(session, county_id, as_of, kept, known.rows, others)
            night = care_carried_on(known.night, rows.arrays, solving)
    moved = care_moved(night, rows, waiting)
    drafts = drafts_of_care(night, rows, _rows(rows.visit_row.get(one.hex) for one in moved))
    told = _put_in_force(run, care_asked(night, rows), night, drafts, as_of, moved)
    _care_memory.keep(county_id, Known(run.id, as_of, since, standing, rows, night))
    return told


def _open_visits(county_id: uuid.UUID, as_of: dt.date, known: Known[Any, Any] | None) -> None:
    """The visits that needs of today owe; a night does the same for everybody."""
    with transaction(engine()) as session:
        residents = needing(session, known.since) if known else None
        if residents is None or residents:
            open_due(session, county_id, as_of, now(), residents)


def _employment(run: Run, as_of: dt.date) -> list[uuid.UUID]:
    county_id, gates = run.county_id, GateParams(**run.params["gates"])
    solving = SolveParams(cases=WORK_CASES, gap=gates.employment_gap)
    known = _work_memory.of(run, as_of)
    with still(engine()) as session:
        since = moment(session)
        standing = _standing(session, run, "employment", known)
        _, waiting = kept_and_open(standing)
        others = None
        if known is not None and not much(session, known.since):
            others = touched_seekers(session, known.since)
        if known is None or others is None or len(others) > MOST:
            rows = work_rows(session, county_id, as_of, standing)
            params = EmploymentParams(**run.params["employment"])
            night = work_match(rows.arrays, params, solving)
        else:
            rows = work_rows(session, county_id, as_of, standing, known.rows, others)
            night = work_carried_on(known.night, rows.arrays, solving)
    moved = work_moved(night, rows, waiting)
    numbers = {seeker.id: row for row, seeker in enumerate(rows.seekers)}
    drafts = drafts_of_work(night, rows, _rows(numbers.get(one) for one in moved))
    told = _put_in_force(
        run, work_asked(night, rows), night, drafts, as_of, moved, held_fast(standing)
    )
    _work_memory.keep(county_id, Known(run.id, as_of, since, standing, rows, night))
    return told


def _standing(session: Session, run: Run, market: str, known: Known[Any, Any] | None) -> InForce:
    if known is None:
        return in_force(session, run, market)
    return in_force(session, run, market, known.standing, known.since)


def _rows(found: Iterable[int | None]) -> Ints:
    """Row numbers in order, without those who are not there."""
    return np.array(sorted(row for row in found if row is not None), np.int64)


def _put_in_force(
    run: Run,
    asked: Asked,
    night: CareNight | EmploymentNight,
    drafts: list[Draft],
    as_of: dt.date,
    moved: set[uuid.UUID],
    locked: Collection[Pair] = (),
) -> list[uuid.UUID]:
    """Write what moved; returns the changes written down."""
    if not certificate(night.market.problem, night.plan).holds:
        raise NotProven(asked.name)
    if not moved:
        return []
    with transaction(engine()) as session:
        before = pairs_before(session, run, [asked], moved)
        renew(session, run, asked.name, drafts, as_of, moved, locked)
        return note(session, run, [asked], before, moved)
