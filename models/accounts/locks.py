"""Locks after wrong guesses, and what the security officer sees of them."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.over import holds_within
from models.accounts.refusals import UNKNOWN, AccountUnknown
from models.accounts.roles import WATCHES
from models.accounts.scope import Scope
from models.accounts.sessions import runs
from models.accounts.tables import Account, AccountSession, FailedSignIn

FAILURES = 5
LOCKED_FOR = dt.timedelta(minutes=15)
# What failed, as it stands on the page.
KINDS = {"password": Said("密码不对"), "code": Said("动态码不对")}


def is_locked(account: Account, now: dt.datetime) -> bool:
    return account.locked_until is not None and account.locked_until > now


def count_failure(account: Account, now: dt.datetime) -> None:
    """The fifth wrong guess in a row locks the account, whichever of its secrets was guessed."""
    account.failed_logins += 1
    if account.failed_logins >= FAILURES:
        account.failed_logins = 0
        account.locked_until = now + LOCKED_FOR


def note_failure(
    session: Session,
    account_id: uuid.UUID | None,
    kind: str,
    now: dt.datetime,
    address: str | None,
) -> None:
    """Write the failure down, for a number without an account as well: it is the same work."""
    session.add(FailedSignIn(at=now, account_id=account_id, kind=kind, address=address))


def accounts_watched(scope: Scope) -> Select[Account]:
    """The accounts whose sign-ins one watches over, by name."""
    return select(Account).where(holds_within(scope, WATCHES)).order_by(Account.name, Account.id)


def failures(scope: Scope) -> Select[FailedSignIn]:
    """Failed sign-ins of the accounts one watches, and of numbers that have none; latest first."""
    watched = accounts_watched(scope).with_only_columns(Account.id).order_by(None)
    known = FailedSignIn.account_id.is_(None) | FailedSignIn.account_id.in_(watched)
    return select(FailedSignIn).where(known).order_by(FailedSignIn.at.desc(), FailedSignIn.id)


def locked_now(session: Session, scope: Scope, now: dt.datetime) -> Sequence[Account]:
    return session.scalars(accounts_watched(scope).where(Account.locked_until > now)).all()


def signed_in_now(scope: Scope, now: dt.datetime) -> Select[AccountSession]:
    """The sessions that run of the accounts one watches, the latest seen first."""
    watched = accounts_watched(scope).with_only_columns(Account.id).order_by(None)
    query = select(AccountSession).where(AccountSession.account_id.in_(watched), runs(now))
    return query.order_by(AccountSession.seen_at.desc(), AccountSession.id)


def watched(session: Session, scope: Scope, account_id: uuid.UUID) -> Account:
    """One of them, locked for a change; raises ``AccountUnknown``."""
    query = accounts_watched(scope).where(Account.id == account_id)
    account = session.scalar(query.with_for_update(of=Account))
    if account is None:
        raise AccountUnknown(UNKNOWN)
    return account


def unlock(session: Session, scope: Scope, account_id: uuid.UUID) -> None:
    """Whoever was locked out by guesses may try again at once."""
    account = watched(session, scope, account_id)
    account.failed_logins = 0
    account.locked_until = None
