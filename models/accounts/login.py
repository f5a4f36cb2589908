"""Signing in and changing one's own password."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.locks import count_failure, is_locked, note_failure
from models.accounts.passwords import check_password, hashed, matches
from models.accounts.phone import PhoneMalformed, phone_hash, plain_phone
from models.accounts.sessions import end_sessions
from models.accounts.tables import Account
from models.database.refused import Refused


class PasswordWrong(Refused):
    """The password given as the present one is not the present one."""

    code = "password_wrong"


def sign_in(
    session: Session, phone: str, password: str, now: dt.datetime, address: str | None = None
) -> Account | None:
    """The account, or ``None``: wrong, locked, disabled and unknown look the same from outside.

    Counts failures on the account and writes each down, so the caller commits in either case:
    one read, one password worked out, one row written, whoever is asked for. While an account is
    locked even the right password does not open it, and says no more than a wrong one.
    """
    account = _by_phone(session, phone)
    right = matches(account.password_hash if account else None, password)
    if account is not None and right and _opens(account, now):
        if account.second_factor_since is None:
            # Otherwise the codes guessed before would be forgotten with each right password.
            account.failed_logins = 0
            account.locked_until = None
        return account
    if account is not None and not right and not is_locked(account, now):
        count_failure(account, now)
    note_failure(session, account.id if account else None, "password", now, address)
    return None


def _opens(account: Account, now: dt.datetime) -> bool:
    waits = account.one_time_until is not None
    return account.status == "active" and not waits and not is_locked(account, now)


def _by_phone(session: Session, phone: str) -> Account | None:
    try:
        plain = plain_phone(phone)
    except PhoneMalformed:
        plain = ""
    # Locked, so that guesses sent side by side are counted one after the other.
    query = select(Account).where(Account.phone_hash == phone_hash(plain)).with_for_update()
    return session.scalar(query)


def choose_language(session: Session, account_id: uuid.UUID, language: str) -> None:
    """Remember ``zh`` or ``en`` with the account, for its next sign-in elsewhere."""
    session.get_one(Account, account_id).language = language


def change_password(
    session: Session, account_id: uuid.UUID, present: str, new: str, now: dt.datetime
) -> Account:
    """Set one's own new password; every session of the account ends."""
    account = session.get_one(Account, account_id, with_for_update=True)
    if not matches(account.password_hash, present):
        raise PasswordWrong(Said("现在的密码不对，密码没有改。"))
    check_password(new, account.name, account.phone, [one.place.name for one in account.grants])
    if new == present:
        raise PasswordWrong(Said("新密码和现在的一样，请换一个。"))
    account.password_hash = hashed(new)
    account.demo = False
    end_sessions(session, account_id, now, "password")
    return account
