"""What is owed in a place, for those who look after it: due, overdue, claimed, made."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from matcher.said import Said
from models.accounts.roles import GRID
from models.accounts.scope import Scope
from models.care.tables import Claim, Visit
from models.people.tables import Helper, Person, Resident
from models.places.tables import Place

LOOKERS = ("administrator", "county", "town", "community", *GRID)
SOON_DAYS = 7
STATES = MappingProxyType(
    {
        "overdue": Said("已过期"),
        "due": Said("七天内到期"),
        "later": Said("还不急"),
        "claimed": Said("已有人认领"),
    }
)


@dataclass(frozen=True)
class Counts:
    """Open visits by state (``claimed`` cuts across them) and those made this month."""

    overdue: int
    due: int
    later: int
    claimed: int
    made: int


@dataclass(frozen=True)
class InCommunity:
    """Open visits of one community."""

    id: uuid.UUID
    name: str
    owed: int
    overdue: int


def counts(session: Session, scope: Scope, today: dt.date) -> Counts:
    """What is owed within the scope on ``today``."""
    tally = {state: func.count().filter(_is(state, today)) for state in STATES}
    open_visits = _within(select(*tally.values()).where(Visit.state == "open"), scope)
    overdue, due, later, claimed = session.execute(open_visits).one()
    month = today.replace(day=1)
    made = select(func.count(Visit.id.distinct())).where(
        Visit.state == "done",
        select(Claim.id)
        .where(Claim.visit_id == Visit.id, Claim.state == "done", Claim.day >= month)
        .exists(),
    )
    return Counts(overdue, due, later, claimed, session.scalar(_within(made, scope)) or 0)


def by_community(session: Session, scope: Scope, today: dt.date) -> Sequence[InCommunity]:
    """The communities within the scope that are owed visits, most overdue first."""
    community = aliased(Place)
    overdue = func.count().filter(_is("overdue", today))
    tally = (
        _within(select(community.id, community.name, func.count(), overdue), scope)
        .join(
            community,
            and_(community.kind == "community", func.starts_with(Place.path, community.path)),
        )
        .where(Visit.state == "open")
        .group_by(community.id, community.name)
        .order_by(overdue.desc(), community.name)
    )
    return [InCommunity(*row) for row in session.execute(tally)]


def owed(
    scope: Scope, today: dt.date, state: str | None, community_id: uuid.UUID | None
) -> Select[Visit]:
    """Open visits within the scope, most overdue first; residents and places come along."""
    query: Select[Visit] = _within(select(Visit).where(Visit.state == "open"), scope)
    if state is not None:
        query = query.where(_is(state, today))
    if community_id is not None:
        above = select(Place.path).where(Place.id == community_id).scalar_subquery()
        query = query.where(func.starts_with(Place.path, above))
    along = joinedload(Visit.resident).joinedload(Resident.person).joinedload(Person.place)
    return query.options(along).order_by(Visit.window_to, Visit.id)


def claimants(session: Session, visit_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[Claim]]:
    """Who goes to each of these visits: standing claims with their helpers' names."""
    found: dict[uuid.UUID, list[Claim]] = {}
    standing = (
        select(Claim)
        .where(Claim.visit_id.in_(visit_ids), Claim.state == "claimed")
        .options(joinedload(Claim.helper).joinedload(Helper.person).joinedload(Person.place))
        .order_by(Claim.day, Claim.part)
    )
    for claim in session.scalars(standing):
        found.setdefault(claim.visit_id, []).append(claim)
    return found


def _is(state: str, today: dt.date) -> ColumnElement[bool]:
    soon = today + dt.timedelta(days=SOON_DAYS)
    if state == "claimed":
        return (
            select(Claim.id)
            .where(Claim.visit_id == Visit.id, Claim.state == "claimed")
            .correlate(Visit)
            .exists()
        )
    return {
        "overdue": Visit.window_to < today,
        "due": Visit.window_to.between(today, soon),
        "later": Visit.window_to > soon,
    }[state]


def _within(query: Any, scope: Scope) -> Any:
    return (
        query.join(Resident, Resident.id == Visit.resident_id)
        .join(Person, Person.id == Resident.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(scope.within(LOOKERS))
    )
