"""A volunteer made the visit that a request asked for: it is handled, and others look at it."""

import datetime as dt
import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.tables import Account
from models.care.asking.tables import Asking, Unfilled
from models.care.owed.tables import Obligation
from models.care.pair import county_of
from models.care.tables import Claim, VisitRecord
from models.people.tables import Helper, Resident
from models.requests import life
from models.requests.asking.tables import RequestHelp, RequestNeed
from models.requests.steps import PRODUCT, STEPS
from models.requests.tables import Request, RequestStep
from models.requests.telling import send
from models.requests.who import Actor, persons_asking

VISITED = "visited"
# By these steps somebody said that it is not done: what was before them does not count any more.
AGAIN = ("resident_no", "back")
GONE = Said("第 %(number)d 号诉求有志愿者上门办了，您不用再去。")


def visited(session: Session, now: dt.datetime, only: uuid.UUID | None = None) -> int:
    """Take on every request whose need a visit has discharged, once each, or ``only`` one; returns
    how many.

    Only a visit begun after it was asked, and after the last "no"; never one by who asks himself.
    """
    again = select(func.max(RequestStep.at)).where(
        RequestStep.request_id == Request.id, RequestStep.step.in_(AGAIN)
    )
    made = (
        select(Request.id, Obligation.visit_id)
        .join(RequestNeed, RequestNeed.request_id == Request.id)
        .join(Obligation, Obligation.need_id == RequestNeed.need_id)
        .join(Claim, Claim.visit_id == Obligation.visit_id)
        .join(VisitRecord, VisitRecord.claim_id == Claim.id)
        .where(
            Request.state.in_(STEPS[VISITED].moves),
            Obligation.state == "discharged",
            VisitRecord.outcome == "done",
            VisitRecord.began_at >= func.coalesce(again.scalar_subquery(), Request.at),
        )
        .distinct()
        .order_by(Request.id)
    )
    if only is not None:
        made = made.where(Request.id == only)
    return sum(
        _taken_on(session, request_id, visit_id, now)
        for request_id, visit_id in session.execute(made).all()
    )


def not_offered(session: Session, since: dt.datetime) -> set[uuid.UUID]:
    """The counties where help was opened ``since`` then and nobody was asked to go.

    Later on the rounds of asking come by anyway.
    """
    visit = Obligation.visit_id
    wanted = (
        select(Resident.person_id)
        .join(Obligation, Obligation.resident_id == Resident.id)
        .join(RequestNeed, RequestNeed.need_id == Obligation.need_id)
        .join(RequestHelp, RequestHelp.request_id == RequestNeed.request_id)
        .where(RequestHelp.looked_at >= since, Obligation.state == "open")
        .where(
            ~select(Asking.id).where(Asking.visit_id == visit).exists(),
            ~select(Unfilled.visit_id).where(Unfilled.visit_id == visit).exists(),
            ~select(Claim.id).where(Claim.visit_id == visit, Claim.state == "claimed").exists(),
        )
    )
    return {county_of(session, person) for person in session.scalars(wanted.distinct())}


def _taken_on(
    session: Session, request_id: uuid.UUID, visit_id: uuid.UUID | None, now: dt.datetime
) -> bool:
    request = life.loaded(session, request_id, lock=True)
    assert request is not None
    visitors = _visitors(session, request, visit_id)
    if request.state not in STEPS[VISITED].moves or not visitors:
        return False
    by = Actor(frozenset({PRODUCT}), visitors[0])
    taken = life.step(session, request, by, life.Asked(VISITED), now)
    if request.handler_id is not None:
        send(session, request, {request.handler_id}, f"request:{taken.id}:gone", GONE, now)
    return True


def _visitors(
    session: Session, request: Request, visit_id: uuid.UUID | None
) -> list[uuid.UUID | None]:
    """The accounts of those who made a visit, None for one without: they do not see to their own.

    Who asks is none of them: of what he did himself he is the only witness.
    """
    made = (
        select(Helper.person_id, Account.id)
        .join(Claim, Claim.helper_id == Helper.id)
        .join(VisitRecord, VisitRecord.claim_id == Claim.id)
        .outerjoin(Account, Account.person_id == Helper.person_id)
        .where(Claim.visit_id == visit_id, VisitRecord.outcome == "done")
        .order_by(Account.id)
    )
    asking = persons_asking(session, request)
    return [account for person, account in session.execute(made) if person not in asking]
