"""Codes by which an invited person, and whoever forgot his password, sets his own.

Nobody else ever knows a password: what staff hand over, on paper or as a link, opens only the form
to set one, once, within seven days.
"""

import datetime as dt
import secrets
import unicodedata
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.passwords import check_password, hashed
from models.accounts.sessions import end_sessions
from models.accounts.tables import Account
from models.accounts.tokens import end_tokens
from models.database.refused import Refused
from models.database.sealed import lookup_hash

GOOD_FOR = dt.timedelta(days=7)
# Letters and digits that are not taken for one another when read out on the telephone.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4


class CodeUnknown(Refused):
    """No account waits for this code: mistyped, used before, or too old."""

    code = "code_unknown"


@dataclass(frozen=True)
class Invited:
    """An account with a code that is shown once and stored nowhere."""

    account: Account
    code: str


def give_code(session: Session, account: Account, now: dt.datetime) -> Invited:
    """A new code; the password of before, sessions, tokens and locks end with it."""
    code = readable_code()
    account.code_hash = _hash(code)
    account.one_time_until = now + GOOD_FOR
    account.password_hash = hashed(secrets.token_urlsafe(32))
    account.demo = False
    account.failed_logins = 0
    account.locked_until = None
    session.flush()
    end_sessions(session, account.id, now, "password")
    end_tokens(session, account.id, now)
    return Invited(account, code)


def waiting_for(session: Session, code: str, now: dt.datetime) -> Account:
    """The account that waits for this code, locked; raises ``CodeUnknown``."""
    query = select(Account).where(
        Account.code_hash == _hash(code),
        Account.one_time_until > now,
        Account.status == "active",
    )
    account = session.scalar(query.with_for_update())
    if account is None:
        raise CodeUnknown(
            Said(
                "这个邀请码不对、已经用过，或过了期。请对照纸条再输一次，或请开账号的人重新给一个。"
            )
        )
    return account


def join(session: Session, code: str, password: str, now: dt.datetime) -> Account:
    """Set one's own password by the code, which is spent; raises ``PasswordWeak`` as well."""
    account = waiting_for(session, code, now)
    places = [grant.place.name for grant in account.grants]
    check_password(password, account.name, account.phone, places)
    account.password_hash = hashed(password)
    account.code_hash = None
    account.one_time_until = None
    return account


def readable_code() -> str:
    """Sixteen readable characters in four groups, some 79 bits."""
    return "-".join(
        "".join(secrets.choice(READABLE) for _ in range(_GROUP)) for _ in range(_GROUPS)
    )


def plain_code(typed: str) -> str:
    """A code however it was typed: full-width signs, capitals, blanks and dashes."""
    folded = unicodedata.normalize("NFKC", typed).lower()
    return "".join(sign for sign in folded if sign.isalnum())


def _hash(code: str) -> bytes:
    return lookup_hash(plain_code(code), "account.code")
