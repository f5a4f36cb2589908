"""Hours put right or taken back, with the reason; what stood before stays in their life."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.accounts.tables import Account
from models.care.hours.crediting import minutes_of, note
from models.care.hours.refusals import HoursSettled, NotYoursToSign
from models.care.hours.signing import check_second_person, hours_in, said_reason
from models.care.hours.tables import HoursChange, HoursFlag, ServiceHours
from models.care.times import check_times
from models.notices.outbox import tell
from models.people.tables import Helper

DECIDERS = ("county", "town", "community")


def correct(
    session: Session,
    scope: Scope,
    hours_id: uuid.UUID,
    began_at: dt.datetime,
    ended_at: dt.datetime,
    reason: str,
    now: dt.datetime,
) -> ServiceHours:
    """Put the times right. Less of the same still stands; anything else wants a new signature.

    Then whoever corrected has entered it, so that somebody else must answer for it.
    """
    check_times(began_at, ended_at, now)
    hours = _to_change(session, scope, hours_id, reason)
    within = hours.began_at <= began_at and ended_at <= hours.ended_at
    hours.began_at, hours.ended_at = began_at, ended_at
    hours.minutes = minutes_of(began_at, ended_at)
    if not within:
        hours.state, hours.evidence = "pending", "none"
        hours.entered_by, hours.signed_by, hours.signed_at = scope.account_id, None, None
    _settle(session, scope, hours, "corrected", reason, now)
    _tell_helper(session, hours, "corrected", now)
    return hours


def revoke(
    session: Session, scope: Scope, hours_id: uuid.UUID, reason: str, now: dt.datetime
) -> ServiceHours:
    """Take hours back for good; certificates that count them say so from now on."""
    hours = _to_change(session, scope, hours_id, reason)
    hours.state = "revoked"
    _settle(session, scope, hours, "revoked", reason, now)
    _tell_helper(session, hours, "revoked", now)
    return hours


def keep(
    session: Session, scope: Scope, hours_id: uuid.UUID, reason: str, now: dt.datetime
) -> ServiceHours:
    """They are right as they stand; what was questioned waits for, or has, its signature again."""
    hours = _to_change(session, scope, hours_id, reason)
    check_second_person(session, scope, hours)
    if hours.state == "queried":
        answered = hours.signed_by is not None or hours.evidence in ("door_qr", "code")
        hours.state = "credited" if answered else "pending"
    _settle(session, scope, hours, "kept", reason, now)
    return hours


def life_of(session: Session, hours_id: uuid.UUID) -> Sequence[tuple[HoursChange, str]]:
    """Every step with the name of the account that took it, first one first."""
    steps = (
        select(HoursChange, Account.name)
        .join(Account, Account.id == HoursChange.by)
        .where(HoursChange.hours_id == hours_id)
        .order_by(HoursChange.at, HoursChange.id)
    )
    return [(change, name) for change, name in session.execute(steps)]


def _to_change(session: Session, scope: Scope, hours_id: uuid.UUID, reason: str) -> ServiceHours:
    said_reason(reason)
    hours = hours_in(session, scope, hours_id, DECIDERS)
    helper = session.get_one(Helper, hours.helper_id)
    if scope.person_id is not None and scope.person_id == helper.person_id:
        raise NotYoursToSign(Said("这是您自己的工时，要由另一个人处理。"))
    if hours.state == "revoked":
        raise HoursSettled(Said("这条工时已经撤销，不能再改。"))
    return hours


def _settle(
    session: Session,
    scope: Scope,
    hours: ServiceHours,
    decision: str,
    reason: str,
    now: dt.datetime,
) -> None:
    """The step goes into the life of the hours; whatever the checks had found is decided by it."""
    note(session, hours, decision, scope.account_id, now, said_reason(reason))
    session.execute(
        update(HoursFlag)
        .where(HoursFlag.hours_id == hours.id, HoursFlag.decision.is_(None))
        .values(
            decision=decision,
            decided_by=scope.account_id,
            decided_at=now,
            reason=reason.strip(),
        )
    )


def _tell_helper(session: Session, hours: ServiceHours, what: str, now: dt.datetime) -> None:
    accounts = (
        select(Account.id)
        .join(Helper, Helper.person_id == Account.person_id)
        .where(Helper.id == hours.helper_id)
    )
    said = {
        "corrected": Said("您有一条工时被更正，请看原因；不同意可以找社区工作人员。"),
        "revoked": Said("您有一条工时被撤销，请看原因；不同意可以找社区工作人员。"),
    }[what]
    key = f"hours:{hours.id}:{what}:{now:%Y%m%d%H%M%S}"
    tell(session, session.scalars(accounts), key, said, f"/care/hours/{hours.id}", now)
