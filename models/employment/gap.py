"""The skill gap 技能差距: posts that one skill keeps a person from, and the class that teaches it.

A gap is a vacancy whose every other rule the person keeps. It is closed by a class the person may
join; of several the one that begins first, then the nearest.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matcher.employment.arrays import COHORT
from matcher.employment.params import EmploymentParams
from matcher.employment.rules import RULES, km_between
from matcher.rules import failures, one_pair, pairs_of
from models.employment.openings import OpeningRow
from models.employment.rows import EmploymentRows, employment_rows
from models.employment.tables import Cohort, Vacancy

SKILL = [rule.name for rule in RULES].index("skill")
# A class by its first day and its distance in km.
_Class = tuple[dt.date, float, OpeningRow]


@dataclass(frozen=True)
class Gap:
    """``skill`` that is missing for ``vacancies``, and ``cohort`` that teaches it, if any does."""

    skill: str
    vacancies: list[Vacancy]
    cohort: Cohort | None


def gaps(session: Session, county_id: uuid.UUID, seeker_id: uuid.UUID, as_of: dt.date) -> list[Gap]:
    """The skills that would open most places to a seeker, most first; none for who is placed."""
    rows = employment_rows(session, county_id, as_of, seeker_ids=[seeker_id])
    params = EmploymentParams()
    kept_from: dict[str, list[uuid.UUID]] = {}
    taught: dict[str, list[_Class]] = {}
    offers = rows.openings if rows.seekers else []
    asked = pairs_of(np.zeros(len(offers), np.int64), np.arange(len(offers)))
    broken = failures(RULES, rows.arrays, asked, params)
    only_skill = broken[:, SKILL] & (broken.sum(axis=1) == 1)
    for number, row in enumerate(offers):
        if row.kind != COHORT and only_skill[number] and row.skill:
            kept_from.setdefault(row.skill, []).append(row.id)
        elif row.kind == COHORT and not broken[number].any() and row.free:
            taught.setdefault(row.occupation, []).append((row.until, _km(rows, number), row))
    vacancies = _vacancies(session, [one for ids in kept_from.values() for one in ids])
    found = [
        Gap(skill, [vacancies[one] for one in ids], _first(session, taught.get(skill, [])))
        for skill, ids in kept_from.items()
    ]
    return sorted(found, key=lambda gap: (-_places(gap), gap.skill))


def _places(gap: Gap) -> int:
    return sum(one.headcount for one in gap.vacancies)


def _km(rows: EmploymentRows, number: int) -> float:
    return float(km_between(rows.arrays, one_pair(0, number))[0])


def _first(session: Session, classes: list[_Class]) -> Cohort | None:
    if not classes:
        return None
    nearest = min(classes, key=lambda one: (*one[:2], one[2].id))[2].id
    wanted = select(Cohort).where(Cohort.id == nearest).options(joinedload(Cohort.place))
    return session.scalars(wanted).one()


def _vacancies(session: Session, ids: list[uuid.UUID]) -> dict[uuid.UUID, Vacancy]:
    wanted = select(Vacancy).where(Vacancy.id.in_(ids)).options(joinedload(Vacancy.employer))
    return {one.id: one for one in session.scalars(wanted)}
