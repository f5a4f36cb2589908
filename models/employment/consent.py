"""Whether a person wants to be matched by machine at all (个人信息保护法第二十四条)."""

import datetime as dt
import uuid
from types import MappingProxyType
from typing import ClassVar

from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.database.refused import Refused
from models.employment.people import seeker_in
from models.people.consents import words as consents
from models.people.consents.words import AUTOMATED, Word
from models.people.tables import Seeker
from models.trail.log import record_row

ACTION = "seeker.automation"
# How the person's own word reached whoever enters it.
REASONS = MappingProxyType(
    {
        "in_person": Said("本人当面提出"),
        "by_phone": Said("本人电话提出"),
        "in_writing": Said("本人书面提出"),
        "by_family": Said("家属受本人委托提出"),
    }
)


class ConsentReasonUnknown(Refused):
    """Nobody said how the person's word came in."""

    code: ClassVar[str] = "consent_reason_unknown"


def set_automated(
    session: Session,
    scope: Scope,
    seeker_id: uuid.UUID,
    automated: bool,
    reason: str,
    now: dt.datetime,
) -> Seeker:
    """Take a seeker out of automated matching, or back in, and record who entered why.

    What is so already stays so and leaves no second line.
    """
    if reason not in REASONS:
        raise ConsentReasonUnknown(Said("请选择这是怎么提出的。"))
    seeker = seeker_in(session, scope, seeker_id, lock=True)
    switch(session, seeker, automated, reason, now, by=scope.account_id)
    return seeker


def switch(
    session: Session,
    seeker: Seeker,
    automated: bool,
    reason: str,
    now: dt.datetime,
    *,
    by: uuid.UUID,
) -> None:
    """The switch itself, of a locked seeker; who may turn it has been asked."""
    if seeker.automated == automated:
        return
    seeker.automated = automated
    consents.keep(session, seeker.person_id, Word(AUTOMATED, automated, reason), now, by=by)
    record_row(
        session,
        ACTION,
        seeker,
        now,
        by=by,
        whose=seeker.person_id,
        why=reason,
        detail={"automated": automated},
    )
