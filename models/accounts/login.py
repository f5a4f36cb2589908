"""Signing in and changing one's own password."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.passwords import check_password, hashed, matches
from models.accounts.phone import PhoneMalformed, phone_hash, plain_phone
from models.accounts.tables import Account
from models.database.refused import Refused

FAILURES = 5
LOCKED_FOR = dt.timedelta(minutes=15)


class PasswordWrong(Refused):
    """The password given as the present one is not the present one."""

    code = "password_wrong"


def sign_in(session: Session, phone: str, password: str, now: dt.datetime) -> Account | None:
    """The account, or ``None``: wrong, locked, disabled and unknown look the same from outside.

    Counts failures on the account, so the caller commits in either case. While an account is
    locked even the right password does not open it, and says no more than a wrong one.
    """
    account = _by_phone(session, phone)
    right = matches(account.password_hash if account else None, password)
    if account is None or account.status != "active" or _locked(account, now):
        return None
    if not right:
        account.failed_logins += 1
        if account.failed_logins >= FAILURES:
            account.failed_logins = 0
            account.locked_until = now + LOCKED_FOR
        return None
    if account.one_time_until is not None and account.one_time_until <= now:
        return None
    account.failed_logins = 0
    account.locked_until = None
    return account


def _locked(account: Account, now: dt.datetime) -> bool:
    return account.locked_until is not None and account.locked_until > now


def _by_phone(session: Session, phone: str) -> Account | None:
    try:
        plain = plain_phone(phone)
    except PhoneMalformed:
        return None
    # Locked, so that guesses sent side by side are counted one after the other.
    query = select(Account).where(Account.phone_hash == phone_hash(plain)).with_for_update()
    return session.scalar(query)


def account_of_session(session: Session, account_id: uuid.UUID, version: int) -> Account | None:
    """The account a session cookie speaks for, unless the session was ended meanwhile."""
    account = session.get(Account, account_id)
    if account is None or account.status != "active" or account.session_version != version:
        return None
    return account


def choose_language(session: Session, account_id: uuid.UUID, language: str) -> None:
    """Remember ``zh`` or ``en`` with the account, for its next sign-in elsewhere."""
    session.get_one(Account, account_id).language = language


def change_password(session: Session, account_id: uuid.UUID, present: str, new: str) -> Account:
    """Set one's own new password; every session of the account ends."""
    account = session.get_one(Account, account_id, with_for_update=True)
    if not matches(account.password_hash, present):
        raise PasswordWrong(Said("现在的密码不对，密码没有改。"))
    check_password(new, account.name, account.phone)
    if new == present:
        raise PasswordWrong(Said("新密码和现在的一样，请换一个。"))
    account.password_hash = hashed(new)
    account.one_time_until = None
    account.demo = False
    account.session_version += 1
    return account
