"""Writing the trail; reading it is for the auditor and for the person concerned."""

import datetime as dt
import uuid
from typing import Any, Protocol

from sqlalchemy.orm import Session

from models.trail.tables import TrailEntry

# Where a session keeps the network address that its change was asked for from.
FROM = "trail.from"


class Row(Protocol):
    """What a line can be about: a row of a table with ids."""

    __tablename__: str

    @property
    def id(self) -> Any: ...


def record(
    session: Session,
    *,
    action: str,
    account_id: uuid.UUID | None,
    now: dt.datetime,
    subject: str | None = None,
    subject_id: uuid.UUID | None = None,
    whose: uuid.UUID | None = None,
    why: str | None = None,
    address: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Add a line in the transaction of the change it tells of: both stand, or neither.

    ``subject`` names the table of ``subject_id``; ``whose`` is the person concerned;
    ``account_id`` None is the product itself. The network address is that of the session, where a
    request began it; ``address`` names another.
    ``detail`` must hold no sealed value: the trail is kept longer than the row.
    """
    session.add(
        TrailEntry(
            at=now,
            account_id=account_id,
            action=action,
            subject=subject,
            subject_id=subject_id,
            whose=whose,
            why=why,
            address=address or session.info.get(FROM),
            detail=detail or {},
        )
    )


def record_row(
    session: Session,
    action: str,
    row: Row,
    now: dt.datetime,
    *,
    by: uuid.UUID | None,
    whose: uuid.UUID | None = None,
    why: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """A line about one row that has an ``id``; its table is the subject. See ``record``."""
    # The id of a new row comes from the database.
    session.flush()
    record(
        session,
        action=action,
        account_id=by,
        now=now,
        subject=row.__tablename__,
        subject_id=row.id,
        whose=whose,
        why=why,
        detail=detail,
    )
