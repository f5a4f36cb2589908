"""Putting an upload away before anything of it came in."""

import datetime as dt
import uuid

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.ledgers.refusals import ImportNotReady
from models.ledgers.tables import Import
from models.trail.log import record

STILL_OUTSIDE = ("preview", "failed")


def discard(
    session: Session, import_id: uuid.UUID, account_id: uuid.UUID, now: dt.datetime
) -> None:
    """Delete the upload with its file; refused once its rows are coming in."""
    query = select(Import.state).where(Import.id == import_id).with_for_update()
    if session.scalar(query) not in STILL_OUTSIDE:
        raise ImportNotReady(Said("这份台账正在处理或已经导入，不能放弃；已导入的可以撤销。"))
    session.execute(delete(Import).where(Import.id == import_id))
    record(
        session,
        action="ledger.discard",
        account_id=account_id,
        now=now,
        subject="import",
        subject_id=import_id,
    )
