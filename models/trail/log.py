"""Writing the trail; reading it is for the auditor and for the person concerned."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy.orm import Session

from models.trail.tables import TrailEntry


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

    ``subject`` names the table of ``subject_id``; ``whose`` is the person concerned; ``address``
    the network address the request came from; ``account_id`` None is the product itself.
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
            address=address,
            detail=detail or {},
        )
    )
