"""The county as one night sees it: all tables read in one short transaction, then left alone."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from matcher.care.arrays import CareArrays
from matcher.care.days import PARTS
from models.care.columns import Slot
from models.care.rows import care_arrays, renewed
from models.care.tables import Visit
from models.care.tiers import tier
from models.care.touched import Touched
from models.database.engine import transaction
from models.employment.rows import EmploymentRows, employment_rows
from models.employment.rows import renewed as work_renewed
from models.matching.figures import last_figures
from models.matching.gates import Figures
from models.matching.pairs import (
    InForce,
    forbidden,
    held_fast,
    in_force,
    kept_and_open,
    settled_slots,
)
from models.matching.runs import latest
from models.people.tables import Person, Resident
from models.places.lattice import Lattice, lattice


@dataclass(frozen=True)
class Owed:
    """What the desk says about a visit: where, due when, how pressing, for how many services."""

    place_id: uuid.UUID
    window_to: dt.date
    tier: int
    kinds: int


@dataclass(frozen=True)
class CareRows:
    """The care arrays and what stands behind their rows.

    ids : helpers and visits by their hexadecimal digits
    owed : of all visits that stand there, and of some that no longer do
    """

    places: Lattice
    arrays: CareArrays
    ids: dict[str, uuid.UUID]
    helpers: list[uuid.UUID]
    visits: list[uuid.UUID]
    owed: dict[uuid.UUID, Owed]

    @cached_property
    def helper_row(self) -> dict[str, int]:
        return {one: row for row, one in enumerate(self.arrays.helper_id.tolist())}

    @cached_property
    def visit_row(self) -> dict[str, int]:
        return {one: row for row, one in enumerate(self.arrays.visit_id.tolist())}


@dataclass(frozen=True)
class Snapshot:
    """Both markets as of one moment; ``last`` are last night's figures by market."""

    care: CareRows
    employment: EmploymentRows
    last: dict[str, Figures]


def snapshot(engine: Engine, county_id: uuid.UUID, as_of: dt.date) -> Snapshot:
    """Read everything a night needs; what changes meanwhile is minded when it is published."""
    with still(engine) as session:
        run = latest(session, county_id)
        slots, _ = kept_and_open(in_force(session, run, "care"))
        return Snapshot(
            care=care_rows(session, county_id, as_of, slots),
            employment=work_rows(session, county_id, as_of, in_force(session, run, "employment")),
            last=last_figures(session, county_id),
        )


@contextmanager
def still(engine: Engine) -> Iterator[Session]:
    """A session whose every query sees the same moment: no pair of two states of the county."""
    with transaction(engine.execution_options(isolation_level="REPEATABLE READ")) as session:
        yield session


def work_rows(
    session: Session,
    county_id: uuid.UUID,
    as_of: dt.date,
    standing: InForce,
    known: EmploymentRows | None = None,
    touched: set[uuid.UUID] | None = None,
) -> EmploymentRows:
    """The employment market with what people decided; the plan ``standing`` is worth keeping.

    Of ``known`` rows of the same day only the seekers touched are read again.
    """
    kept, _ = kept_and_open(standing)
    pairs = {
        "forbidden": forbidden(session, "employment", as_of),
        "kept": kept,
        "locked": held_fast(standing),
    }
    if known is None or touched is None:
        return employment_rows(session, county_id, as_of, **pairs)
    return work_renewed(session, known, touched, **pairs)


def care_rows(
    session: Session,
    county_id: uuid.UUID,
    as_of: dt.date,
    kept: list[Slot],
    known: CareRows | None = None,
    touched: Touched | None = None,
) -> CareRows:
    """The care market with what people decided; ``kept`` is worth keeping.

    Of ``known`` rows of the same day only the touched are read again.
    """
    never = forbidden(session, "care", as_of)
    if known is None or touched is None:
        arrays = care_arrays(session, county_id, as_of, forbidden=never, kept=kept)
        return _care_rows(session, county_id, arrays, lattice(session, county_id), {}, {})
    arrays = renewed(session, known.places, known.arrays, touched, forbidden=never, kept=kept)
    owed = known.owed | _owed(session, touched.visits)
    return _care_rows(session, county_id, arrays, known.places, known.ids, owed)


def _care_rows(
    session: Session,
    county_id: uuid.UUID,
    arrays: CareArrays,
    places: Lattice,
    ids: dict[str, uuid.UUID],
    owed: dict[uuid.UUID, Owed],
) -> CareRows:
    names = [*arrays.helper_id.tolist(), *arrays.visit_id.tolist()]
    ids = ids | {one: uuid.UUID(hex=one) for one in names if one not in ids}
    found = [ids[one] for one in names]
    helpers, visits = found[: arrays.helpers], found[arrays.helpers :]
    settled = settled_slots(session, county_id)
    rows = CareRows(
        places=places,
        arrays=arrays,
        ids=ids,
        helpers=helpers,
        visits=visits,
        owed=owed or _owed(session, visits),
    )
    return replace(rows, arrays=locked(rows, settled)) if settled else rows


def locked(rows: CareRows, settled: list[Slot]) -> CareArrays:
    """The arrays with the suggestions staff approved held fast, as far as they are still possible.

    One whose half-day has passed or was taken by a claim cannot be held; it stays a suggestion
    all the same, only the plan does not count on it.
    """
    arrays = rows.arrays
    room = arrays.visit_required.copy()
    busy: set[tuple[int, int]] = set()
    met: set[tuple[int, int]] = set()
    locked: list[tuple[int, int, int]] = []
    for helper, visit, day, part in settled:
        i, j = rows.helper_row.get(helper), rows.visit_row.get(visit)
        slot = (day - arrays.as_of) * PARTS + part
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


def _owed(session: Session, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Owed]:
    found = (
        select(
            Visit.id,
            Person.place_id,
            Visit.window_to,
            Visit.kinds,
            Resident.categories,
            Resident.tier,
        )
        .join(Resident, Resident.id == Visit.resident_id)
        .join(Person, Person.id == Resident.person_id)
        .where(Visit.id.in_(ids))
    )
    return {
        visit: Owed(place, window_to, tier(categories, placed), len(kinds))
        for visit, place, window_to, kinds, categories, placed in session.execute(found)
    }
