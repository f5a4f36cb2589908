"""A seeker's own word 告知同意: given to a text, for one purpose; taken back with all else."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.employment.people import seeker_in
from models.employment.seeking.tables import SeekerConsent
from models.people.tables import Seeker
from models.trail.log import record_row

SEEKING, SENSITIVE = "seeking", "sensitive"
# purpose -> (version, text); a changed text gets a new version, those given before keep theirs.
# 个人信息保护法第十三、二十九条: what is sensitive needs a word of its own.
TEXTS = MappingProxyType(
    {
        SEEKING: (
            "2026-11",
            Said(
                "我同意就业服务站登记我的姓名、电话、住处、技能和求职意向，"
                "只用来给我介绍岗位和培训。我可以随时不再登记。"
            ),
        ),
        SENSITIVE: (
            "2026-11",
            Said(
                "我另外同意登记我工作中的身体限制和就业困难类别，"
                "只用来避开做不了的活、安排帮扶先后，不告诉用人单位。"
            ),
        ),
    }
)


def give(
    session: Session,
    scope: Scope,
    seeker: Seeker,
    purposes: Collection[str],
    today: dt.date,
    now: dt.datetime,
) -> None:
    """Record the word of a locked seeker to the texts of today; one that stands stays as it is."""
    stand = {one.purpose for one in standing(session, seeker.id)}
    for purpose in TEXTS:
        if purpose in purposes and purpose not in stand:
            given = SeekerConsent(
                seeker_id=seeker.id,
                purpose=purpose,
                text_version=TEXTS[purpose][0],
                given_on=today,
                recorded_by=scope.account_id,
                recorded_at=now,
            )
            session.add(given)
            record_row(
                session,
                "seeker.consent",
                given,
                now,
                by=scope.account_id,
                whose=seeker.person_id,
                detail={"purpose": purpose, "version": given.text_version},
            )


def record(
    session: Session,
    scope: Scope,
    seeker_id: uuid.UUID,
    purposes: Collection[str],
    today: dt.date,
    now: dt.datetime,
) -> None:
    """The word of somebody registered before, as a ledger brings people."""
    give(session, scope, seeker_in(session, scope, seeker_id, lock=True), purposes, today, now)


def withdraw_all(session: Session, seeker: Seeker, today: dt.date) -> None:
    """The person takes every word back: with it the registration ends."""
    for given in standing(session, seeker.id):
        given.withdrawn_on = today


def standing(session: Session, seeker_id: uuid.UUID) -> Sequence[SeekerConsent]:
    """What the person has agreed to and not taken back."""
    wanted = select(SeekerConsent).where(
        SeekerConsent.seeker_id == seeker_id, SeekerConsent.withdrawn_on.is_(None)
    )
    return session.scalars(wanted.order_by(SeekerConsent.purpose)).all()
