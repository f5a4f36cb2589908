"""The hard rules once more, in plain Python over the tables: no arm may have gone round them."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, aliased

from models.care.checks import HELD
from models.care.tables import Claim, ServiceKind, Visit
from models.people.tables import Helper, Person, Resident

ADULT = 18


def broken(session: Session) -> Counter[str]:
    """Promises that stand or were kept against a rule, counted by rule."""
    kinds = {kind.code: kind for kind in session.scalars(select(ServiceKind))}
    rows = session.execute(_promises()).all()
    found = Counter(rule for row in rows for rule in _against(row, kinds))
    months: Counter[tuple[uuid.UUID, int, int]] = Counter(
        (row.helper_id, row.day.year, row.day.month) for row in rows
    )
    most = {row.helper_id: row.monthly_visits for row in rows}
    found["capacity"] += sum(count > most[helper] for (helper, _, _), count in months.items())
    return +found


def _promises() -> Any:
    giver, taker = aliased(Person), aliased(Person)
    return (
        select(
            Claim.helper_id,
            Claim.day,
            Visit.kinds,
            Helper.skills,
            Helper.monthly_visits,
            Helper.child_check_passed,
            Helper.child_check_until,
            Helper.person_id,
            giver.sex,
            giver.born_on,
            Resident.person_id.label("served_id"),
            Resident.wished_sex,
            taker.born_on.label("served_born_on"),
        )
        .join(Visit, Visit.id == Claim.visit_id)
        .join(Helper, Helper.id == Claim.helper_id)
        .join(giver, giver.id == Helper.person_id)
        .join(Resident, Resident.id == Visit.resident_id)
        .join(taker, taker.id == Resident.person_id)
        .where(Claim.state.in_(HELD))
    )


def _against(row: Row[Any], kinds: dict[str, ServiceKind]) -> Iterator[str]:
    asked = [kinds[code] for code in row.kinds]
    if row.person_id == row.served_id:
        yield "own home"
    if not {kind.skill for kind in asked if kind.skill} <= set(row.skills):
        yield "skill"
    if any(k.intimate for k in asked) and row.wished_sex in (1, 2) and row.sex != row.wished_sex:
        yield "wished sex"
    child = any(kind.child_facing for kind in asked) or _under_age(row.served_born_on, row.day)
    checked = row.child_check_passed and row.child_check_until is not None
    if child and not (checked and row.child_check_until >= row.day):
        yield "check for children"
    if _under_age(row.born_on, row.day):
        yield "minor alone"


def _under_age(born_on: dt.date | None, day: dt.date) -> bool:
    if born_on is None:
        return False
    return (day.year - born_on.year, day.month, day.day) < (ADULT, born_on.month, born_on.day)
