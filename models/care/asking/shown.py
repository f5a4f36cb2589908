"""Asks as people see them: the helper who is asked, the staff who want to know who was."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.asking.tables import Asking, Unfilled
from models.care.board import LOOKERS
from models.care.checks import HELD
from models.care.tables import Claim, Visit
from models.people.tables import Helper, Person, Resident
from models.places.tables import Place

ANSWERED = MappingProxyType(
    {
        "none": Said("还没有回音"),
        "yes": Said("答应去"),
        "no": Said("这次不行"),
        "not_now": Said("暂不接单"),
        "expired": Said("已不需要"),
    }
)


@dataclass(frozen=True)
class Spent:
    """Messages sent to ask, and visits that somebody took, since the same moment."""

    messages: int
    filled: int

    @property
    def each(self) -> float | None:
        """Messages per filled visit."""
        return self.messages / self.filled if self.filled else None


def open_asks(session: Session, helper_id: uuid.UUID) -> Sequence[Asking]:
    """What a helper has not answered, the most urgent visit first."""
    unanswered = (
        select(Asking)
        .join(Visit, Visit.id == Asking.visit_id)
        .where(Asking.helper_id == helper_id, Asking.answer == "none", Visit.state == "open")
        .order_by(Visit.window_to, Asking.id)
    )
    return session.scalars(unanswered).all()


def own_ask(session: Session, helper_id: uuid.UUID, visit_id: uuid.UUID) -> Asking | None:
    """What this helper was asked for one visit."""
    mine = select(Asking).where(Asking.helper_id == helper_id, Asking.visit_id == visit_id)
    return session.scalar(mine)


def asks_on(
    session: Session, visit_ids: Sequence[uuid.UUID]
) -> Mapping[uuid.UUID, Sequence[Asking]]:
    """visit -> everybody asked for it, in the order of asking, with names."""
    found: dict[uuid.UUID, list[Asking]] = {}
    asks = (
        select(Asking)
        .where(Asking.visit_id.in_(visit_ids))
        .options(joinedload(Asking.helper).joinedload(Helper.person).joinedload(Person.place))
        .order_by(Asking.wave, Asking.asked_at, Asking.id)
    )
    for asked in session.scalars(asks):
        found.setdefault(asked.visit_id, []).append(asked)
    return found


def spent(session: Session, scope: Scope, since: dt.datetime) -> Spent:
    """What asking has come to within the scope."""
    messages = _of_visits(select(func.count(Asking.id)).join_from(Asking, Visit), scope)
    filled = _of_visits(select(func.count(Visit.id.distinct())).join_from(Claim, Visit), scope)
    return Spent(
        session.scalar(messages.where(Asking.asked_at >= since)) or 0,
        session.scalar(filled.where(Claim.claimed_at >= since, Claim.state.in_(HELD))) or 0,
    )


def in_search(scope: Scope) -> Select[Visit]:
    """Open visits for which somebody was asked and still is wanted; those nobody took first."""
    taken = (
        select(func.count())
        .where(Claim.visit_id == Visit.id, Claim.state.in_(HELD))
        .correlate(Visit)
        .scalar_subquery()
    )
    asked = exists().where(Asking.visit_id == Visit.id)
    along = joinedload(Visit.resident).joinedload(Resident.person).joinedload(Person.place)
    query: Select[Visit] = _of_visits(select(Visit), scope)
    return (
        query.outerjoin(Unfilled, Unfilled.visit_id == Visit.id)
        .where(
            Visit.state == "open",
            Visit.helpers_wanted > taken,
            ~Visit.along,
            or_(asked, Unfilled.since.is_not(None)),
        )
        .options(along)
        .order_by(Unfilled.since.is_(None), Visit.window_to, Visit.id)
    )


def nobodys(session: Session, visit_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the visits that were handed to staff."""
    return set(session.scalars(select(Unfilled.visit_id).where(Unfilled.visit_id.in_(visit_ids))))


def _of_visits(query: Any, scope: Scope) -> Any:
    return (
        query.join(Resident, Resident.id == Visit.resident_id)
        .join(Person, Person.id == Resident.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(scope.within(LOOKERS))
    )
