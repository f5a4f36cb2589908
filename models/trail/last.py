"""The last line of a kind about somebody: who did it, when, why."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.accounts.tables import Account
from models.trail.tables import TrailEntry


@dataclass(frozen=True)
class Line:
    """``who`` is the name of the account."""

    entry: TrailEntry
    who: str


def last_line(session: Session, person_id: uuid.UUID, action: str) -> Line | None:
    """The newest line of ``action`` that concerns the person; None while there is none."""
    row = session.execute(
        select(TrailEntry, Account.name)
        .join(Account, Account.id == TrailEntry.account_id)
        .where(TrailEntry.whose == person_id, TrailEntry.action == action)
        .order_by(TrailEntry.at.desc(), TrailEntry.number.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Line(*row)
