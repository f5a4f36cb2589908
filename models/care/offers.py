"""What a helper may take on: the open pool near home, and the half-days that suit both sides.

Shown to people who have not claimed: services, grid and time, never a name, a door or a reason.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.care.arrays import CareArrays
from matcher.care.days import PARTS, month_of_day
from matcher.care.params import CareParams
from matcher.care.rules import RULES, km_between
from matcher.columns import Ints
from matcher.rules import Candidates, eligible, pairs_of
from models.care.around import COMMUNITY, GRID, placed
from models.care.days import civil_day, is_over
from models.care.pair import as_volunteered, by_day, county_of
from models.care.rows import care_arrays
from models.care.tables import Visit
from models.care.windows import overdue_days
from models.care.work import service_names
from models.people.tables import Helper, Person, Resident

# Half-days to choose from: more would not be read on a phone.
CHOICES = 6


@dataclass(frozen=True)
class Offer:
    """A visit as somebody sees it who has not claimed it; ``slots`` are (day, part), soonest first.

    ``km`` is the distance between the grids; ``places`` how many helpers are still wanted.
    ``led``: somebody experienced has said that he goes; ``waits``: this helper has to wait for one.
    """

    visit_id: uuid.UUID
    services: tuple[str, ...]
    community: str
    grid: str
    dialect: str | None
    km: float
    due: dt.date
    overdue: int
    places: int
    led: bool
    waits: bool
    slots: tuple[tuple[dt.date, int], ...]


@dataclass(frozen=True)
class Pool:
    """One page of the pool, nearest first, and how many there are."""

    offers: Sequence[Offer]
    total: int


def pool(session: Session, helper: Helper, now: dt.datetime, start: int, most: int) -> Pool:
    """The visits this helper may take under the night's rules: nearest first, then by due day."""
    arrays = as_volunteered(_arrays(session, helper, now, None))
    everybody = np.arange(arrays.visits)
    asked = pairs_of(np.zeros_like(everybody), everybody)
    found = eligible(RULES, by_day(arrays), asked, CareParams())
    nearest = np.lexsort(
        (
            arrays.visit_id[found.right],
            arrays.visit_to[found.right],
            km_between(arrays, found).round(),
        )
    )
    shown = found.where(nearest[start : start + most])
    return Pool(_described(session, arrays, shown, now), len(found))


def offers_of(
    session: Session, helper: Helper, now: dt.datetime, visit_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, Offer]:
    """Named visits that still want somebody, whatever the rules say by now."""
    arrays = as_volunteered(_arrays(session, helper, now, visit_ids))
    rows = np.arange(arrays.visits)
    described = _described(session, arrays, pairs_of(np.zeros_like(rows), rows), now)
    return {offer.visit_id: offer for offer in described}


def _arrays(
    session: Session, helper: Helper, now: dt.datetime, visit_ids: Collection[uuid.UUID] | None
) -> CareArrays:
    county = county_of(session, helper.person_id)
    return care_arrays(session, county, civil_day(now), helper_ids=[helper.id], visit_ids=visit_ids)


def _described(
    session: Session, arrays: CareArrays, shown: Candidates, now: dt.datetime
) -> list[Offer]:
    ids = [uuid.UUID(text) for text in arrays.visit_id[shown.right]]
    wanted = select(
        Visit.id,
        Visit.kinds,
        Visit.window_to,
        Resident.dialect,
        Person.address_suppressed,
        COMMUNITY.name.label("community"),
        GRID.name.label("grid"),
    ).where(Visit.id.in_(ids))
    rows = session.execute(placed(wanted.select_from(Visit)))
    row_of = {row.id: row for row in rows}
    names = service_names(session)
    km, led = km_between(arrays, shown), arrays.visit_led[shown.right]
    follows = arrays.helper_follows[shown.left]
    offers = []
    for number, visit_id in enumerate(ids):
        row = row_of[visit_id]
        offers.append(
            Offer(
                visit_id=visit_id,
                services=tuple(names[kind] for kind in row.kinds),
                community=row.community or "",
                # Not even the grid of somebody whose address is kept from everybody.
                grid="" if row.address_suppressed else row.grid or "",
                dialect=row.dialect,
                km=float(km[number]),
                due=row.window_to,
                overdue=overdue_days(row.window_to, civil_day(now)),
                places=int(arrays.visit_required[shown.right[number]]),
                led=bool(led[number]),
                waits=bool(follows[number] and not led[number]),
                slots=_slots(arrays, shown.left, shown.right, number, now),
            )
        )
    return offers


def _slots(
    arrays: CareArrays, helpers: Ints, visits: Ints, number: int, now: dt.datetime
) -> tuple[tuple[dt.date, int], ...]:
    packed = arrays.common_slots(helpers[number : number + 1], visits[number : number + 1])
    free = np.flatnonzero(np.unpackbits(packed[0], count=arrays.slots))
    # In a month in which he has no visit left a claim would be refused.
    month = month_of_day(arrays.as_of, arrays.horizon)[free // PARTS]
    free = free[arrays.helper_capacity[helpers[number], month] > 0]
    today = civil_day(now)
    slots = ((today + dt.timedelta(days=slot // PARTS), slot % PARTS) for slot in free.tolist())
    return tuple(islice((slot for slot in slots if not is_over(*slot, now)), CHOICES))
