"""Tables to arrays: one county's employment market as the matcher wants to see it."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from matcher.columns import Ints
from matcher.employment.arrays import EmploymentArrays
from matcher.employment.urgency import missing_cost
from matcher.pairs import Pairs
from models.employment import codes, hours
from models.employment.occupations import Occupations, number
from models.employment.openings import OpeningRow, openings
from models.employment.queue import QueuePlace, place_in_queue
from models.employment.seekers import SeekerRow, free_seekers
from models.employment.skills import names, provable
from models.employment.welfare_term import terms_over
from models.places.lattice import Lattice, lattice, spot_columns

WIDEST_WISH = 5
IdPairs = Collection[tuple[uuid.UUID, uuid.UUID]]


@dataclass(frozen=True)
class EmploymentRows:
    """The arrays, and what stands behind each of their rows."""

    arrays: EmploymentArrays
    seekers: list[SeekerRow]
    openings: list[OpeningRow]
    queue: list[QueuePlace]
    lattice: Lattice


@dataclass(frozen=True)
class _Tables:
    minimum_wage: int
    education: dict[str, int]
    hardship: dict[str, int]
    term_over: Collection[uuid.UUID]


def employment_rows(
    session: Session,
    county_id: uuid.UUID,
    as_of: dt.date,
    *,
    forbidden: IdPairs = (),
    kept: IdPairs = (),
    locked: IdPairs = (),
    seeker_ids: Collection[uuid.UUID] | None = None,
    opening_ids: Collection[uuid.UUID] | None = None,
) -> EmploymentRows:
    """The market of ``as_of``; pairs are (seeker, vacancy or cohort), strangers are dropped.

    For the night nothing is named and everybody free takes part; to look at one pair name its
    ids: then nobody is left out beforehand and the rules say what stands against it.
    """
    places = lattice(session, county_id)
    people = free_seekers(session, places.county_path, seeker_ids)
    offers = openings(session, places.county_path, as_of, opening_ids)
    tables = _tables(session, as_of)
    queue = [place_in_queue(row, tables.hardship, as_of) for row in people]
    pairs = {"forbidden": forbidden, "kept": kept, "locked": locked}
    arrays = _arrays(people, offers, queue, places, tables, as_of, pairs)
    return EmploymentRows(arrays, people, offers, queue, places)


def renewed(
    session: Session,
    known: EmploymentRows,
    touched: Collection[uuid.UUID],
    *,
    forbidden: IdPairs,
    kept: IdPairs,
    locked: IdPairs,
) -> EmploymentRows:
    """``known`` rows of the same day with the touched seekers, and all openings, read again.

    Equal to ``employment_rows`` read anew; the county's places are taken to be what they were.
    """
    as_of = dt.date.fromordinal(known.arrays.as_of)
    places = known.lattice
    tables = _tables(session, as_of)
    stay = zip(known.seekers, known.queue, strict=True)
    rows = {row.id: (row, place) for row, place in stay if row.id not in touched}
    for row in free_seekers(session, places.county_path, among=touched):
        rows[row.id] = row, place_in_queue(row, tables.hardship, as_of)
    people, queue = map(list, zip(*(rows[key] for key in sorted(rows)), strict=True))
    offers = openings(session, places.county_path, as_of)
    pairs = {"forbidden": forbidden, "kept": kept, "locked": locked}
    arrays = _arrays(people, offers, queue, places, tables, as_of, pairs)
    return EmploymentRows(arrays, people, offers, queue, places)


def _tables(session: Session, as_of: dt.date) -> _Tables:
    return _Tables(
        codes.table(session, "minimum_wage", as_of)["monthly"],
        codes.table(session, "education", as_of),
        codes.table(session, "hardship", as_of),
        terms_over(session, as_of),
    )


def _arrays(
    people: list[SeekerRow],
    offers: list[OpeningRow],
    queue: list[QueuePlace],
    places: Lattice,
    tables: _Tables,
    as_of: dt.date,
    pairs: Mapping[str, IdPairs],
) -> EmploymentArrays:
    words = _words(people, offers)
    return EmploymentArrays(
        as_of=as_of.toordinal(),
        minimum_wage=tables.minimum_wage,
        **_seeker_columns(people, words, tables, as_of),
        **_queue_columns(queue),
        **spot_columns("seeker", [places.of(row.path) for row in people]),
        **_opening_columns(offers, words, tables),
        **spot_columns("opening", [places.of(row.path) for row in offers]),
        forbidden=_pairs(pairs["forbidden"], people, offers),
        kept=_pairs(pairs["kept"], people, offers),
        locked=_pairs(pairs["locked"], people, offers),
    )


def _words(people: list[SeekerRow], offers: list[OpeningRow]) -> Occupations:
    asked = [word for row in offers for word in (row.occupation, row.skill)]
    known = [w for row in people for w in (*row.skills, *row.wishes, *row.training_wishes)]
    return number(asked, names(known))


def _seeker_columns(
    people: list[SeekerRow], words: Occupations, tables: _Tables, as_of: dt.date
) -> dict[str, Any]:
    free = [hours.of_person(row.hours) for row in people]
    nan = float("nan")
    return {
        "seeker_id": _ids([row.id for row in people]),
        "seeker_age": _ints(row.age(as_of) for row in people),
        "seeker_schooling": _ints(tables.education.get(row.education or "", 0) for row in people),
        "seeker_skills": _ints(words.mask(names(row.skills)) for row in people),
        "seeker_certificates": _ints(words.mask(provable(row.skills)) for row in people),
        "seeker_wishes": _wishes(people, words),
        "seeker_wage": _ints(row.wage_wish or 0 for row in people),
        "seeker_weekday": _ints(h.weekday for h in free),
        "seeker_weekend": _ints(h.weekend for h in free),
        "seeker_session": _ints(h.session for h in free),
        "seeker_commute_km": np.array(
            [nan if row.commute_km is None else row.commute_km for row in people], np.float64
        ),
        "seeker_health": _ints(row.health() for row in people),
        "seeker_market_failed": _flags(row.market_failed for row in people),
        "seeker_term_over": _flags(row.id in tables.term_over for row in people),
        "seeker_training": _ints(row.willing() for row in people),
        "seeker_training_wishes": _ints(words.mask(row.training_wishes) for row in people),
        "seeker_opted_out": _flags(not row.automated for row in people),
    }


def _queue_columns(queue: list[QueuePlace]) -> dict[str, Any]:
    hardship = _flags(place.points > 0 for place in queue)
    return {
        "seeker_hardship": hardship,
        "seeker_missing_cost": missing_cost(hardship, _ints(place.waiting for place in queue)),
    }


def _opening_columns(
    offers: list[OpeningRow], words: Occupations, tables: _Tables
) -> dict[str, Any]:
    when = [hours.of_opening(row.when) for row in offers]
    groups = {group: i for i, group in enumerate(sorted({row.group for row in offers}))}
    free = {row.group: row.group_free for row in offers}
    asked = [words.mask([row.skill] if row.skill else []) for row in offers]
    return {
        "opening_id": _ids([row.id for row in offers]),
        "opening_kind": _ints(row.kind for row in offers),
        "opening_occupation": _ints(words.code(row.occupation) for row in offers),
        "opening_group": _ints(groups[row.group] for row in offers),
        "opening_headcount": _ints(row.free for row in offers),
        "opening_minimum": _ints(row.least for row in offers),
        "opening_wage_low": _ints(row.pay_min for row in offers),
        "opening_wage_high": _ints(row.pay_max for row in offers),
        "opening_weekday": _ints(h.weekday for h in when),
        "opening_weekend": _ints(h.weekend for h in when),
        "opening_schooling": _ints(tables.education.get(row.education or "", 0) for row in offers),
        "opening_skills": _ints(
            0 if row.certificate else bits for row, bits in zip(offers, asked, strict=True)
        ),
        "opening_certificates": _ints(
            bits if row.certificate else 0 for row, bits in zip(offers, asked, strict=True)
        ),
        "opening_hazards": _ints(row.hazards for row in offers),
        "opening_until": _ints(row.until.toordinal() for row in offers),
        "group_headcount": _ints(free[group] for group in groups),
    }


def _wishes(people: list[SeekerRow], words: Occupations) -> Ints:
    wide = np.full((len(people), WIDEST_WISH), -1, np.int64)
    for i, row in enumerate(people):
        wished = [words.code(word) for word in row.wishes[:WIDEST_WISH]]
        wide[i, : len(wished)] = wished
    return wide


def _pairs(pairs: IdPairs, people: list[SeekerRow], offers: list[OpeningRow]) -> Pairs:
    left = {row.id: i for i, row in enumerate(people)}
    right = {row.id: i for i, row in enumerate(offers)}
    found = sorted((left[a], right[b]) for a, b in pairs if a in left and b in right)
    return Pairs(_ints(a for a, _ in found), _ints(b for _, b in found))


def _ids(ids: list[uuid.UUID]) -> Any:
    return np.array([one.hex for one in ids], "U32")


def _ints(values: Any) -> Ints:
    return np.fromiter(values, np.int64)


def _flags(values: Any) -> Any:
    return np.fromiter(values, np.bool_)
