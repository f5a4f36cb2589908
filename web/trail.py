"""A line of the trail for a change made on a page or over the API."""

import uuid

from flask import request
from sqlalchemy.orm import Session

from models.trail.log import record
from web.access import scope
from web.clock import now


def noted(
    session: Session,
    action: str,
    subject: str,
    subject_id: uuid.UUID,
    why: str | None = None,
    whose: uuid.UUID | None = None,
) -> None:
    """Who did what, from where; in the transaction of the change."""
    record(
        session,
        action=action,
        account_id=scope().account_id,
        now=now(),
        subject=subject,
        subject_id=subject_id,
        whose=whose,
        why=why,
        address=request.remote_addr,
    )
