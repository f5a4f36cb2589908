"""Bearer tokens of the API."""

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.tables import Account, ApiToken
from models.database.refused import Refused
from models.database.sealed import lookup_hash

# read: everything the account may see; the others: the changes of one room each.
TOKEN_SCOPES = ("read", "review", "claim", "work", "ledgers", "runs", "accounts")
LONGEST_DAYS = 365
_PREFIX = "lxt_"


class TokenRefused(Refused):
    """A token cannot be made like this."""

    code = "token_refused"


def make_token(
    session: Session,
    account_id: uuid.UUID,
    name: str,
    scopes: Sequence[str],
    days: int,
    now: dt.datetime,
) -> tuple[ApiToken, str]:
    """A token and its text, which is shown once and stored nowhere."""
    if not scopes or not set(scopes) <= set(TOKEN_SCOPES):
        raise TokenRefused(Said("请至少选一种用途。"))
    if not 1 <= days <= LONGEST_DAYS:
        raise TokenRefused(Said("有效期应为 1 到 %(most)d 天。", most=LONGEST_DAYS))
    text = _PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        account=session.get_one(Account, account_id),
        name=name,
        token_hash=_hash(text),
        scopes=sorted(set(scopes)),
        created_at=now,
        expires_at=now + dt.timedelta(days=days),
    )
    session.add(token)
    session.flush()
    return token, text


def token_of_text(session: Session, text: str, now: dt.datetime) -> ApiToken | None:
    """The token, while it is valid and its account is."""
    token = session.scalar(select(ApiToken).where(ApiToken.token_hash == _hash(text)))
    if token is None or token.revoked_at is not None or token.expires_at <= now:
        return None
    account = token.account
    return token if account.status == "active" and account.one_time_until is None else None


def tokens_of(session: Session, account_id: uuid.UUID) -> Sequence[ApiToken]:
    query = select(ApiToken).where(ApiToken.account_id == account_id)
    return session.scalars(query.order_by(ApiToken.created_at.desc())).all()


def revoke_token(
    session: Session, account_id: uuid.UUID, token_id: uuid.UUID, now: dt.datetime
) -> None:
    """End one's own token at once; ending it twice is no mistake."""
    query = select(ApiToken).where(ApiToken.id == token_id, ApiToken.account_id == account_id)
    token = session.scalar(query)
    if token is None:
        raise TokenRefused(Said("没有这个令牌。"))
    token.revoked_at = token.revoked_at or now


def end_tokens(session: Session, account_id: uuid.UUID, now: dt.datetime) -> None:
    """End all tokens of an account: whoever made them may not be its owner any more."""
    standing = update(ApiToken).where(
        ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None)
    )
    session.execute(standing.values(revoked_at=now))


def _hash(text: str) -> bytes:
    return lookup_hash(text, "api_token")
