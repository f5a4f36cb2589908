"""A step of a referral, and what nights make of it: what came to nothing is not tried again."""

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.employment.placing.life import Actor, Asked, loaded, open_steps, take
from models.employment.placing.lists import referral_by, referral_in
from models.employment.placing.steps import SEEKER
from models.employment.tables import ENDED, Referral
from models.matching.pairs import forbid


def step(
    session: Session,
    scope: Scope,
    referral_id: uuid.UUID,
    asked: Asked,
    today: dt.date,
    now: dt.datetime,
) -> Referral:
    """A step by the account that is signed in, for staff or for the employer."""
    referral, by = referral_in(session, scope, referral_id, lock=True)
    return _step(session, referral, by, asked, today, now)


def answer(session: Session, code: str, asked: Asked, today: dt.date, now: dt.datetime) -> Referral:
    """A step by the person, who holds the letter with the code."""
    referral = referral_by(session, code, lock=True)
    return _step(session, referral, Actor(SEEKER, None), asked, today, now)


def brought(
    session: Session,
    referral_id: uuid.UUID,
    asked: Asked,
    account_id: uuid.UUID,
    today: dt.date,
    now: dt.datetime,
) -> bool:
    """A step by the person, whose word the account brings; False where it cannot be taken now."""
    referral = loaded(session, referral_id, lock=True)
    if referral is None or asked.step not in open_steps(referral, SEEKER, today):
        return False
    _step(session, referral, Actor(SEEKER, account_id), asked, today, now)
    return True


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
        opening_id = referral.vacancy_id or referral.cohort_id
        assert opening_id is not None
        forbid(session, "employment", referral.seeker_id, opening_id, now)
    return referral
