"""What was read of a county, turned into the columns of the care market."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np

from matcher.care.arrays import ADULT, CareArrays
from matcher.care.days import PARTS, month_of_day, week_bit
from matcher.care.urgency import missing_cost
from matcher.pairs import Pairs
from models.accounts.roles import ROLES
from models.care.owed.by_whom import BY_WHOM
from models.care.reading import AnyRow, Licences, Read, Rows
from models.care.tiers import tier
from models.care.windows import bookable
from models.places.lattice import spot_columns

UNKNOWN_AGE = 0
SEXES = (1, 2)
ROLE_BITS = {role: bit for bit, role in enumerate(BY_WHOM)}
ROLE_NAMES = tuple(ROLES[role] for role in BY_WHOM)

# Helper and visit by their ids as 32 hexadecimal digits, the day's ordinal and its part.
Slot = tuple[str, str, int, int]
Columns = dict[str, Any]
# Row numbers by ids as 32 hexadecimal digits.
Numbers = Mapping[str, int]


@dataclass(frozen=True)
class Codes:
    """Bits of the skills, dialects and licences that visits ask for."""

    skills: Mapping[str, int]
    dialects: Mapping[str, int]
    licences: Mapping[str, int]


def codes_of(read: Read, known: CareArrays | None = None) -> Codes:
    """Only what some visit asks for needs a bit, so that 62 of them are plenty.

    Bits that ``known`` arrays gave already stay what they were.
    """
    skills, dialects, licences = (
        ((), (), ())
        if known is None
        else (known.skill_names, known.dialect_names, known.licence_names)
    )
    return Codes(
        skills=_numbered(skills, {kind.skill for kind in read.kinds.values() if kind.skill}),
        dialects=_numbered(dialects, {row.dialect for row in read.visits if row.dialect}),
        licences=_numbered(licences, {name for row in read.visits for name in row.licences}),
    )


def helper_columns(read: Read, codes: Codes) -> Columns:
    """The columns of the helpers."""
    rows = read.helpers
    capacity = _capacity(read)
    return {
        "helper_id": _ids(rows),
        "helper_person": _whole(_number(row.person_id) for row in rows),
        "helper_household": _whole(_number(_household(row)) for row in rows),
        "helper_active": np.array([row.active for row in rows], bool),
        "helper_age": _whole(_age(row.born_on, read.as_of) for row in rows),
        "helper_consent_until": _whole(
            row.consent_until.toordinal() if row.consent_until else 0 for row in rows
        ),
        "helper_roles": _whole(_mask(read.roles.get(row.id, ()), ROLE_BITS) for row in rows),
        "helper_newcomer": np.array([row.newcomer for row in rows], bool),
        "helper_sex": _whole(row.sex if row.sex in SEXES else 0 for row in rows),
        "helper_skills": _whole(_mask(row.skills, codes.skills) for row in rows),
        "helper_dialects": _whole(_mask(row.dialects, codes.dialects) for row in rows),
        "helper_weekly": _whole(row.week for row in rows),
        "helper_holiday_only": np.array([row.school_holidays_only for row in rows], bool),
        "helper_capacity": capacity,
        "helper_load": _whole(_load(read, row.id, read.as_of) for row in rows),
        "helper_checked_until": _whole(_checked_until(row) for row in rows),
        "helper_licence_until": licence_column([row.id.hex for row in rows], read.licences, codes),
        "helper_not_before": _whole(_not_before(row) for row in rows),
        **spot_columns("helper", [read.places.of(row.path) for row in rows]),
    }


def visit_columns(read: Read, codes: Codes) -> Columns:
    """The columns of the visits; a half-day that one helper has named binds the others."""
    rows = read.visits
    windows = [_window(read, row) for row in rows]
    kinds = [[read.kinds[kind] for kind in row.kinds] for row in rows]
    return {
        "visit_id": _ids(rows),
        "visit_person": _whole(_number(row.person_id) for row in rows),
        "visit_household": _whole(_number(_household(row)) for row in rows),
        "visit_sex_wish": _whole(row.wished_sex if row.wished_sex in SEXES else 0 for row in rows),
        "visit_intimate": np.array([any(k.intimate for k in some) for some in kinds], bool),
        "visit_child": np.array(
            [
                any(k.child_facing for k in some) or _child(row.born_on, read.as_of)
                for row, some in zip(rows, kinds, strict=True)
            ],
            bool,
        ),
        "visit_skills": _whole(
            _mask([k.skill for k in some if k.skill], codes.skills) for some in kinds
        ),
        "visit_licences": _whole(_mask(row.licences, codes.licences) for row in rows),
        "visit_dialects": _whole(_mask([row.dialect], codes.dialects) for row in rows),
        "visit_from": _whole(first.toordinal() for first, _, _ in windows),
        "visit_to": _whole(last.toordinal() for _, last, _ in windows),
        "visit_weekly": _whole(week for _, _, week in windows),
        "visit_required": _whole(_places_left(read, row) for row in rows),
        "visit_roles": _whole(_mask(row.roles, ROLE_BITS) for row in rows),
        "visit_led": np.array([row.id in read.led for row in rows], bool),
        "visit_along": np.array([row.along and row.id in read.led for row in rows], bool),
        "visit_missing_cost": _costs(read),
        **spot_columns("visit", [read.places.of(row.path) for row in rows]),
    }


def licence_column(helpers: Sequence[str], held: Licences, codes: Codes) -> Any:
    """Last days of the licences that some visit asks for, 0 where somebody does not hold it."""
    numbers = {one: number for number, one in enumerate(helpers)}
    until = np.zeros((len(helpers), len(codes.licences)), np.int64)
    for helper, licences in held.items():
        number = numbers.get(helper.hex)
        for name, day in licences if number is not None else ():
            if name in codes.licences:
                until[number, codes.licences[name]] = day.toordinal()
    return until


def day_columns(as_of: dt.date, said_days: Rows, helpers: Numbers) -> Columns:
    """What helpers said of single days within the horizon, in place of their week."""
    known = [
        (helpers[row.helper_id.hex], (row.day - as_of).days, row.parts)
        for row in said_days
        if row.helper_id.hex in helpers
    ]
    return {
        "day_helper": _whole(row[0] for row in known),
        "day_offset": _whole(row[1] for row in known),
        "day_parts": _whole(row[2] for row in known),
    }


def taken_columns(read: Read, helpers: Numbers) -> Columns:
    """The half-days that helpers have given away within the horizon, to visits or otherwise."""
    visits = ((who, *slot) for who, slots in read.held_by_helper.items() for slot in slots)
    taken = [
        (helpers[helper.hex], (day - read.as_of).days * PARTS + part)
        for helper, day, part in (*visits, *read.promised)
        if helper.hex in helpers and 0 <= (day - read.as_of).days < read.horizon
    ]
    return {
        "taken_helper": _whole(helper for helper, _ in taken),
        "taken_slot": _whole(slot for _, slot in taken),
    }


def slot_columns(
    name: str,
    slots: Iterable[Slot],
    helpers: Numbers,
    visits: Numbers,
    read: Read,
) -> Columns:
    """Pairs with their half-day, those left out whose helper, visit or day is not here."""
    first = read.as_of.toordinal()
    known = [
        (i, j, (day - first) * PARTS + part)
        for helper, visit, day, part in slots
        if (i := helpers.get(helper)) is not None
        and (j := visits.get(visit)) is not None
        and 0 <= day - first < read.horizon
    ]
    return {
        f"{name}_helper": _whole(row[0] for row in known),
        f"{name}_visit": _whole(row[1] for row in known),
        f"{name}_slot": _whole(row[2] for row in known),
    }


def pairs(
    wanted: Iterable[tuple[uuid.UUID, uuid.UUID]],
    helpers: Numbers,
    visits: Numbers,
) -> Pairs:
    """(helper, visit) pairs as row numbers, those of somebody not here left out."""
    known = [
        (helpers[h.hex], visits[v.hex]) for h, v in wanted if h.hex in helpers and v.hex in visits
    ]
    return Pairs(_whole(left for left, _ in known), _whole(right for _, right in known))


def _numbered(known: Iterable[str], words: Iterable[str]) -> dict[str, int]:
    return {word: number for number, word in enumerate(dict.fromkeys([*known, *sorted(words)]))}


def _number(key: Any) -> int:
    """The same number for the same person or household, whoever else is there (60 bits)."""
    return int.from_bytes(blake2b(repr(key).encode(), digest_size=8).digest()) >> 4


def _ids(rows: Rows) -> Any:
    return np.array([row.id.hex for row in rows], "U32")


def _whole(values: Iterable[int]) -> Any:
    return np.fromiter(values, np.int64)


def _mask(words: Iterable[str | None], bits: Mapping[str, int]) -> int:
    mask = 0
    for word in words:
        if word is not None and word in bits:
            mask |= 1 << bits[word]
    return mask


def _household(row: AnyRow) -> Any:
    """Same building or stairwell and same door; where one is not known, everybody lives alone."""
    at_home = row.door and row.place_kind in ("building", "unit")
    return (row.path, row.door) if at_home else row.person_id


def _age(born_on: dt.date | None, day: dt.date) -> int:
    """Years completed on ``day``; 0 when nobody knows the birthday."""
    if born_on is None:
        return UNKNOWN_AGE
    return max(0, day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day)))


def _child(born_on: dt.date | None, day: dt.date) -> bool:
    return born_on is not None and _age(born_on, day) < ADULT


def _checked_until(row: AnyRow) -> int:
    """A check whose expiry nobody entered cannot be shown to be valid: it does not count."""
    passed = row.child_check_passed and row.child_check_until is not None
    return row.child_check_until.toordinal() if passed else 0


def _not_before(row: AnyRow) -> int:
    """Whoever left automated matching is asked on no day; what he takes up himself stays free."""
    if not row.automated:
        return dt.date.max.toordinal()
    return row.quiet_until.toordinal() + 1 if row.quiet_until else 0


def _load(read: Read, helper: uuid.UUID, month: dt.date) -> int:
    days = (day for day, _ in read.held_by_helper.get(helper, ()))
    return sum((day.year, day.month) == (month.year, month.month) for day in days)


def _capacity(read: Read) -> Any:
    months = _months(read)
    rows = [
        [max(0, row.monthly_visits - _load(read, row.id, month)) for month in months]
        for row in read.helpers
    ]
    return np.array(rows, np.int64).reshape(len(rows), len(months))


def _months(read: Read) -> list[dt.date]:
    days = month_of_day(read.as_of.toordinal(), read.horizon)
    _, first = np.unique(days, return_index=True)
    return [read.as_of + dt.timedelta(days=int(offset)) for offset in first]


def _window(read: Read, row: AnyRow) -> tuple[dt.date, dt.date, int]:
    standing = read.held_by_visit.get(row.id)
    # Who comes in place of a single visitor comes when it suits him.
    if standing and row.helpers_wanted > 1:
        day, part = standing[0]
        return day, day, week_bit(day.weekday(), part)
    return (*bookable(row.window_from, row.window_to, read.as_of), row.week)


def _places_left(read: Read, row: AnyRow) -> int:
    """At least the one that is asked about, where full visits were read."""
    return max(1, int(row.helpers_wanted) - len(read.held_by_visit.get(row.id, ())))


def _costs(read: Read) -> Any:
    overdue = _whole((read.as_of - row.window_to).days for row in read.visits)
    seats = max((_places_left(read, row) for row in read.visits), default=1)
    tiers = _whole(tier(row.categories, row.tier) for row in read.visits)
    # Nobody is missed where somebody would only have come along.
    owed = np.array([not row.along for row in read.visits], bool)
    kinds = _whole(len(row.kinds) for row in read.visits)
    asked = np.array([row.asked for row in read.visits], bool)
    return missing_cost(tiers, overdue, seats, kinds, asked) * owed[:, None]
