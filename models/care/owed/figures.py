"""Owed, made, overdue: counted from the ledger of obligations, by kind, community and grid."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from models.accounts.scope import Scope
from models.care.board import LOOKERS
from models.care.days import SHANGHAI
from models.care.owed.due import month_of
from models.care.owed.tables import Obligation
from models.care.tables import ServiceKind
from models.people.tables import Person, Resident
from models.places.tables import Place


@dataclass(frozen=True)
class Count:
    """One line: ``owed`` is due this month or ``late``; the others ended in this month."""

    id: uuid.UUID | str
    name: str
    owed: int
    late: int
    made: int
    carried: int
    excused: int


def by_kind(session: Session, scope: Scope, today: dt.date) -> Sequence[Count]:
    """One line a kind of service."""
    query = select(ServiceKind.code, ServiceKind.name, *_tallies(today))
    query = query.select_from(Obligation).join(ServiceKind, ServiceKind.code == Obligation.kind)
    return _grouped(session, _joined(query), scope, today, ServiceKind.code, ServiceKind.name)


def by_place(session: Session, scope: Scope, today: dt.date, kind: str) -> Sequence[Count]:
    """One line a community or grid, most overdue first; grids bear their community's name."""
    place, community = aliased(Place), aliased(Place)
    name: Any = place.name if kind == "community" else community.name + " " + place.name
    query = select(place.id, name, *_tallies(today)).select_from(Obligation)
    over = and_(place.kind == kind, func.starts_with(Place.path, place.path))
    query = _joined(query).join(place, over)
    if kind != "community":
        query = query.join(
            community,
            and_(community.kind == "community", func.starts_with(place.path, community.path)),
        )
    return _grouped(session, query, scope, today, place.id, name)


def _joined(query: Any) -> Any:
    return (
        query.join(Resident, Resident.id == Obligation.resident_id)
        .join(Person, Person.id == Resident.person_id)
        .join(Place, Place.id == Person.place_id)
    )


def _grouped(
    session: Session, query: Any, scope: Scope, today: dt.date, *by: ColumnElement[Any] | Any
) -> Sequence[Count]:
    """Rows of the month only, so that years of history are not read."""
    tallies = _tallies(today)
    within = query.where(scope.within(LOOKERS), _recent(today)).group_by(*by)
    rows = session.execute(within.order_by(tallies[1].desc(), tallies[0].desc(), by[-1]))
    return [Count(*row) for row in rows]


def _tallies(today: dt.date) -> list[ColumnElement[int]]:
    last = month_of(today.replace(day=1))[1]
    state = Obligation.state
    return [
        func.count().filter(state == "open", Obligation.window_from <= last),
        func.count().filter(state == "open", Obligation.owed_since < today),
        func.count().filter(state == "discharged"),
        func.count().filter(state == "carried"),
        func.count().filter(state == "excused"),
    ]


def _recent(today: dt.date) -> ColumnElement[bool]:
    """Open, made this month, or ended otherwise this month."""
    first = today.replace(day=1)
    began = dt.datetime.combine(first, dt.time(), SHANGHAI)
    made = and_(Obligation.state == "discharged", Obligation.done_on >= first)
    ended = and_(Obligation.state.in_(("carried", "excused")), Obligation.closed_at >= began)
    return (Obligation.state == "open") | made | ended
