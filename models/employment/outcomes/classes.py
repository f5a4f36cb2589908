"""What became of training orders: enrolled, passed, at work, by order and by provider."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass
from typing import TypeVar

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from models.accounts.scope import Scope
from models.employment.outcomes.ways import ways
from models.employment.people import STAFF
from models.employment.tables import Cohort, TrainingOrder

Key = TypeVar("Key")


@dataclass(frozen=True)
class Came:
    """Of ``enrolled`` people: ``passed`` or ``failed`` so far; ``at_work`` now, after passing."""

    enrolled: int = 0
    passed: int = 0
    failed: int = 0
    at_work: int = 0

    @property
    def examined(self) -> int:
        return self.passed + self.failed

    def __add__(self, other: "Came") -> "Came":
        return Came(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


def classes(session: Session, scope: Scope, day: dt.date) -> Sequence[tuple[Cohort, Came]]:
    """The classes in the places of staff that had begun or had people by that day, latest first.

    Whoever went over to another class is counted there alone.
    """
    came = _came(session, day)
    order = joinedload(Cohort.order)
    wanted = (
        select(Cohort)
        .join(Cohort.order)
        .join(Cohort.place)
        .where(scope.within(STAFF), or_(Cohort.starts_on <= day, Cohort.id.in_(came)))
        .options(order.joinedload(TrainingOrder.employer), joinedload(Cohort.place))
        .order_by(Cohort.starts_on.desc(), TrainingOrder.number, Cohort.id)
    )
    return [(cohort, came.get(cohort.id, Came())) for cohort in session.scalars(wanted)]


def by_order(rows: Iterable[tuple[Cohort, Came]]) -> Sequence[tuple[TrainingOrder, Came]]:
    """The orders for whose classes somebody enrolled, in the order of the rows."""
    found = list(rows)
    orders = {cohort.order_id: cohort.order for cohort, _ in found}
    return [(orders[key], came) for key, came in _summed(found, lambda one: one.order_id)]


def by_provider(rows: Iterable[tuple[Cohort, Came]]) -> Sequence[tuple[str | None, Came]]:
    """The providers to whom somebody went, most people first; None = not on record."""
    found = _summed(rows, lambda one: one.provider)
    return sorted(found, key=lambda line: -line[1].enrolled)


def _came(session: Session, day: dt.date) -> dict[uuid.UUID, Came]:
    """Cohort id -> what came of it."""
    way = ways(day)
    rows = session.execute(
        select(
            way.c.cohort_id,
            func.count(),
            func.count(way.c.passed_on),
            func.count(way.c.failed_on),
            func.count().filter(and_(way.c.started_on.is_not(None), way.c.left_on.is_(None))),
        )
        .where(way.c.cohort_id.is_not(None), way.c.seeker_yes_on.is_not(None), ~way.c.moved)
        .group_by(way.c.cohort_id)
    )
    return {cohort_id: Came(*numbers) for cohort_id, *numbers in rows}


def _summed(
    rows: Iterable[tuple[Cohort, Came]], key: Callable[[Cohort], Key]
) -> list[tuple[Key, Came]]:
    sums: dict[Key, Came] = {}
    for cohort, came in rows:
        sums[key(cohort)] = sums.get(key(cohort), Came()) + came
    return [(name, came) for name, came in sums.items() if came.enrolled]
