"""Whom another minimum wage or another order of hardships would touch: previews of a change."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.employment.queue import named
from models.employment.tables import Vacancy
from models.people.tables import Person, Seeker
from models.places.tables import Place


def paying_less(session: Session, scope: Scope, monthly: int, day: dt.date) -> int:
    """Open vacancies within the scope whose lowest pay is below so many yuan a month."""
    counted = (
        select(func.count())
        .select_from(Vacancy)
        .join(Place, Place.id == Vacancy.place_id)
        .where(
            Vacancy.closed_on.is_(None),
            Vacancy.valid_until >= day,
            Vacancy.pay_min < monthly,
            scope.within(),
        )
    )
    return session.scalar(counted) or 0


def in_queue(session: Session, scope: Scope, hardship: Mapping[str, int]) -> int:
    """Active seekers within the scope with a hardship that the table names."""
    wanted = (
        select(Seeker.hardship)
        .join(Person, Person.id == Seeker.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(Seeker.active, scope.within())
    )
    return sum(any(named(word, said) for word in hardship) for said in session.scalars(wanted))
