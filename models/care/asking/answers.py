"""What becomes of an ask: he goes, he cannot this time, not now, or nobody is wanted any more."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.asking.tables import Asking
from models.care.checks import HELD
from models.care.refusals import CareUnknown
from models.care.tables import Claim, Visit


def went(session: Session, helper_id: uuid.UUID, visit_id: uuid.UUID, now: dt.datetime) -> None:
    """The helper has claimed what he may have been asked for; a yes after a no counts too."""
    mine = (Asking.helper_id == helper_id, Asking.visit_id == visit_id)
    _answer(session, "yes", now, *mine, Asking.answer != "yes")


def decline(session: Session, helper_id: uuid.UUID, visit_id: uuid.UUID, now: dt.datetime) -> bool:
    """Not this time; False when he had answered before."""
    mine = (Asking.helper_id == helper_id, Asking.visit_id == visit_id)
    if session.scalar(select(Asking.id).where(*mine)) is None:
        raise CareUnknown(Said("没有找到这次询问。"))
    unanswered = Asking.answer.in_(("none", "expired", "not_now"))
    return _answer(session, "no", now, *mine, unanswered) > 0


def not_now(session: Session, helper_id: uuid.UUID, now: dt.datetime) -> None:
    """The helper wants to be left in peace: all that he has not answered is answered."""
    _answer(session, "not_now", now, Asking.helper_id == helper_id, Asking.answer == "none")


def expire(session: Session, now: dt.datetime) -> int:
    """Asks for visits that want nobody any more; returns how many."""
    taken = (
        select(func.count())
        .where(Claim.visit_id == Visit.id, Claim.state.in_(HELD))
        .correlate(Visit)
        .scalar_subquery()
    )
    wanted = exists().where(
        Visit.id == Asking.visit_id, Visit.state == "open", Visit.helpers_wanted > taken
    )
    return _answer(session, "expired", now, Asking.answer == "none", ~wanted)


def _answer(session: Session, answer: str, now: dt.datetime, *which: Any) -> int:
    changed = session.execute(
        update(Asking)
        .where(*which)
        .values(answer=answer, answered_at=now)
        .returning(Asking.id)
        .execution_options(synchronize_session=False)
    )
    return len(changed.all())
