"""Rows to arrays: what the care market of a county sees on a day, whole or for a single pair."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable

import numpy as np
from sqlalchemy.orm import Session

from matcher.care.arrays import CareArrays
from models.care.columns import (
    Slot,
    codes_of,
    day_columns,
    helper_columns,
    pairs,
    slot_columns,
    taken_columns,
    visit_columns,
)
from models.care.reading import read_county
from models.care.school import school_holidays
from models.places.working_days import working_days

HORIZON = 30


def care_arrays(
    session: Session,
    county_id: uuid.UUID,
    as_of: dt.date,
    *,
    horizon: int = HORIZON,
    helper_ids: Collection[uuid.UUID] | None = None,
    visit_ids: Collection[uuid.UUID] | None = None,
    forbidden: Iterable[tuple[uuid.UUID, uuid.UUID]] = (),
    kept: Iterable[Slot] = (),
    locked: Iterable[Slot] = (),
) -> CareArrays:
    """The county's helpers and the visits that still want somebody, or only those named.

    ``forbidden`` are (helper, visit) ids; ``kept`` and ``locked`` are (helper, visit, day, part).
    Whoever is not in the arrays is left out of them. Places already claimed are not there either:
    the visit wants fewer, the helper has less time. ``helper_id`` and ``visit_id`` are the ids as
    32 hexadecimal digits.
    """
    read = read_county(session, county_id, as_of, horizon, helper_ids, visit_ids)
    codes = codes_of(read)
    helpers = {row.id: number for number, row in enumerate(read.helpers)}
    visits = {row.id: number for number, row in enumerate(read.visits)}
    columns = (
        helper_columns(read, codes)
        | visit_columns(read, codes)
        | day_columns(read, helpers)
        | taken_columns(read, helpers)
        | slot_columns("kept", kept, helpers, visits, read)
        | slot_columns("locked", locked, helpers, visits, read)
    )
    return CareArrays(
        as_of=as_of.toordinal(),
        horizon=horizon,
        school_holiday=np.array(school_holidays(session, as_of, horizon), bool),
        working=np.array(working_days(session, as_of, horizon), bool),
        known=pairs(read.visitors, helpers, visits),
        forbidden=pairs(forbidden, helpers, visits),
        skill_names=tuple(codes.skills),
        dialect_names=tuple(codes.dialects),
        licence_names=tuple(codes.licences),
        **columns,
    )
