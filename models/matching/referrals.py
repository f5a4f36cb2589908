"""A step of a referral, and what nights make of it: what came to nothing is not tried again."""

import datetime as dt
import uuid

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.employment.placing.life import Actor, Asked, actor, take
from models.employment.placing.lists import referral_by, referral_in
from models.employment.placing.steps import SEEKER
from models.employment.tables import ENDED, Referral
from models.matching.tables import ForbiddenPair


def step(
    session: Session,
    scope: Scope,
    referral_id: uuid.UUID,
    asked: Asked,
    today: dt.date,
    now: dt.datetime,
) -> Referral:
    """A step by the account that is signed in, for staff or for the employer."""
    referral = referral_in(session, scope, referral_id, lock=True)
    by = actor(scope, referral)
    assert by is not None
    return _step(session, referral, by, asked, today, now)


def answer(session: Session, code: str, asked: Asked, today: dt.date, now: dt.datetime) -> Referral:
    """A step by the person, who holds the letter with the code."""
    referral = referral_by(session, code, lock=True)
    return _step(session, referral, Actor(SEEKER, None), asked, today, now)


def _step(
    session: Session,
    referral: Referral,
    by: Actor,
    asked: Asked,
    today: dt.date,
    now: dt.datetime,
) -> Referral:
    take(session, referral, by, asked, today, now)
    if referral.state in ENDED and asked.reason != "mistake":
        pair = insert(ForbiddenPair).values(
            left_id=referral.seeker_id,
            right_id=referral.vacancy_id or referral.cohort_id,
            market="employment",
            since=now,
        )
        session.execute(pair.on_conflict_do_nothing())
    return referral
