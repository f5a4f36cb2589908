"""The one door to ending a registration: what hangs on it ends with it.

What the nights have proposed lapses, and nobody is asked any longer to stand in for the seeker's
care. Referrals stay as they are: a person has decided on them.
"""

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.bridge.duties import end_all
from models.employment.seeking import requests
from models.employment.seeking.requests import Asked
from models.employment.seeking.tables import SeekerRequest
from models.matching.consent import hold_open, lapse
from models.people.tables import Seeker


def ask(
    session: Session,
    scope: Scope,
    seeker_id: uuid.UUID,
    asked: Asked,
    today: dt.date,
    now: dt.datetime,
) -> SeekerRequest | None:
    """See ``requests.ask``."""
    proposals = hold_open(session, seeker_id)
    request = requests.ask(session, scope, seeker_id, asked, today, now)
    if request is None:
        lapse(session, proposals)
        end_all(session, seeker_id, today, now, by=scope.account_id)
    return request


def decide(
    session: Session,
    scope: Scope,
    request_id: uuid.UUID,
    confirmed: bool,
    today: dt.date,
    now: dt.datetime,
) -> Seeker:
    """See ``requests.decide``."""
    seeker_id = requests.request_in(session, scope, request_id).seeker_id
    proposals = hold_open(session, seeker_id)
    seeker = requests.decide(session, scope, request_id, confirmed, today, now)
    if not seeker.active:
        lapse(session, proposals)
        end_all(session, seeker_id, today, now, by=scope.account_id)
    return seeker
