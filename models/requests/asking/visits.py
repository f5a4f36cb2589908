"""A volunteer made the visit that a request asked for: it is handled, and others look at it."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.accounts.tables import Account
from models.care.owed.tables import Obligation
from models.care.tables import Claim, VisitRecord
from models.people.tables import Helper
from models.requests import life
from models.requests.asking.tables import RequestNeed
from models.requests.steps import PRODUCT, STEPS
from models.requests.tables import Request, RequestStep
from models.requests.who import Actor

VISITED = "visited"


def visited(session: Session, now: dt.datetime, only: uuid.UUID | None = None) -> int:
    """Take on every request whose need a visit has discharged, once each, or ``only`` one; returns
    how many.

    Reopened, it is not taken on by the same visit again.
    """
    before = select(RequestStep.request_id).where(RequestStep.step == VISITED)
    made = (
        select(Request.id, Obligation.visit_id)
        .join(RequestNeed, RequestNeed.request_id == Request.id)
        .join(Obligation, Obligation.need_id == RequestNeed.need_id)
        .where(
            Request.state.in_(STEPS[VISITED].moves),
            Obligation.state == "discharged",
            Request.id.not_in(before),
        )
        .order_by(Request.id)
    )
    if only is not None:
        made = made.where(Request.id == only)
    rows = session.execute(made).all()
    for request_id, visit_id in rows:
        request = life.loaded(session, request_id, lock=True)
        assert request is not None
        if request.state in STEPS[VISITED].moves:
            by = Actor(frozenset({PRODUCT}), _visitor(session, visit_id))
            life.step(session, request, by, life.Asked(VISITED), now)
    return len(rows)


def _visitor(session: Session, visit_id: uuid.UUID | None) -> uuid.UUID | None:
    """The account of whoever made a visit: he does not see to his own."""
    made = (
        select(Account.id)
        .join(Helper, Helper.person_id == Account.person_id)
        .join(Claim, Claim.helper_id == Helper.id)
        .join(VisitRecord, VisitRecord.claim_id == Claim.id)
        .where(Claim.visit_id == visit_id, VisitRecord.outcome == "done")
    )
    return session.scalar(made.order_by(Account.id).limit(1))
