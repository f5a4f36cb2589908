"""Employers side by side: who wants people, who has how many, and who has not said so for long."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from models.accounts.scope import Scope
from models.employment.employers import known_to
from models.employment.headcounts.reports import latest
from models.employment.months import months_after
from models.employment.tables import EMPLOYER_KINDS, Employer
from models.employment.vacancies import vacancies

# Whoever has told nothing for so many months is asked.
SILENT = 3


@dataclass(frozen=True)
class Told:
    """What was last told of an employer, and for which day; ``silent`` = that is long ago."""

    day: dt.date
    people: int
    hardship: int
    silent: bool


@dataclass(frozen=True)
class Staffed:
    """Employers of one kind: of how many it was ever told, and what was told of them last.

    ``oldest`` is the day of the oldest word that counts, ``stale`` how many are long ago.
    """

    kind: str
    employers: int = 0
    reported: int = 0
    people: int = 0
    hardship: int = 0
    oldest: dt.date | None = None
    stale: int = 0


def since(day: dt.date) -> dt.date:
    """What was told for a day before this one is long ago."""
    return months_after(day, -SILENT)


def board(
    scope: Scope, today: dt.date, kind: str | None = None, silent: bool = False, text: str = ""
) -> Select[Employer]:
    """The employers one knows, by name; ``text`` is a part of it, ``silent`` those to be asked."""
    wanted = select(Employer).where(known_to(scope), Employer.name.contains(text, autoescape=True))
    if kind is not None:
        wanted = wanted.where(Employer.kind == kind)
    if silent:
        told = latest(today)
        heard = select(told.c.employer_id).where(told.c.day >= since(today))
        wanted = wanted.where(Employer.id.not_in(heard))
    return wanted.options(joinedload(Employer.place)).order_by(Employer.name)


def last_told(
    session: Session, employers: Sequence[Employer], day: dt.date
) -> dict[uuid.UUID, Told]:
    """Employer id -> what was last told by that day; nothing for whoever never told."""
    told = latest(day)
    rows = session.execute(
        select(told).where(told.c.employer_id.in_([one.id for one in employers]))
    )
    return {
        row.employer_id: Told(row.day, row.people, row.hardship, row.day < since(day))
        for row in rows
    }


def open_vacancies(session: Session, scope: Scope, today: dt.date) -> dict[uuid.UUID, int]:
    """Employer id -> how many of its vacancies one looks after are open."""
    found = vacancies(scope, today, "open").order_by(None).subquery()
    rows = session.execute(select(found.c.employer_id, func.count()).group_by(found.c.employer_id))
    return {employer_id: number for employer_id, number in rows}


def by_kind(session: Session, scope: Scope, day: dt.date) -> Sequence[Staffed]:
    """Every kind of employer, in the order of the county's statistic.

    Employers are those known now; what each told last by that day stands for it.
    """
    told = latest(day)
    rows = session.execute(
        select(
            Employer.kind,
            func.count(),
            func.count(told.c.employer_id),
            func.coalesce(func.sum(told.c.people), 0),
            func.coalesce(func.sum(told.c.hardship), 0),
            func.min(told.c.day),
            func.count().filter(told.c.day < since(day)),
        )
        .outerjoin(told, told.c.employer_id == Employer.id)
        .where(known_to(scope))
        .group_by(Employer.kind)
    )
    found = {kind: Staffed(kind, *counts) for kind, *counts in rows}
    return [found.get(kind, Staffed(kind)) for kind in EMPLOYER_KINDS]
