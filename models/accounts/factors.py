"""The second factor: one-time codes of an app, and codes on paper for when it is lost."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.joining import plain_code, readable_code
from models.accounts.locks import count_failure, is_locked
from models.accounts.roles import SECOND_FACTOR
from models.accounts.tables import Account, RecoveryCode, SecondFactor
from models.accounts.totp import new_secret, step_of
from models.database.refused import Refused
from models.database.sealed import lookup_hash

CODES = 10


class FactorRefused(Refused):
    """The code is wrong, or the second factor cannot be changed like this."""

    code = "factor_refused"


@dataclass(frozen=True)
class Paper:
    """Recovery codes as they are shown, this once."""

    codes: tuple[str, ...]


def must_have(account: Account, demo: bool) -> bool:
    """Whether a password alone opens too much; ``demo``: the published ones are let in."""
    held = {grant.role for grant in account.grants}
    return not held.isdisjoint(SECOND_FACTOR) and not (demo and account.demo)


def propose(session: Session, account_id: uuid.UUID, now: dt.datetime) -> str:
    """A new secret, in force once a code of it was given; raises where one is in force."""
    account = _locked(session, account_id)
    if account.second_factor_since is not None:
        raise FactorRefused(Said("动态码已经开通。换手机前，请先请管理员申请重置。"))
    secret = new_secret()
    session.execute(delete(SecondFactor).where(SecondFactor.account_id == account_id))
    session.add(SecondFactor(account_id=account_id, secret=secret, made_at=now))
    return secret


def proposed(session: Session, account_id: uuid.UUID) -> str | None:
    """The secret that waits for its first code."""
    factor = session.get(SecondFactor, account_id)
    return None if factor is None else factor.secret


def confirm(session: Session, account_id: uuid.UUID, code: str, now: dt.datetime) -> Paper:
    """The first code: the second factor is in force from now on; raises ``FactorRefused``."""
    account = _locked(session, account_id)
    factor = session.get(SecondFactor, account_id, with_for_update=True)
    if factor is None or account.second_factor_since is not None or not _right(factor, code, now):
        raise FactorRefused(Said("动态码不对。请看手机上的时间准不准，再输一次最新的 6 位数字。"))
    account.second_factor_since = now
    return renew_codes(session, account_id)


def verify(session: Session, account_id: uuid.UUID, code: str, now: dt.datetime) -> bool:
    """Whether a code of the app or of the paper is right; wrong ones count towards the lock.

    The caller commits in either case. A locked account takes no code, and does not say so.
    """
    account = _locked(session, account_id)
    factor = session.get(SecondFactor, account_id, with_for_update=True)
    if factor is None or account.second_factor_since is None or is_locked(account, now):
        return False
    if _right(factor, code, now) or _spend(session, account_id, code, now):
        account.failed_logins = 0
        account.locked_until = None
        return True
    count_failure(account, now)
    return False


def renew_codes(session: Session, account_id: uuid.UUID) -> Paper:
    """Ten recovery codes; those of before are worth nothing any more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = tuple(readable_code() for _ in range(CODES))
    session.add_all(RecoveryCode(account_id=account_id, code_hash=_hash(code)) for code in codes)
    return Paper(codes)


def codes_left(session: Session, account_id: uuid.UUID) -> int:
    left = select(func.count()).select_from(RecoveryCode)
    mine = left.where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return session.scalar(mine) or 0


def drop(session: Session, account_id: uuid.UUID) -> None:
    """The second factor and its codes are gone; whoever must have one sets up another."""
    account = _locked(session, account_id)
    account.second_factor_since = None
    session.execute(delete(SecondFactor).where(SecondFactor.account_id == account_id))
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))


def _locked(session: Session, account_id: uuid.UUID) -> Account:
    return session.get_one(Account, account_id, with_for_update=True, populate_existing=True)


def _right(factor: SecondFactor, code: str, now: dt.datetime) -> bool:
    """Take a code of the app, once."""
    step = step_of(factor.secret, plain_code(code), now, factor.last_step)
    if step is None:
        return False
    factor.last_step = step
    return True


def _spend(session: Session, account_id: uuid.UUID, code: str, now: dt.datetime) -> bool:
    """Take a code of the paper, once."""
    spent = (
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.code_hash == _hash(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
        .execution_options(synchronize_session=False)
    )
    return session.scalar(spent) is not None


def _hash(code: str) -> bytes:
    return lookup_hash(plain_code(code), "recovery_code")
