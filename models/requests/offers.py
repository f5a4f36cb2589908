"""Offering an accepted request to organisations: one of them takes it, and the others hear of it.

What is offered says kind, urgency, community and the words; who asks is seen by whoever took it.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from matcher.said import Said
from models.accounts.over import accounts_over
from models.accounts.scope import Scope
from models.accounts.tables import Account
from models.care.days import civil_day
from models.people.consents.words import SHARING, refuses
from models.people.tables import Organisation
from models.places.tables import Place
from models.requests.clocks import Clock, due
from models.requests.rules import calendar, limits_on
from models.requests.tables import Request, RequestOffer
from models.requests.telling import in_hand, send
from models.requests.who import PROVIDERS, Actor, askers, organisations

# In this state it can be offered and taken; leaving it, whatever was not answered is over.
OFFERED_IN = "accepted"
ANSWER_NAMES = {
    "none": Said("还没有答复"),
    "taken": Said("接了"),
    "declined": Said("办不了"),
    "over": Said("不用答复了"),
}
ASKED = Said("第 %(number)d 号诉求想请你们来办，请答复接不接。")
TAKEN = Said("第 %(number)d 号诉求已经有人接了，不用你们办了。")
NOT_NEEDED = Said("第 %(number)d 号诉求不用你们办了。")
NOBODY = Said("第 %(number)d 号诉求请的单位都说办不了，请另外安排。")
LATE = Said("第 %(number)d 号诉求请的单位到时还没有答复，请看要不要另外安排。")


def providers_for(session: Session, request: Request) -> Sequence[Organisation]:
    """The organisations with an account over the place that it can be offered to, by name: not
    those of which anybody asks, nor those that have still to answer; none where the person it is
    about took back that they may be told."""
    over = accounts_over(session, request.place.path, PROVIDERS)
    theirs = select(Account.organisation_id).where(Account.id.in_(over))
    waiting = select(RequestOffer.organisation_id).where(
        RequestOffer.request_id == request.id, RequestOffer.answer == "none"
    )
    if request.person_id is not None and refuses(session, request.person_id, SHARING):
        return []
    wanted = select(Organisation).where(
        Organisation.id.in_(theirs),
        Organisation.id.not_in(waiting),
        Organisation.id.not_in(organisations(askers(session, request))),
    )
    return session.scalars(wanted.order_by(Organisation.kind, Organisation.name)).all()


def offers_of(
    session: Session, request_id: uuid.UUID
) -> Sequence[tuple[RequestOffer, Organisation, str | None]]:
    """Every offer of a request with the name of whoever answered, the newest first."""
    rows = session.execute(
        select(RequestOffer, Organisation, Account.name)
        .join(RequestOffer.organisation)
        .outerjoin(Account, Account.id == RequestOffer.answered_by)
        .where(RequestOffer.request_id == request_id)
        .order_by(RequestOffer.round.desc(), Organisation.name)
    )
    return [(offer, organisation, name) for offer, organisation, name in rows]


def waiting_for(scope: Scope) -> Select[RequestOffer]:
    """The offers an account's organisation has to answer, at its places, the first due first."""
    return (
        select(RequestOffer)
        .join(RequestOffer.request)
        .join(Request.place)
        .where(
            RequestOffer.answer == "none",
            RequestOffer.organisation_id == scope.organisation_id,
            scope.within(PROVIDERS, Place.path),
        )
        .options(contains_eager(RequestOffer.request).contains_eager(Request.place))
        .order_by(RequestOffer.due_at, RequestOffer.id)
    )


def unanswered(
    session: Session, request_id: uuid.UUID, organisation_id: uuid.UUID | None
) -> RequestOffer | None:
    """What an organisation has still to answer."""
    return session.scalar(
        select(RequestOffer).where(
            RequestOffer.request_id == request_id,
            RequestOffer.organisation_id == organisation_id,
            RequestOffer.answer == "none",
        )
    )


