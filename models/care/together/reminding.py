"""A guardian's word for a young helper runs out after a year; he and his staff hear of it."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.care.arrays import ADULT
from matcher.said import Said
from models.care.days import civil_day
from models.care.staff import accounts_of, staff_over
from models.care.together.consents import HELPING
from models.care.together.tables import GuardianConsent
from models.notices.outbox import tell
from models.people.identity import age
from models.people.tables import Helper, Person
from models.places.tables import Place

# Long enough to bring a parent to the community office on a weekend.
REMIND_WITHIN = dt.timedelta(days=30)


def remind(session: Session, now: dt.datetime) -> int:
    """Tell of each word that runs out within a month, once; returns how many do.

    Not of those who will be of age by then.
    """
    today = civil_day(now)
    rows = session.execute(
        select(Helper.id, Person.born_on, GuardianConsent.valid_until, Place.path)
        .join(Person, Person.id == Helper.person_id)
        .join(Place, Place.id == Person.place_id)
        .join(GuardianConsent, GuardianConsent.person_id == Person.id)
        .where(
            Helper.active,
            GuardianConsent.purpose == HELPING,
            GuardianConsent.withdrawn_on.is_(None),
            GuardianConsent.valid_until.between(today, today + REMIND_WITHIN),
        )
        .order_by(Helper.id)
    )
    told = 0
    for helper_id, born_on, until, path in rows:
        assert until is not None
        if born_on is not None and age(born_on, until) < ADULT:
            _tell(session, helper_id, until, path, now)
            told += 1
    return told


def _tell(
    session: Session, helper_id: uuid.UUID, until: dt.date, path: str, now: dt.datetime
) -> None:
    key, day = f"consent:{helper_id}:{until}", until.isoformat()
    mine = Said("监护人同意 %(day)s 到期，请监护人到社区重新登记，您才能接着参加。", day=day)
    tell(session, accounts_of(session, [helper_id]), key, mine, "/care/", now)
    theirs = Said("有未成年志愿者的监护人同意 %(day)s 到期，请约监护人重新登记。", day=day)
    tell(session, staff_over(session, path), key, theirs, f"/care/helpers/{helper_id}/consent", now)
