"""One county's helpers and visits as arrays: what the care market sees of the tables.

Codes shared by both sides are the caller's: bit k of a skill or dialect mask means the same for
helpers and visits; places and persons are any whole numbers, -1 = not known.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.care.days import EVERY_SLOT, PARTS, fits_week, fits_worked_week, months_touched
from matcher.columns import (
    Columns,
    Flags,
    Floats,
    Ints,
    OutOfRange,
    WrongShape,
    flags,
    floats,
    ints,
    names,
)
from matcher.pairs import Pairs, no_pairs
from matcher.said import Said

UNKNOWN_SEX, MALE, FEMALE = range(3)
ADULT = 18

# Slots of the horizon, eight to a byte.
Packed = NDArray[np.uint8]


@dataclass(frozen=True)
class CareArrays(Columns):
    """Helpers x visits on the day ``as_of`` (an ordinal, ``date.toordinal``).

    Days are ordinals. Masks are int64. Times of the week are 21-bit masks (see ``days``).

    helper_capacity : visits a helper can still take, int[helpers, months the horizon touches]
    helper_load : visits taken this month already (finished or claimed)
    helper_checked_until : last day of a passed check for serving children, 0 = not passed
    helper_licence_until : int[helpers, licences], last day of each licence held, 0 = not held
    helper_not_before : first day the helper may be asked again ("暂不接单"), 0 = any
    helper_age : years on ``as_of``, 0 = not known and taken for an adult
    helper_consent_until : last day of a guardian's consent, 0 = none; asked of minors only
    helper_roles : which of ``role_names`` he is, as a mask
    helper_newcomer : new to visiting; goes only beside somebody who may go alone
    helper_holiday_only : serves only on days that are school holidays
    day_helper, day_offset, day_parts : what a helper said of one day (0 = ``as_of``), in place of
        his week: bit k = free in part k; each helper and day once
    taken_helper, taken_slot : slots already given away, as rows
    visit_sex_wish : sex of helper asked for, 0 = none; hard when ``visit_intimate``
    visit_licences : licences without which nobody may do it, as a mask; lay helpers are refused
    visit_from, visit_to : window of days, both included; the caller lengthens an overdue one
    visit_required : different helpers needed, in one and the same slot
    visit_roles : of which of ``role_names`` he must be one, as a mask; 0 = anybody may go
    visit_led : somebody who may go alone has given his word already
    visit_along : the place left is for somebody who may not go alone yet
    visit_missing_cost : int[visits, most required], cost of the first, second ... helper missing;
        falling, and large beside a full score (see ``urgency``)
    school_holiday, working : bool[horizon], for each day from ``as_of``; working days as the
        statutory calendar has them, moved ones included
    known, kept, forbidden : pairs (helper, visit): last visitor, last night's proposal,
        refused or withdrawn
    standing, stand_in : pairs (helper, visit): paired with the resident, standing in for that one
    skill_names, dialect_names, licence_names, role_names : what the bits of the masks are called,
        for sentences
    kept_slot, locked_slot : the slot that goes with each row of the pair arrays
    locked_helper, locked_visit : decided by people and not to be undone; they use capacity like
        any other and are not among ``taken``
    """

    as_of: int
    horizon: int
    school_holiday: Flags = flags("days")
    working: Flags = flags("days")

    helper_id: Ints = names("helpers")
    helper_person: Ints = ints("helpers")
    helper_household: Ints = ints("helpers")
    helper_active: Flags = flags("helpers")
    helper_age: Ints = ints("helpers", low=0, high=130)
    helper_consent_until: Ints = ints("helpers", low=0)
    helper_roles: Ints = ints("helpers", low=0)
    helper_newcomer: Flags = flags("helpers")
    helper_sex: Ints = ints("helpers", low=0, high=2)
    helper_skills: Ints = ints("helpers", low=0)
    helper_dialects: Ints = ints("helpers", low=0)
    helper_weekly: Ints = ints("helpers", low=0, high=EVERY_SLOT)
    helper_holiday_only: Flags = flags("helpers")
    helper_capacity: Ints = ints("helpers", low=0, wide="months")
    helper_load: Ints = ints("helpers", low=0)
    helper_checked_until: Ints = ints("helpers", low=0)
    helper_licence_until: Ints = ints("helpers", low=0, wide="licences")
    helper_not_before: Ints = ints("helpers", low=0)
    helper_lat: Floats = floats("helpers", missing=True)
    helper_lon: Floats = floats("helpers", missing=True)
    helper_grid: Ints = ints("helpers", low=-1)
    helper_community: Ints = ints("helpers", low=-1)
    helper_town: Ints = ints("helpers", low=-1)
    day_helper: Ints = ints("said", low=0, of="helpers")
    day_offset: Ints = ints("said", low=0)
    day_parts: Ints = ints("said", low=0, high=(1 << PARTS) - 1)
    taken_helper: Ints = ints("taken", low=0, of="helpers")
    taken_slot: Ints = ints("taken", low=0)

    visit_id: Ints = names("visits")
    visit_person: Ints = ints("visits")
    visit_household: Ints = ints("visits")
    visit_sex_wish: Ints = ints("visits", low=0, high=2)
    visit_intimate: Flags = flags("visits")
    visit_child: Flags = flags("visits")
    visit_skills: Ints = ints("visits", low=0)
    visit_licences: Ints = ints("visits", low=0)
    visit_dialects: Ints = ints("visits", low=0)
    visit_weekly: Ints = ints("visits", low=0, high=EVERY_SLOT)
    visit_from: Ints = ints("visits", low=1)
    visit_to: Ints = ints("visits", low=1)
    visit_required: Ints = ints("visits", low=1)
    visit_roles: Ints = ints("visits", low=0)
    visit_led: Flags = flags("visits")
    visit_along: Flags = flags("visits")
    visit_missing_cost: Ints = ints("visits", low=0, wide="seats")
    visit_lat: Floats = floats("visits", missing=True)
    visit_lon: Floats = floats("visits", missing=True)
    visit_grid: Ints = ints("visits", low=-1)
    visit_community: Ints = ints("visits", low=-1)
    visit_town: Ints = ints("visits", low=-1)

    kept_helper: Ints = ints("kept", low=0, of="helpers")
    kept_visit: Ints = ints("kept", low=0, of="visits")
    kept_slot: Ints = ints("kept", low=0)
    locked_helper: Ints = ints("locked", low=0, of="helpers")
    locked_visit: Ints = ints("locked", low=0, of="visits")
    locked_slot: Ints = ints("locked", low=0)
    known: Pairs = field(default_factory=no_pairs)
    forbidden: Pairs = field(default_factory=no_pairs)
    standing: Pairs = field(default_factory=no_pairs)
    stand_in: Pairs = field(default_factory=no_pairs)
    skill_names: tuple[str, ...] = ()
    dialect_names: tuple[str, ...] = ()
    licence_names: tuple[str, ...] = ()
    role_names: tuple[Said, ...] = ()

    helper_free: Packed = field(init=False, repr=False, compare=False)
    helper_free_for_children: Packed = field(init=False, repr=False, compare=False)
    visit_open: Packed = field(init=False, repr=False, compare=False)

    @property
    def helpers(self) -> int:
        return len(self.helper_id)

    @property
    def visits(self) -> int:
        return len(self.visit_id)

    @property
    def slots(self) -> int:
        return self.horizon * PARTS

    @property
    def helper_minor(self) -> Flags:
        """Under age on ``as_of``, bool[helpers]."""
        minor: Flags = (self.helper_age > 0) & (self.helper_age < ADULT)
        return minor

    @property
    def helper_follows(self) -> Flags:
        """Who does not go alone: minors and newcomers, bool[helpers]."""
        return self.helper_minor | self.helper_newcomer

    @property
    def day_of_slot(self) -> Ints:
        """The ordinal day of each slot."""
        return self.as_of + np.arange(self.slots) // PARTS

    def common_slots(self, helper: Ints, visit: Ints) -> Packed:
        """Slots at which each pair could meet, packed: uint8[pairs, bytes]."""
        free = np.where(
            self.visit_child[visit][:, None],
            self.helper_free_for_children[helper],
            self.helper_free[helper],
        )
        common: Packed = free & self.visit_open[visit]
        return common

    def check(self) -> None:
        self._check_horizon()
        self._check_visits()
        for name in ("known", "forbidden", "standing", "stand_in"):
            _check_pairs(getattr(self, name), name, self.helpers, self.visits)
        free, day = self._free(), self.day_of_slot
        checked = self.helper_checked_until[:, None] >= day[None, :]
        object.__setattr__(self, "helper_free", np.packbits(free, axis=1))
        object.__setattr__(self, "helper_free_for_children", np.packbits(free & checked, axis=1))
        object.__setattr__(self, "visit_open", np.packbits(self._open(), axis=1))

    def _check_horizon(self) -> None:
        if self.horizon < 1:
            raise OutOfRange("horizon", "below 1 day")
        if len(self.school_holiday) != self.horizon:
            raise WrongShape("school_holiday", "not one per day of the horizon")
        if self.helper_capacity.shape[1] != months_touched(self.as_of, self.horizon):
            raise WrongShape("helper_capacity", "not one column per month the horizon touches")
        if (self.day_offset >= self.horizon).any():
            raise OutOfRange("day_offset", "behind the horizon")
        for name in ("taken_slot", "kept_slot", "locked_slot"):
            if (getattr(self, name) >= self.slots).any():
                raise OutOfRange(name, "behind the horizon")

    def _check_visits(self) -> None:
        if (self.visit_to < self.visit_from).any():
            raise OutOfRange("visit_to", "before visit_from")
        if (self.visit_required > self.visit_missing_cost.shape[1]).any():
            raise WrongShape("visit_missing_cost", "fewer columns than helpers required")
        if (np.diff(self.visit_missing_cost, axis=1) > 0).any():
            raise OutOfRange("visit_missing_cost", "the second costs more than the first")

    def _free(self) -> Flags:
        """bool[helpers, slots]: may and can serve then, nothing else taken."""
        free = fits_worked_week(self.helper_weekly, self.as_of, self.working)
        day = self.day_of_slot
        holiday = self.school_holiday[day - self.as_of]
        free &= holiday[None, :] | ~self.helper_holiday_only[:, None]
        for part in range(PARTS):
            said = (self.day_parts >> part) & 1
            free[self.day_helper, self.day_offset * PARTS + part] = said.astype(np.bool_)
        free &= day[None, :] >= self.helper_not_before[:, None]
        agreed = day[None, :] <= self.helper_consent_until[:, None]
        free &= agreed | ~self.helper_minor[:, None]
        free[self.taken_helper, self.taken_slot] = False
        return free

    def _open(self) -> Flags:
        """bool[visits, slots]: within the window and a half-day the resident accepts."""
        day = self.day_of_slot
        opened = fits_week(self.visit_weekly, self.as_of, self.horizon)
        opened &= (day >= self.visit_from[:, None]) & (day <= self.visit_to[:, None])
        return opened


def _check_pairs(pairs: Pairs, name: str, helpers: int, visits: int) -> None:
    if (pairs.left >= helpers).any() or (pairs.right >= visits).any():
        raise OutOfRange(name, "a pair of nobody")
