"""Licences that staff have seen: without one, "licensed care only" is refused to lay helpers."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.owed.refusals import PlanWrong
from models.care.owed.tables import HelperLicence
from models.care.people import helper_in
from models.trail.log import record_row

# The names as they stand on the licence; what a care plan asks for is one of them.
LICENCES = (
    Said("护士执业证"),
    Said("养老护理员证"),
    Said("医师执业证"),
    Said("社会工作者证"),
    Said("心理咨询师证"),
)
WRONG = Said("请从列表中选一种证件，并填写有效期到哪一天。")
NAMES = tuple(str(name) for name in LICENCES)


def licences_of(session: Session, helper_id: uuid.UUID) -> Sequence[HelperLicence]:
    """What a helper has shown, expired ones too."""
    wanted = select(HelperLicence).where(HelperLicence.helper_id == helper_id)
    return session.scalars(wanted.order_by(HelperLicence.name)).all()


def enter(
    session: Session,
    scope: Scope,
    helper_id: uuid.UUID,
    name: str,
    until: dt.date,
    now: dt.datetime,
) -> HelperLicence:
    """Enter or renew a licence that was seen; ``until`` is its last day."""
    if name not in NAMES:
        raise PlanWrong(WRONG)
    helper = helper_in(session, scope, helper_id)
    known = {row.name: row for row in licences_of(session, helper_id)}
    row = known.get(name) or HelperLicence(helper_id=helper_id, name=name)
    row.until, row.seen_by, row.seen_at = until, scope.account_id, now
    session.add(row)
    record_row(
        session,
        "care.licence",
        row,
        now,
        by=scope.account_id,
        whose=helper.person_id,
        detail={"name": name, "until": until.isoformat()},
    )
    return row
