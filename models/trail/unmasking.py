"""Seeing somebody's name and phone in clear: only for a stated purpose, and never unrecorded."""

import datetime as dt
from collections.abc import Mapping
from typing import ClassVar

from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.database.refused import Refused
from models.people.tables import Person
from models.trail.log import record
from models.trail.quota import spend


class PurposeMissing(Refused):
    """Nobody said what the look is for, or named a purpose that is not in the list."""

    code: ClassVar[str] = "purpose_missing"


def unmask(
    session: Session,
    scope: Scope,
    person: Person,
    purpose: str,
    purposes: Mapping[str, Said],
    action: str,
    now: dt.datetime,
) -> None:
    """Leave a line on who wants to see a person in clear, and for which of ``purposes``.

    ``action`` names the look in the trail, by the room it was taken in. Raises ``QuotaSpent``
    once an account has seen as many people today as it may.
    """
    if purpose not in purposes:
        raise PurposeMissing(Said("请先选一个查看的用途。"))
    spend(session, scope.account_id, person.id, now)
    record(
        session,
        action=action,
        account_id=scope.account_id,
        now=now,
        subject="person",
        subject_id=person.id,
        whose=person.id,
        why=purpose,
    )
