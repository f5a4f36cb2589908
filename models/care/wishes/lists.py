"""Wishes as lists: what everybody may take up, one's own, and what staff have to do with them."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import Case, Select, case, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from models.accounts.scope import Scope
from models.care.board import LOOKERS
from models.care.wishes.tables import Wish
from models.people.tables import Person, Resident

# In the order in which staff go through them.
STAGES = ("collected", "brought", "late", "claimed", "published", "ended")


def published(kind: str | None = None) -> Select[Wish]:
    """What waits for somebody, the longest first."""
    wanted = select(Wish).where(Wish.state == "published").options(*_PERSON)
    if kind is not None:
        wanted = wanted.where(Wish.kind == kind)
    return wanted.order_by(Wish.checked_at, Wish.id)


def mine(session: Session, account_id: uuid.UUID, most: int) -> Sequence[Wish]:
    """What an account has claimed: what is still to do first, then what is done, latest first."""
    wanted = select(Wish).where(Wish.claimed_by == account_id).options(*_PERSON)
    wanted = wanted.order_by(Wish.state == "fulfilled", Wish.due_on, Wish.ended_at.desc())
    return session.scalars(wanted.limit(most)).all()


def kept(scope: Scope, today: dt.date, stage: str | None = None) -> Select[Wish]:
    """The wishes of those one looks after, in the order of the stages."""
    wanted = (
        select(Wish)
        .join(Wish.resident)
        .join(Resident.person)
        .join(Person.place)
        .where(scope.within(LOOKERS))
        .options(
            contains_eager(Wish.resident)
            .contains_eager(Resident.person)
            .contains_eager(Person.place),
            joinedload(Wish.claimant),
        )
    )
    if stage is not None:
        wanted = wanted.where(stage_of(today) == stage)
    order = case({name: place for place, name in enumerate(STAGES)}, value=stage_of(today))
    return wanted.order_by(order, Wish.due_on, Wish.id)


def counted(session: Session, scope: Scope, today: dt.date) -> dict[str, int]:
    """Stage -> how many of those one looks after."""
    stage = stage_of(today).label("stage")
    found = kept(scope, today).order_by(None).with_only_columns(stage).subquery()
    rows = session.execute(select(found.c.stage, func.count()).group_by(found.c.stage))
    return {name: number for name, number in rows}


def stage_of(today: dt.date) -> Case[str]:
    """Whose turn it is; ``late`` = claimed and not brought in time."""
    return case(
        (Wish.state.in_(("fulfilled", "declined", "withdrawn")), "ended"),
        ((Wish.state == "claimed") & (Wish.due_on < today), "late"),
        else_=Wish.state,
    )


_PERSON = (joinedload(Wish.resident).joinedload(Resident.person).joinedload(Person.place),)
