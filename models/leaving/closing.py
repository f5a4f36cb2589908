"""Somebody works here no more: what he had in hand is handed on, and the account opens nothing."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.manage import account_to_manage
from models.accounts.phone import PhoneMalformed, phone_hash, plain_phone
from models.accounts.refusals import NotYours
from models.accounts.scope import Scope
from models.accounts.sessions import end_sessions
from models.accounts.tables import Account
from models.accounts.tokens import end_tokens
from models.care.days import civil_day
from models.database.refused import Refused
from models.leaving.duties import hand_on, pass_cases, running

SHORTEST, LONGEST = 2, 200


class LeavingRefused(Refused):
    """The reason is missing, or nobody fit is named to take over; nothing was changed."""

    code = "leaving_refused"


def close(
    session: Session,
    scope: Scope,
    account_id: uuid.UUID,
    reason: str,
    phone: str | None,
    now: dt.datetime,
) -> Account:
    """Close an account for good, now; ``phone`` names who takes over what runs in its name.

    Sessions and tokens end at once. Roles, and everything ever done in its name, stay as they are.
    """
    account = account_to_manage(session, scope, account_id)
    if account.id == scope.account_id:
        raise NotYours(Said("不能给自己的账号办离开，请找另一位管理员。"))
    if account.status == "left":
        raise LeavingRefused(Said("这个账号已经办过离开。"))
    said = reason.strip()
    if not SHORTEST <= len(said) <= LONGEST:
        raise LeavingRefused(Said("请写明为什么离开，例如“调到县里工作”。"))
    hand_on(session, scope, account, _heir(session, scope, account, phone, now), now)
    account.status, account.left_at, account.left_for = "left", now, said
    account.code_hash = account.one_time_until = None
    session.flush()
    end_sessions(session, account.id, now, "left")
    end_tokens(session, account.id, now)
    pass_cases(session, scope, account.id, now)
    return account


def _heir(
    session: Session, scope: Scope, account: Account, phone: str | None, now: dt.datetime
) -> Account | None:
    """Who takes over; nobody has to be named where nothing is left to take over."""
    if not any(one.named for one in running(session, account, civil_day(now))):
        return None
    try:
        number = phone_hash(plain_phone(phone or ""))
    except PhoneMalformed as fault:
        raise LeavingRefused(Said("请写明由谁接手，填他登录用的手机号。")) from fault
    heir = session.scalar(
        select(Account).where(Account.phone_hash == number, Account.status == "active")
    )
    if heir is None or heir.id == account.id:
        raise LeavingRefused(Said("接手的人要另有一个在用的账号，请核对手机号。"))
    return heir
