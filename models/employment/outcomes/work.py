"""Who is at work as of a day, who began, who stayed three and six months, and why others left."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import CTE, and_, func, or_, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.employment.months import months_after
from models.employment.outcomes.ways import ways, within
from models.employment.placing.checks import MONTHS
from models.employment.tables import EMPLOYER_KINDS, Employer

# How far back what happened over time is counted.
BACK = 12


@dataclass(frozen=True)
class Employed:
    """``people`` at work with ``employers`` of one kind."""

    kind: str
    employers: int
    people: int


@dataclass(frozen=True)
class Stay:
    """Of ``people`` whose work began ``months`` ago or earlier: how many were still there after
    those months, had left before, or nobody has said yet."""

    months: int
    people: int
    there: int
    left: int

    @property
    def unknown(self) -> int:
        return self.people - self.there - self.left


def employed(session: Session, scope: Scope, day: dt.date) -> Sequence[Employed]:
    """Every kind of employer, in the order of the county's statistic; a person counts once."""
    way = ways(day)
    newest = (
        select(way.c.seeker_id, way.c.employer_id)
        .where(within(scope, way), way.c.started_on.is_not(None), way.c.left_on.is_(None))
        .ext(distinct_on(way.c.seeker_id))
        .order_by(way.c.seeker_id, way.c.started_on.desc(), way.c.id.desc())
        .subquery()
    )
    rows = session.execute(
        select(Employer.kind, func.count(Employer.id.distinct()), func.count())
        .join(newest, newest.c.employer_id == Employer.id)
        .group_by(Employer.kind)
    )
    found = {kind: Employed(kind, employers, people) for kind, employers, people in rows}
    return [found.get(kind, Employed(kind, 0, 0)) for kind in EMPLOYER_KINDS]


def by_month(session: Session, scope: Scope, day: dt.date) -> Sequence[tuple[dt.date, int]]:
    """(first of the month, how many began to work in it), twelve up to the month of the day."""
    months = [months_after(day.replace(day=1), back) for back in range(1 - BACK, 1)]
    way = ways(day)
    month = func.date(func.date_trunc("month", way.c.started_on))
    rows = session.execute(
        select(month, func.count())
        .where(within(scope, way), way.c.started_on >= months[0])
        .group_by(month)
    )
    found = {first: number for first, number in rows}
    return [(first, found.get(first, 0)) for first in months]


def stays(session: Session, scope: Scope, day: dt.date) -> Sequence[Stay]:
    """One line for three months, one for six, of those for whom they ended in the last twelve."""
    way = ways(day)
    return [_stay(session, scope, way, day, months) for months in MONTHS]


def leaving(session: Session, scope: Scope, day: dt.date) -> Sequence[tuple[str, int]]:
    """(reason, how many left for it in the last twelve months), most first."""
    way = ways(day)
    rows = session.execute(
        select(way.c.left_reason, func.count())
        .where(within(scope, way), way.c.left_on > months_after(day, -BACK))
        .group_by(way.c.left_reason)
        .order_by(func.count().desc(), way.c.left_reason)
    )
    return [(reason, number) for reason, number in rows]


def _stay(session: Session, scope: Scope, way: CTE, day: dt.date, months: int) -> Stay:
    over = func.date(way.c.started_on + text(f"interval '{months} months'"))
    left = and_(way.c.left_on.is_not(None), way.c.left_on < over)
    there = or_(way.c[f"stayed_{months}"].is_not(None), way.c.left_on >= over)
    row = session.execute(
        select(
            func.count(),
            func.count().filter(~left, there),
            func.count().filter(left),
        ).where(within(scope, way), over <= day, over > months_after(day, -BACK))
    ).one()
    return Stay(months, *row)
