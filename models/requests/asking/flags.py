"""A risk noticed at a visit, made a request: then somebody accepts it within minutes.

The flag stays what it is (models/care/owed/flags.py): the tier is up and a visit is owed at once.
The visitor's own note stays with it, for those who are shown the resident in clear.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.owed.flags import SIGNS
from models.care.owed.tables import RiskFlag
from models.care.people import resident_in
from models.requests.asking.refusals import NotARequest
from models.requests.asking.tables import RequestFlag
from models.requests.life import Entry, enter
from models.requests.tables import Request

# What makes the place dangerous; all other signs are about the person.
OF_THE_PLACE = frozenset({"danger"})


def requests_of(session: Session, flag_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, uuid.UUID]:
    """Flag -> the request it was made; without those that were made none."""
    made = select(RequestFlag.flag_id, RequestFlag.request_id)
    rows = session.execute(made.where(RequestFlag.flag_id.in_(flag_ids)))
    return {flag_id: request_id for flag_id, request_id in rows}


def from_flag(session: Session, scope: Scope, flag_id: uuid.UUID, now: dt.datetime) -> Request:
    """Make an unhandled flag an urgent request about the resident; whoever looks after him does it.

    Raises ``CareUnknown`` for one elsewhere, ``NotARequest`` for one handled or made a request.
    """
    flag = session.get(RiskFlag, flag_id, with_for_update={"key_share": True})
    gone = NotARequest(Said("这个风险已经处理过，或已经转成诉求了。"))
    if flag is None:
        raise gone
    resident = resident_in(session, scope, flag.resident_id)
    if flag.handled_at is not None or requests_of(session, [flag_id]):
        raise gone
    entry = Entry(
        kind="safety" if set(flag.signs) <= OF_THE_PLACE else "care",
        place_id=resident.person.place_id,
        words="；".join(str(SIGNS[sign]) for sign in flag.signs),
        urgency="urgent",
        person_id=resident.person_id,
        recorder_id=scope.account_id,
    )
    made = enter(session, entry, source="visit", now=now)
    session.add(RequestFlag(flag_id=flag_id, request_id=made.id))
    session.flush()
    return made
