"""A risk noticed at a visit, made a request: then somebody accepts it within minutes.

A severe one becomes one by itself, the others by one tap.

The flag stays what it is (models/care/owed/flags.py): the tier is up and a visit is owed at once.
The visitor's own note stays with it, for those who are shown the resident in clear.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.owed.flags import SEVERE, SIGNS
from models.care.owed.tables import RiskFlag
from models.care.people import resident_in
from models.people.tables import Person, Resident
from models.places.tables import Place
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
    return _enter(session, flag, resident.person, scope.account_id, now)


def severe_of(session: Session, claim_id: uuid.UUID, now: dt.datetime) -> list[Request]:
    """Make each severe flag of a claim's visit a request, once; whoever is on duty is told.

    Called in the transaction in which the record of the visit comes in. Suspected harm is written
    as a case of its own (models/care/owed/cases.py), raises no flag, and so never comes here.
    """
    standing = (
        select(RiskFlag)
        .where(RiskFlag.claim_id == claim_id, RiskFlag.handled_at.is_(None))
        .order_by(RiskFlag.raised_at, RiskFlag.id)
        .with_for_update(key_share=True)
    )
    flags = [flag for flag in session.scalars(standing) if SEVERE.intersection(flag.signs)]
    known = requests_of(session, [flag.id for flag in flags])
    about = select(Person).join(Resident, Resident.person_id == Person.id)
    return [
        _enter(
            session,
            flag,
            session.scalars(about.where(Resident.id == flag.resident_id)).one(),
            flag.raised_by,
            now,
        )
        for flag in flags
        if flag.id not in known
    ]


def _enter(
    session: Session, flag: RiskFlag, person: Person, by: uuid.UUID, now: dt.datetime
) -> Request:
    entry = Entry(
        kind="safety" if set(flag.signs) <= OF_THE_PLACE else "care",
        place_id=_where(session, person),
        words="；".join(str(SIGNS[sign]) for sign in flag.signs),
        urgency="urgent",
        person_id=person.id,
        recorder_id=by,
    )
    made = enter(session, entry, source="visit", now=now)
    session.add(RequestFlag(flag_id=flag.id, request_id=made.id))
    session.flush()
    return made


def _where(session: Session, person: Person) -> uuid.UUID:
    """His place; of somebody kept back no more than the community: a grid may be a stairwell."""
    if not person.address_suppressed:
        return person.place_id
    home = select(Place.path).where(Place.id == person.place_id).scalar_subquery()
    around = select(Place.id).where(Place.kind == "community", func.starts_with(home, Place.path))
    return session.scalar(around) or person.place_id
