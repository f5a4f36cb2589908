"""Rows to arrays: what the care market of a county sees on a day: whole, one pair, or brought up
to date where some of it was touched."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import partial

import numpy as np
from sqlalchemy.orm import Session

from matcher.care.arrays import CareArrays
from matcher.columns import Ints, spliced
from matcher.pairs import Pairs
from matcher.ranks import rows_in
from models.care.columns import (
    ROLE_NAMES,
    Columns,
    Slot,
    codes_of,
    day_columns,
    helper_columns,
    licence_column,
    pairs,
    slot_columns,
    taken_columns,
    visit_columns,
)
from models.care.reading import licences_of, read_county, said_days
from models.care.school import school_holidays
from models.care.touched import Touched
from models.places.lattice import Lattice, lattice
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
    full: bool = False,
) -> CareArrays:
    """The county's helpers and the visits that still want somebody, or only those named.

    ``forbidden`` are (helper, visit) ids.
    Whoever is not in the arrays is left out of them. Places already claimed are not there either:
    the visit wants fewer, the helper has less time; with ``full`` those without any place left are
    there too, as if they wanted one more. ``helper_id`` and ``visit_id`` are the ids as
    32 hexadecimal digits.
    """
    places = lattice(session, county_id)
    by_hand = helper_ids is not None
    read = read_county(session, places, as_of, horizon, helper_ids, visit_ids, full, by_hand)
    codes = codes_of(read)
    helpers = {row.id.hex: number for number, row in enumerate(read.helpers)}
    visits = {row.id.hex: number for number, row in enumerate(read.visits)}
    columns = (
        helper_columns(read, codes)
        | visit_columns(read, codes)
        | day_columns(as_of, read.said_days, helpers)
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
        standing=pairs(read.paired["standing"], helpers, visits),
        stand_in=pairs(read.paired["stand_in"], helpers, visits),
        forbidden=pairs(forbidden, helpers, visits),
        skill_names=tuple(codes.skills),
        dialect_names=tuple(codes.dialects),
        licence_names=tuple(codes.licences),
        role_names=ROLE_NAMES,
        **columns,
    )


def renewed(
    session: Session,
    places: Lattice,
    known: CareArrays,
    touched: Touched,
    *,
    forbidden: Iterable[tuple[uuid.UUID, uuid.UUID]],
    kept: Iterable[Slot],
) -> CareArrays:
    """``known`` arrays of the same day with the touched helpers and visits read again.

    Equal to ``care_arrays`` read anew but for the order of rows; nothing is locked.
    """
    as_of = dt.date.fromordinal(known.as_of)
    read = read_county(session, places, as_of, known.horizon, touched.helpers, touched.visits)
    codes = codes_of(read, known)
    same_helpers = _others(known.helper_id.tolist(), touched.helpers)
    same_visits = _others(known.visit_id.tolist(), touched.visits)
    last = as_of + dt.timedelta(days=known.horizon - 1)
    columns = spliced(known, "helpers", same_helpers, helper_columns(read, codes))
    columns |= spliced(known, "visits", same_visits, visit_columns(read, codes))
    # Licences and single days are read of everybody: what is deleted leaves no mark.
    names = columns["helper_id"].tolist()
    columns["helper_licence_until"] = licence_column(names, licences_of(session), codes)
    helpers, visits = (
        {one: row for row, one in enumerate(columns[name].tolist())}
        for name in ("helper_id", "visit_id")
    )
    carried = partial(_carried, known, columns, same_visits)
    return replace(
        known,
        **columns,
        **_taken(known, same_helpers, taken_columns(read, helpers)),
        **day_columns(as_of, said_days(session, as_of, last), helpers),
        **slot_columns("kept", kept, helpers, visits, read),
        **slot_columns("locked", (), helpers, visits, read),
        known=carried(known.known, pairs(read.visitors, helpers, visits)),
        standing=carried(known.standing, pairs(read.paired["standing"], helpers, visits)),
        stand_in=carried(known.stand_in, pairs(read.paired["stand_in"], helpers, visits)),
        forbidden=pairs(forbidden, helpers, visits),
        dialect_names=tuple(codes.dialects),
        licence_names=tuple(codes.licences),
    )


def _others(ids: list[str], touched: Iterable[uuid.UUID]) -> Ints:
    """Rows of those that were not touched."""
    some = {one.hex for one in touched}
    return np.array([row for row, one in enumerate(ids) if one not in some], np.int64)


def _taken(known: CareArrays, same: Ints, more: Columns) -> Columns:
    """Half-days given away: those of helpers who stayed as they were, who come first, and more."""
    row = np.full(known.helpers, -1)
    row[same] = np.arange(len(same))
    helper = row[known.taken_helper]
    return {
        "taken_helper": np.concatenate([helper[helper >= 0], more["taken_helper"]]),
        "taken_slot": np.concatenate([known.taken_slot[helper >= 0], more["taken_slot"]]),
    }


def _carried(known: CareArrays, columns: Columns, same: Ints, old: Pairs, more: Pairs) -> Pairs:
    """Pairs of visits that stayed as they were, and more."""
    visit = np.full(known.visits, -1)
    visit[same] = np.arange(len(same))
    helper = rows_in(columns["helper_id"], known.helper_id)
    left, right = helper[old.left], visit[old.right]
    stayed = (left >= 0) & (right >= 0)
    return Pairs(
        np.concatenate([left[stayed], more.left]), np.concatenate([right[stayed], more.right])
    )
