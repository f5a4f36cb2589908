"""Phones whose clock was far off when a sheet was stamped: put right on arrival, shown to staff."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.tables import VisitRecord
from models.care.visiting.tables import SheetReceived

# A clock set by hand is a few minutes off; more than this is worth a question.
FAR_OFF = dt.timedelta(minutes=10)


def clocks_off(session: Session, claim_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Said]:
    """Claim -> what to say of the phone's clock, where a sheet's was more than ``FAR_OFF`` off."""
    seconds = SheetReceived.clock_off
    far = select(SheetReceived.claim_id, seconds).where(
        SheetReceived.claim_id.in_(claim_ids), func.abs(seconds) > FAR_OFF.total_seconds()
    )
    # The sheet that was furthest off speaks for its claim.
    rows = session.execute(far.order_by(func.abs(seconds), SheetReceived.received_at))
    return {claim_id: _said(off) for claim_id, off in rows}


def clock_off_at(session: Session, record_id: uuid.UUID) -> Said | None:
    """The same for one entered visit."""
    claim_id = session.scalar(select(VisitRecord.claim_id).where(VisitRecord.id == record_id))
    return None if claim_id is None else clocks_off(session, [claim_id]).get(claim_id)


def _said(seconds: int) -> Said:
    minutes = round(abs(seconds) / 60)
    if seconds > 0:
        return Said("手机时钟慢了 %(minutes)d 分钟，时间已校正", minutes=minutes)
    return Said("手机时钟快了 %(minutes)d 分钟，时间已校正", minutes=minutes)
