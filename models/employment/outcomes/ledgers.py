"""The ledgers of the employment market as of a day, row by row."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, case, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from models.accounts.scope import Scope
from models.employment.outcomes.ways import civil, ways
from models.employment.people import STAFF
from models.employment.tables import Cohort, Employer, TrainingOrder, Vacancy
from models.people.tables import Person, Seeker
from models.places.tables import Place


@dataclass(frozen=True)
class Filled:
    """A vacancy, its state as in ``models.employment.vacancies.STATES``, and how many people were
    ever ``sent``, hold a place (``held``), are at work there."""

    vacancy: Vacancy
    state: str
    sent: int
    held: int
    at_work: int


def referrals(session: Session, scope: Scope, day: dt.date) -> Sequence[Row[*tuple[Any, ...]]]:
    """The columns of ``ways`` and, beside them, ``name`` of the person and ``Place`` of the home,
    ``employer`` and its ``kind``, ``occupation``, ``training`` for a class; by day.

    Columns rather than rows of tables: a county's ledger has tens of thousands of lines.
    """
    way = ways(day)
    return session.execute(
        select(
            way,
            Person.name,
            Place,
            Employer.name.label("employer"),
            Employer.kind,
            func.coalesce(Vacancy.occupation, TrainingOrder.occupation).label("occupation"),
            way.c.cohort_id.is_not(None).label("training"),
        )
        .join(Seeker, Seeker.id == way.c.seeker_id)
        .join(Seeker.person)
        .join(Person.place)
        .outerjoin(Vacancy, Vacancy.id == way.c.vacancy_id)
        .outerjoin(Cohort, Cohort.id == way.c.cohort_id)
        .outerjoin(TrainingOrder, TrainingOrder.id == Cohort.order_id)
        .join(
            Employer,
            Employer.id == func.coalesce(Vacancy.employer_id, TrainingOrder.employer_id),
        )
        .where(scope.within(STAFF))
        .order_by(way.c.decided_on, way.c.id)
    ).all()


def vacancies(session: Session, scope: Scope, day: dt.date) -> Sequence[Filled]:
    """Those in the places of staff that were posted by that day, closed ones too; by employer."""
    way = ways(day)
    at_work = and_(way.c.started_on.is_not(None), way.c.left_on.is_(None))
    held = func.count(way.c.id).filter(way.c.ended_on.is_(None))
    state = case(
        (Vacancy.closed_on <= day, "closed"),
        (Vacancy.valid_until < day, "expired"),
        (held >= Vacancy.headcount, "full"),
        else_="open",
    )
    known = or_(Vacancy.posted_at.is_(None), civil(Vacancy.posted_at) <= day)
    rows = session.execute(
        select(Vacancy, state, func.count(way.c.id), held, func.count().filter(at_work))
        .join(Vacancy.employer)
        .join(Vacancy.place)
        .outerjoin(way, way.c.vacancy_id == Vacancy.id)
        .where(scope.within(STAFF), known)
        .group_by(Vacancy.id, Employer.id, Place.id)
        .options(contains_eager(Vacancy.employer), contains_eager(Vacancy.place))
        .order_by(Employer.name, Vacancy.valid_until, Vacancy.id)
    )
    return [Filled(*row) for row in rows]
