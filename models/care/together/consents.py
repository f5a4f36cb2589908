"""A guardian's consent 监护人同意: given to a text, recorded by staff, withdrawn at any time."""

import datetime as dt
import uuid
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import SQLCoreOperations

from matcher.care.arrays import ADULT
from matcher.care.rules import YOUNGEST
from matcher.said import Said
from models.care.days import civil_day
from models.care.together.refusals import ConsentMissing, SignedAlready, TogetherWrong
from models.care.together.tables import GuardianConsent
from models.people.identity import age
from models.people.tables import Person
from models.trail.log import record_row

STATION, HELPING = "station", "helping"
# A year is a school year and a guardian's memory; from memory.
HELPING_HOLDS = dt.timedelta(days=365)
# From then on a new word may take the place of the old.
RENEW_WITHIN = dt.timedelta(days=60)
# purpose -> (version, text); a changed text gets a new version, those given before keep theirs.
TEXTS = MappingProxyType(
    {
        STATION: (
            "2026-11",
            Said(
                "我同意孩子参加四点半辅导站。接送由我写明的人负责，到闭站时间前来接。"
                "辅导站只为看护和联系使用这里填写的姓名和电话。我可以随时退出。"
            ),
        ),
        HELPING: (
            "2026-11",
            Said(
                "我同意孩子参加志愿服务，由成年志愿者陪同，不单独上门。"
                "只为安排服务和联系使用这里填写的姓名和电话。我可以随时撤回。"
            ),
        ),
    }
)


Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Guardian:
    """Who consents: name, telephone, what he is to the child, the day on the paper."""

    name: str
    phone: str
    relation: str
    given_on: dt.date


def give(
    session: Session,
    person: Person,
    purpose: str,
    guardian: Guardian,
    now: dt.datetime,
    *,
    by: uuid.UUID,
) -> GuardianConsent:
    """Record a guardian's word as staff have it on paper or heard it from him."""
    if guardian.given_on > civil_day(now):
        raise TogetherWrong(Said("同意的日期不能在今天以后。"))
    session.get_one(Person, person.id, with_for_update={"key_share": True})
    old = standing(session, person.id, purpose)
    if old is not None:
        if old.valid_until is None or old.valid_until > civil_day(now) + RENEW_WITHIN:
            raise SignedAlready(Said("监护人同意已经登记过。"))
        withdraw(session, old, now, by=by)
    given = GuardianConsent(
        person_id=person.id,
        purpose=purpose,
        guardian_name=guardian.name,
        guardian_phone=guardian.phone,
        relation=guardian.relation,
        text_version=TEXTS[purpose][0],
        given_on=guardian.given_on,
        valid_until=guardian.given_on + HELPING_HOLDS if purpose == HELPING else None,
        recorded_by=by,
        recorded_at=now,
    )
    session.add(given)
    session.flush()
    record_row(
        session, "consent.give", given, now, by=by, whose=given.person_id, detail=_text(given)
    )
    return given


def withdraw(
    session: Session, given: GuardianConsent, now: dt.datetime, *, by: uuid.UUID
) -> GuardianConsent:
    """The guardian takes his word back; it holds from today."""
    if given.withdrawn_on is None:
        given.withdrawn_on, given.withdrawn_by = civil_day(now), by
        session.flush()
        record_row(
            session,
            "consent.withdraw",
            given,
            now,
            by=by,
            whose=given.person_id,
            detail=_text(given),
        )
    return given


def standing(session: Session, person_id: uuid.UUID, purpose: str) -> GuardianConsent | None:
    """The consent that nobody has taken back; it may have run out."""
    return session.scalar(select(GuardianConsent).where(standing_for(person_id, purpose)))


def standing_for(person_id: SQLCoreOperations[uuid.UUID] | uuid.UUID, purpose: str) -> Condition:
    """The condition under which a row of ``guardian_consent`` is that consent."""
    return and_(
        GuardianConsent.person_id == person_id,
        GuardianConsent.purpose == purpose,
        GuardianConsent.withdrawn_on.is_(None),
    )


def check_may_help(session: Session, person: Person, day: dt.date) -> bool:
    """Whether a helper is a minor on ``day``; a minor needs 14 years and his guardian's word.

    Whose birthday nobody registered is taken for an adult, as in the night's rules.
    """
    if person.born_on is None or age(person.born_on, day) >= ADULT:
        return False
    if age(person.born_on, day) < YOUNGEST:
        raise ConsentMissing(Said("满 %(age)d 周岁并经监护人同意后可参加。", age=YOUNGEST))
    given = standing(session, person.id, HELPING)
    if given is None or given.valid_until is None or given.valid_until < day:
        raise ConsentMissing(Said("未满 18 周岁，要监护人同意才能参加。请监护人到社区登记同意。"))
    return True


def _text(given: GuardianConsent) -> dict[str, Any]:
    return {"purpose": given.purpose, "version": given.text_version}
