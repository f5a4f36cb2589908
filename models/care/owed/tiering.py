"""Placing a resident in a tier by hand: dated, with a reason; the newest place holds."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.owed.refusals import PlanWrong
from models.care.owed.tables import TierChange
from models.care.people import resident_in
from models.care.tiers import TIERS
from models.people.tables import Resident
from models.trail.log import record_row


def place(
    session: Session,
    resident: Resident,
    tier: int,
    reason: str,
    now: dt.datetime,
    *,
    by: uuid.UUID,
    flag_id: uuid.UUID | None = None,
) -> None:
    """Move a resident to a tier; what he is owed follows when it is next opened."""
    resident.tier = tier
    session.add(
        TierChange(
            resident_id=resident.id,
            tier=tier,
            reason=reason,
            flag_id=flag_id,
            changed_at=now,
            changed_by=by,
        )
    )
    record_row(
        session, "care.tier", resident, now, by=by, whose=resident.person_id, detail={"tier": tier}
    )


def set_tier(
    session: Session,
    scope: Scope,
    resident_id: uuid.UUID,
    tier: int,
    reason: str,
    now: dt.datetime,
) -> Resident:
    """Staff place a resident within their scope; raises ``PlanWrong`` without a reason."""
    if tier not in TIERS or not reason.strip():
        raise PlanWrong(Said("请选一个等级，并写明为什么。"))
    resident = resident_in(session, scope, resident_id)
    place(session, resident, tier, reason, now, by=scope.account_id)
    return resident


def history(session: Session, resident_id: uuid.UUID) -> Sequence[TierChange]:
    """Every change of tier, newest first."""
    wanted = select(TierChange).where(TierChange.resident_id == resident_id)
    return session.scalars(wanted.order_by(TierChange.changed_at.desc())).all()