def make(
    session: Session,
    request: Request,
    by: uuid.UUID | None,
    units: Collection[uuid.UUID],
    now: dt.datetime,
) -> None:
    """Offer it to organisations, whose accounts are told."""
    assert by is not None
    number = _round(session, request) + 1
    until = _until(session, request, now)
    session.add_all(
        RequestOffer(
            request_id=request.id,
            organisation_id=unit,
            round=number,
            offered_at=now,
            offered_by=by,
            due_at=until,
            answer="none",
        )
        for unit in sorted(set(units))
    )
    session.flush()
    _tell(session, request, units, f"offer:{number}", ASKED, now)


def answer(
    session: Session, request: Request, by: Actor, said: str, why: str | None, now: dt.datetime
) -> None:
    """What an organisation says; once all have said no, whoever has it in hand is told."""
    offer = unanswered(session, request.id, by.organisation_id)
    assert offer is not None
    offer.answer, offer.reason = said, why
    offer.answered_at, offer.answered_by = now, by.account_id
    session.flush()
    if said == "declined" and not _open(session, request):
        _tell_staff(session, request, NOBODY, now)


def end(session: Session, request: Request, now: dt.datetime) -> None:
    """Whatever was not answered is over, and they hear no more than that."""
    left = _open(session, request)
    if not left:
        return
    for offer in left:
        offer.answer, offer.answered_at = "over", now
    session.flush()
    why = TAKEN if request.state == "sent" else NOT_NEEDED
    key = f"offer:{_round(session, request)}:over"
    _tell(session, request, [one.organisation_id for one in left], key, why, now)


def look_at_late(session: Session, now: dt.datetime, limit: int = 100) -> int:
    """Tell whoever has a request in hand, once, that offers were not answered in time; they stay
    open. Returns how many requests there were; those that somebody holds come the next time."""
    late = RequestOffer.answer == "none", RequestOffer.late_at.is_(None), RequestOffer.due_at <= now
    wanted = (
        select(Request)
        .where(Request.id.in_(select(RequestOffer.request_id).where(*late)))
        .order_by(Request.id)
        .limit(limit)
        .options(joinedload(Request.place, innerjoin=True))
        .with_for_update(of=Request, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    found = session.scalars(wanted).all()
    for request in found:
        for offer in _open(session, request):
            if offer.due_at <= now:
                offer.late_at = offer.late_at or now
        _tell_staff(session, request, LATE, now)
    return len(found)


def _open(session: Session, request: Request) -> Sequence[RequestOffer]:
    wanted = select(RequestOffer).where(
        RequestOffer.request_id == request.id, RequestOffer.answer == "none"
    )
    return session.scalars(wanted.execution_options(populate_existing=True)).all()


def _round(session: Session, request: Request) -> int:
    """How often it has been offered."""
    last = select(func.max(RequestOffer.round)).where(RequestOffer.request_id == request.id)
    return session.scalar(last) or 0


def _until(session: Session, request: Request, now: dt.datetime) -> dt.datetime:
    """Round the clock where it is urgent, else in working time."""
    ordinary = request.urgency == "ordinary"
    minutes = limits_on(session, civil_day(now))["offer" if ordinary else "offer_urgent"]
    return due(Clock(minutes, ordinary), now, calendar(session, now, now, minutes))


def _tell(
    session: Session,
    request: Request,
    units: Collection[uuid.UUID],
    key: str,
    said: Said,
    now: dt.datetime,
) -> None:
    """Tell the accounts of organisations over the place."""
    over = accounts_over(session, request.place.path, PROVIDERS)
    theirs = select(Account.id).where(Account.id.in_(over), Account.organisation_id.in_(units))
    send(session, request, session.scalars(theirs).all(), f"request:{request.id}:{key}", said, now)


def _tell_staff(session: Session, request: Request, said: Said, now: dt.datetime) -> None:
    """Once for each time it was offered, whether they said no or nothing."""
    key = f"request:{request.id}:offers:{_round(session, request)}"
    send(session, request, in_hand(session, request, now), key, said, now)
