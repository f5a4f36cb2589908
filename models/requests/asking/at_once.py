"""Help asked for together with a request: a need at once, where it is certain who is meant.

Certain is whoever asks for himself with an account of his own, and the one served of the full name
given whose number, or whose guardian's, is the number to call back. That the guardian agrees is
certain from the guardian's number alone, that he agrees himself only from whoever is known to be of
age. All else waits for staff.
Whoever asked is told the same in either case: nobody can try out who is served here.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.care.owed.careplan import FROM_REQUEST
from models.care.owed.refusals import PlanWrong
from models.care.tables import Need
from models.people.tables import Resident
from models.requests.asking.needs import Wanted, about, named, open_for
from models.requests.asking.refusals import NotANeed
from models.requests.asking.tables import RequestHelp
from models.requests.life import loaded
from models.requests.tables import Request

# What may be asked for without staff: nothing that wants a nurse or touches the body.
SERVICES = ("company", "errands", "clinic", "tutoring")


def ask_for(session: Session, request: Request, wanted: Wanted) -> None:
    """Keep what is wanted with a request that is being entered."""
    session.add(
        RequestHelp(
            request_id=request.id,
            kind=wanted.kind,
            name=wanted.name,
            first_day=wanted.first_day,
            last_day=wanted.last_day,
            consent=wanted.consent,
        )
    )


def asked_for(session: Session, request_id: uuid.UUID) -> RequestHelp | None:
    """What was asked for with a request, for staff."""
    return session.get(RequestHelp, request_id)


def not_looked_at(session: Session) -> Sequence[uuid.UUID]:
    """The requests whose help nobody has looked at, the first first."""
    wanted = select(RequestHelp.request_id).join(Request, Request.id == RequestHelp.request_id)
    new = wanted.where(RequestHelp.looked_at.is_(None)).order_by(Request.at, Request.id)
    return session.scalars(new).all()


def look_at(
    session: Session, request_id: uuid.UUID, today: dt.date, now: dt.datetime
) -> uuid.UUID | None:
    """Open the need where that is certain; the county to be matched again, None where it waits."""
    request = loaded(session, request_id, lock=True)
    help_ = session.get_one(RequestHelp, request_id, populate_existing=True)
    assert request is not None
    if help_.looked_at is not None:
        return None
    help_.looked_at = now
    resident = _meant(session, request, help_.name)
    if resident is None or not _is_their_word(request, resident, help_.consent):
        return None
    if _asked_already(session, resident, help_.kind):
        return None
    wanted = Wanted(help_.kind, help_.first_day, help_.last_day, help_.consent)
    try:
        # Refused, it leaves nothing behind: staff find the request as it was entered.
        with session.begin_nested():
            return open_for(session, request, resident, wanted, today, now, by=None)
    except (NotANeed, PlanWrong):
        return None


def _meant(session: Session, request: Request, name: str | None) -> Resident | None:
    if name is None:
        own = about(session, request)
        return None if own is None or own.person.address_suppressed else own
    certain = [one for one in named(session, request, name) if _calls(request, one)]
    return certain[0] if len(certain) == 1 else None


def _calls(request: Request, resident: Resident) -> bool:
    """Whether whoever asked is the resident, or gave a number on record for him."""
    on_record = (resident.person.phone, resident.guardian_phone)
    by_number = request.phone is not None and request.phone in on_record
    return by_number or request.person_id == resident.person_id


def _is_their_word(request: Request, resident: Resident, consent: str) -> bool:
    """Whether it can be whose word it is said to be; without a birthday he may be a child."""
    if consent == "guardian":
        return request.phone is not None and request.phone == resident.guardian_phone
    return resident.person.born_on is not None


def _asked_already(session: Session, resident: Resident, kind: str) -> bool:
    """Whether another request asks the same for him: perhaps twice the same, a person decides."""
    same = select(Need.id).where(
        Need.resident_id == resident.id,
        Need.kind == kind,
        Need.source == FROM_REQUEST,
        Need.closed_on.is_(None),
    )
    return session.scalar(same.limit(1)) is not None
