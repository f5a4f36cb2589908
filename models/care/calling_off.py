"""Taking back a visit that nobody is to make any more."""

import datetime as dt

from sqlalchemy import update
from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.staff import accounts_of
from models.care.tables import Claim, Visit
from models.notices.outbox import tell


def call_off(session: Session, visit: Visit, now: dt.datetime) -> None:
    """Cancel a visit and tell those who were to go; what others in the household are owed stays."""
    visit.state = "cancelled"
    visit.closed_at = now
    gone = (
        update(Claim)
        .where(Claim.visit_id == visit.id, Claim.state == "claimed")
        .values(state="not_done", ended_at=now)
        .returning(Claim.helper_id)
    )
    accounts = accounts_of(session, session.scalars(gone).all())
    called_off = Said("您认领的一次探访已取消，不用再去了。")
    tell(session, accounts, f"visit:{visit.id}:off", called_off, "/care", now)
