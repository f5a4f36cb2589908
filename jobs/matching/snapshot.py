"""The county as one night sees it: all tables read in one short transaction, then left alone."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from matcher.care.arrays import CareArrays
from matcher.care.days import PARTS
from models.care.rows import care_arrays
from models.care.tables import Visit
from models.care.tiers import tier
from models.database.engine import transaction
from models.employment.rows import EmploymentRows, employment_rows
from models.matching.figures import last_figures
from models.matching.gates import Figures
from models.matching.pairs import Slot, forbidden, kept_pairs, kept_slots, settled_slots
from models.people.tables import Person, Resident


@dataclass(frozen=True)
class Owed:
    """What the desk says about a visit: where, due when, how pressing."""

    place_id: uuid.UUID
    window_to: dt.date
    tier: int


@dataclass(frozen=True)
class CareRows:
    """The care arrays and what stands behind their rows."""

    arrays: CareArrays
    helpers: list[uuid.UUID]
    visits: list[uuid.UUID]
    owed: dict[uuid.UUID, Owed]


@dataclass(frozen=True)
class Snapshot:
    """Both markets as of one moment; ``last`` are last night's figures by market."""

    care: CareRows
    employment: EmploymentRows
    last: dict[str, Figures]


def snapshot(engine: Engine, county_id: uuid.UUID, as_of: dt.date) -> Snapshot:
    """Read everything a night needs; what changes meanwhile is minded when it is published."""
    # Every query sees the same moment, so that no pair is made of two states of the county.
    still = engine.execution_options(isolation_level="REPEATABLE READ")
    with transaction(still) as session:
        return Snapshot(
            care=_care(session, county_id, as_of),
            employment=employment_rows(
                session,
                county_id,
                as_of,
                forbidden=forbidden(session, "employment", as_of),
                kept=kept_pairs(session, county_id),
            ),
            last=last_figures(session, county_id),
        )


def _care(session: Session, county_id: uuid.UUID, as_of: dt.date) -> CareRows:
    arrays = care_arrays(
        session,
        county_id,
        as_of,
        forbidden=forbidden(session, "care", as_of),
        kept=kept_slots(session, county_id),
    )
    helpers = [uuid.UUID(hex=str(one)) for one in arrays.helper_id]
    visits = [uuid.UUID(hex=str(one)) for one in arrays.visit_id]
    settled = settled_slots(session, county_id)
    return CareRows(
        arrays=locked(arrays, helpers, visits, settled, as_of),
        helpers=helpers,
        visits=visits,
        owed=_owed(session, visits),
    )


def locked(
    arrays: CareArrays,
    helpers: list[uuid.UUID],
    visits: list[uuid.UUID],
    settled: list[Slot],
    as_of: dt.date,
) -> CareArrays:
    """The arrays with the suggestions staff approved held fast, as far as they are still possible.

    One whose half-day has passed or was taken by a claim cannot be held; it stays a suggestion
    all the same, only the plan does not count on it.
    """
    helper_row = {one: row for row, one in enumerate(helpers)}
    visit_row = {one: row for row, one in enumerate(visits)}
    room = arrays.visit_required.copy()
    busy: set[tuple[int, int]] = set()
    met: set[tuple[int, int]] = set()
    locked: list[tuple[int, int, int]] = []
    for helper_id, visit_id, day, part in settled:
        i, j = helper_row.get(helper_id), visit_row.get(visit_id)
        slot = (day - as_of).days * PARTS + part
        if i is None or j is None or not 0 <= slot < arrays.slots:
            continue
        if not room[j] or (i, slot) in busy or (i, j) in met or not _can_meet(arrays, i, j, slot):
            continue
        room[j] -= 1
        busy.add((i, slot))
        met.add((i, j))
        locked.append((i, j, slot))
    columns = np.array(locked, np.int64).reshape(-1, 3)
    return replace(
        arrays,
        locked_helper=columns[:, 0],
        locked_visit=columns[:, 1],
        locked_slot=columns[:, 2],
    )


def _can_meet(arrays: CareArrays, helper: int, visit: int, slot: int) -> bool:
    packed = arrays.common_slots(np.array([helper]), np.array([visit]))[0]
    return bool(np.unpackbits(packed, count=arrays.slots)[slot])


def _owed(session: Session, ids: list[uuid.UUID]) -> dict[uuid.UUID, Owed]:
    found = (
        select(Visit.id, Person.place_id, Visit.window_to, Resident.categories, Resident.tier)
        .join(Resident, Resident.id == Visit.resident_id)
        .join(Person, Person.id == Resident.person_id)
        .where(Visit.id.in_(ids))
    )
    return {
        visit: Owed(place, window_to, tier(categories, placed))
        for visit, place, window_to, categories, placed in session.execute(found)
    }
