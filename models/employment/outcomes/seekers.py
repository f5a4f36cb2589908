"""Seekers with what tells them apart and what came of it, for sums alone."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, Select, func, or_, select
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.employment.outcomes.ways import civil, ways
from models.employment.people import STAFF
from models.employment.queue import named
from models.people.tables import Person, Seeker

# By what people are told apart, and the groups in the order in which they are shown.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "sex": ("female", "male"),
    "age": ("under_25", "25_34", "35_44", "45_54", "from_55"),
    "disability": ("disabled", "not_disabled"),
    "resettlement": ("resettled", "not_resettled"),
}
SEXES = {1: "male", 2: "female"}
YOUNGER_THAN = ((25, "under_25"), (35, "25_34"), (45, "35_44"), (55, "45_54"))


@dataclass(frozen=True)
class Sought:
    """A seeker: the group by each of ``GROUPS`` where it is known, and what came of it.

    ``wait``: days from registration to the first referral, None where there was none.
    """

    groups: Mapping[str, str]
    wait: int | None
    yes: bool
    placed: bool


def sought(session: Session, scope: Scope, day: dt.date) -> Sequence[Sought]:
    """Everybody registered in the places of staff by that day.

    Registration is the day that was given, but not before the person came to be known here:
    nobody waits for what has not begun.
    """
    rows = session.execute(_people(scope, ways(day), day))
    return [
        Sought(
            _groups(hardship, sex, born_on, resettled, day),
            None if referred_on is None else max(0, (referred_on - registered_on).days),
            bool(yes),
            bool(placed),
        )
        for hardship, sex, born_on, resettled, registered_on, referred_on, yes, placed in rows
    ]


def _people(scope: Scope, way: CTE, day: dt.date) -> Select[*tuple[Any, ...]]:
    came = (
        select(
            way.c.seeker_id,
            func.min(way.c.decided_on).label("referred_on"),
            func.bool_or(way.c.seeker_yes_on.is_not(None)).label("yes"),
            func.bool_or(way.c.started_on.is_not(None)).label("placed"),
        )
        .group_by(way.c.seeker_id)
        .subquery()
    )
    registered_on = func.greatest(Seeker.unemployed_since, civil(Person.created_at))
    return (
        select(
            Seeker.hardship,
            Person.sex,
            Person.born_on,
            Person.resettled,
            registered_on,
            came.c.referred_on,
            came.c.yes,
            came.c.placed,
        )
        .join(Seeker.person)
        .join(Person.place)
        .outerjoin(came, came.c.seeker_id == Seeker.id)
        .where(
            scope.within(STAFF),
            registered_on <= day,
            or_(Seeker.active, came.c.seeker_id.is_not(None)),
        )
    )


def _groups(
    hardship: list[str], sex: int, born_on: dt.date | None, resettled: bool, day: dt.date
) -> Mapping[str, str]:
    moved = resettled or named("易地搬迁", hardship)
    found = {
        "disability": "disabled" if named("残疾", hardship) else "not_disabled",
        "resettlement": "resettled" if moved else "not_resettled",
    }
    if sex in SEXES:
        found["sex"] = SEXES[sex]
    if born_on is not None:
        age = day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
        found["age"] = next((band for than, band in YOUNGER_THAN if age < than), "from_55")
    return found
