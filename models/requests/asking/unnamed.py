"""The words of a request for those it is only offered to: without whom it is about."""

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from models.care.tables import Need
from models.people.tables import Person, Resident
from models.requests.asking.tables import RequestHelp, RequestNeed
from models.requests.tables import Request

# What of somebody's own words could call him or open his door: seven digits and more, however
# they are set apart.
_DIGITS = re.compile(r"\d(?:[\W_]*\d){6,}")
HIDDEN = "＊＊＊"


def without_names(session: Session, requests: Sequence[Request]) -> Mapping[uuid.UUID, str]:
    """Request id -> its words without numbers and without the names of who asks, of whom it is
    about and of who needs the help asked for."""
    about, served = aliased(Person), aliased(Person)
    wanted = (
        select(Request.id, Request.name, RequestHelp.name, about.name, served.name)
        .outerjoin(RequestHelp, RequestHelp.request_id == Request.id)
        .outerjoin(about, about.id == Request.person_id)
        .outerjoin(RequestNeed, RequestNeed.request_id == Request.id)
        .outerjoin(RequestNeed.need)
        .outerjoin(Resident, Resident.id == Need.resident_id)
        .outerjoin(served, served.id == Resident.person_id)
        .where(Request.id.in_([one.id for one in requests]))
    )
    names = {request_id: found for request_id, *found in session.execute(wanted)}
    return {one.id: _without(one.words, names[one.id]) for one in requests}


def _without(words: str, names: Iterable[str | None]) -> str:
    for name in sorted({one for one in names if one}, key=len, reverse=True):
        words = words.replace(name, HIDDEN)
    return _DIGITS.sub(HIDDEN, words)
