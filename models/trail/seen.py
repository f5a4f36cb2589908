"""Who saw a person's data, as the person is told: by role and place, never by name."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.accounts.tables import Account, Grant
from models.trail.tables import TrailEntry


@dataclass(frozen=True)
class Seen:
    """One look; ``by`` are the roles the account holds now, each with the name of its place."""

    at: dt.datetime
    action: str
    why: str | None
    by: tuple[tuple[str, str], ...]


def looks_at(
    session: Session, person_id: uuid.UUID, actions: Collection[str], most: int
) -> list[Seen]:
    """The newest looks of these kinds at somebody, without his own."""
    own = select(Account.id).where(Account.person_id == person_id)
    lines = session.scalars(
        select(TrailEntry)
        .where(
            TrailEntry.whose == person_id,
            TrailEntry.action.in_(actions),
            or_(TrailEntry.account_id.is_(None), TrailEntry.account_id.not_in(own)),
        )
        .order_by(TrailEntry.at.desc(), TrailEntry.number.desc())
        .limit(most)
    ).all()
    grants: dict[uuid.UUID | None, list[tuple[str, str]]] = {}
    known = {line.account_id for line in lines}
    for grant in session.scalars(select(Grant).where(Grant.account_id.in_(known))):
        grants.setdefault(grant.account_id, []).append((grant.role, grant.place.name))
    return [
        Seen(line.at, line.action, line.why, tuple(sorted(grants.get(line.account_id, ()))))
        for line in lines
    ]
