"""The sheet of a visit handed in: how it went, what wants watching, what cannot wait."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy.orm import Session

from models.care.claims import finish
from models.care.owed.flags import raise_flag
from models.care.tables import Claim, Visit, VisitRecord


def hand_in(
    session: Session,
    claim_id: uuid.UUID,
    outcome: str,
    note: str | None,
    began_at: dt.datetime,
    ended_at: dt.datetime,
    now: dt.datetime,
    *,
    by: uuid.UUID,
    watch: Sequence[str] = (),
    signs: Sequence[str] = (),
    evidence: str = "none",
) -> VisitRecord:
    """Enter a visit (see ``claims.finish``); ``signs`` raise a risk flag in the same moment."""
    times = (began_at, ended_at)
    entered = finish(session, claim_id, outcome, note, *times, now, by=by, evidence=evidence)
    entered.watch = list(watch) or None
    if signs:
        held = session.get_one(Claim, claim_id)
        visit = session.get_one(Visit, held.visit_id)
        raise_flag(session, visit, claim_id, signs, note, now, by=by)
    return entered
