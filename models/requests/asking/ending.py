"""What ends a need that a request became: the request is over, or an organisation sees to it."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from models.accounts.tables import Account
from models.care.calling_off import call_off
from models.care.owed.careplan import close_need
from models.care.owed.settling import excuse_need, hold_visits
from models.care.owed.tables import Obligation
from models.care.tables import Claim, Need, Visit
from models.people.tables import Resident
from models.requests.asking.needs import need_of, open_visits, with_unit
from models.requests.asking.tables import RequestNeed
from models.requests.life import loaded
from models.requests.tables import Request

# Over like this nobody need come any more, whatever he has promised.
UNWANTED = ("withdrawn", "referred")


def end_over(
    session: Session, today: dt.date, now: dt.datetime, only: uuid.UUID | None = None
) -> set[uuid.UUID]:
    """Close the needs whose requests are over, or that an organisation sees to, or of ``only`` one;
    returns the counties to be matched again.

    The organisation has it alone only while nobody has given his word to make the visit.
    """
    over = (
        select(RequestNeed.request_id)
        .join(RequestNeed.request)
        .join(RequestNeed.need)
        .outerjoin(Request.handler)
        .where(
            Need.closed_on.is_(None),
            or_(
                Request.ended_at.is_not(None),
                and_(Request.state == "sent", Account.organisation_id.is_not(None)),
            ),
        )
    )
    if only is not None:
        over = over.where(RequestNeed.request_id == only)
    counties = set()
    for request_id in session.scalars(over.order_by(RequestNeed.request_id)).all():
        row = need_of(session, request_id)
        request = loaded(session, request_id, lock=True)
        assert row is not None and request is not None
        # In that moment the resident may have said no, or the organisation have given it back.
        if request.ended_at is None and not with_unit(request):
            continue
        resident = session.get_one(Resident, row.need.resident_id)
        hold_visits(session, resident.id)
        session.refresh(row.need, with_for_update={"key_share": True})
        claims = _promised(session, row.need, today)
        if row.need.closed_on is None and (request.ended_at is not None or not claims):
            close_need(session, resident, row.need, today, now, by=None)
            if request.state in UNWANTED:
                _call_off(session, row.need, claims, now)
            counties.add(open_visits(session, resident, today, now))
    return counties


def _promised(session: Session, need: Need, today: dt.date) -> Sequence[Visit]:
    """The visits for a need that somebody is still to make."""
    coming = (
        select(Visit)
        .join(Obligation, Obligation.visit_id == Visit.id)
        .join(Claim, Claim.visit_id == Visit.id)
        .where(Obligation.need_id == need.id, Obligation.state == "open")
        .where(Claim.state == "claimed", Claim.day >= today)
        .distinct()
    )
    return session.scalars(coming).all()


def _call_off(session: Session, need: Need, visits: Sequence[Visit], now: dt.datetime) -> None:
    """Nobody goes for it any more: told so, unless he goes for something else as well."""
    excuse_need(session, need.id, now)
    for visit in visits:
        owed = select(Obligation.kind).where(
            Obligation.visit_id == visit.id, Obligation.state == "open"
        )
        visit.kinds, visit.asked = sorted(set(session.scalars(owed))), False
        if not visit.kinds:
            visit.kinds = [need.kind]
            call_off(session, visit, now)
    session.flush()
