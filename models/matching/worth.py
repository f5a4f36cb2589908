"""What one more would be worth, asked of a published night: how far that is, and the answer.

It stands in a column of its own, so that events of the day and this never write over each other.
"""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.database.refused import Refused
from models.matching.runs import NoSuchRun
from models.matching.tables import Run
from models.places.tables import Place

ASKERS = ("administrator", "county", "employment")
# Asked longer ago and neither done nor failed: its worker was lost, and it may be asked anew.
LOST_AFTER = dt.timedelta(minutes=20)


class NotPublished(Refused):
    """Only of a published night one may ask what one more would be worth."""

    code = "run_not_published"


def ask(session: Session, scope: Scope, run_id: uuid.UUID, now: dt.datetime) -> bool:
    """Note that it is asked for; False while it is being worked on already.

    Whoever calls this puts it on the queue after the commit.
    """
    run = session.scalars(_of_own_county(scope, run_id).with_for_update(of=Run)).one_or_none()
    if run is None:
        raise NoSuchRun(Said("没有这次匹配，或不在您的管理范围内"))
    if run.state != "published":
        raise NotPublished(Said("这一晚还没有发布，发布之后才能计算"))
    if working(run, now):
        return False
    run.worth = {"state": "working", "share": 0.0, "asked_at": now.isoformat()}
    return True


def may_ask(session: Session, scope: Scope, run_id: uuid.UUID) -> bool:
    """Whether this account works for the whole county of the run."""
    return session.scalars(_of_own_county(scope, run_id)).one_or_none() is not None


def working(run: Run, now: dt.datetime) -> bool:
    """Whether it was asked for and the answer may still come."""
    if run.worth is None or run.worth["state"] != "working":
        return False
    return now - dt.datetime.fromisoformat(run.worth["asked_at"]) < LOST_AFTER


def tell(session: Session, run_id: uuid.UUID, worth: dict[str, Any]) -> None:
    """Write how far it is, that it failed, or the answer; commit it apart, so that it is seen."""
    session.execute(update(Run).where(Run.id == run_id).values(worth=worth))


def _of_own_county(scope: Scope, run_id: uuid.UUID) -> Select[Run]:
    found = select(Run).join(Place, Place.id == Run.county_id)
    return found.where(Run.id == run_id, scope.within(ASKERS))
