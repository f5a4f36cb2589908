"""How an account hears of its notices: channels, quiet hours, and an address that is its own."""

import datetime as dt
import hmac
import re
import uuid
from collections.abc import Collection
from hashlib import sha256
from typing import ClassVar

from sqlalchemy.orm import Session

from matcher.said import Said
from models.database.keys import key_for
from models.database.refused import Refused
from models.notices.tables import QUIET_FROM, QUIET_TO, Delivery, Notice, NoticeChoice

PAGE = "/notices/choices"
# A code counts in the quarter of an hour in which it was asked for and in the next.
CODE_WINDOW = dt.timedelta(minutes=15)
LONGEST_EMAIL = 254
_EMAIL = re.compile(r"[^@\s<>\"',;:()\[\]\\]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class EmailWrong(Refused):
    """The text is not an e-mail address, or e-mail was chosen without one."""

    code: ClassVar[str] = "email_wrong"


class ChannelClosed(Refused):
    """A channel that is not open here, or not to this account."""

    code: ClassVar[str] = "channel_closed"


class CodeWrong(Refused):
    """The code is not the one that was sent, or is too old."""

    code: ClassVar[str] = "code_wrong"


def choice_of(session: Session, account_id: uuid.UUID) -> NoticeChoice:
    """What an account has chosen, or what holds without a choice (not stored)."""
    return session.get(NoticeChoice, account_id) or NoticeChoice(
        account_id=account_id, channels=[], quiet_from=QUIET_FROM, quiet_to=QUIET_TO
    )


def choose(
    session: Session,
    account_id: uuid.UUID,
    channels: Collection[str],
    email: str | None,
    quiet: tuple[dt.time, dt.time],
    now: dt.datetime,
    *,
    open_to: Collection[str],
) -> NoticeChoice:
    """Keep a choice; a new address is sent a code and counts once that has been entered.

    ``open_to``: the channels that are set up and open to this account.
    """
    if not set(channels) <= set(open_to):
        raise ChannelClosed(Said("这种通知方式没有开通，请从列出的方式里选。"))
    if email is not None and (len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email)):
        raise EmailWrong(Said("邮箱地址不对，请检查后再填，例如 name@example.com。"))
    if email is None and "email" in channels:
        raise EmailWrong(Said("要用邮件通知，请填写邮箱地址。"))
    choice = choice_of(session, account_id)
    session.add(choice)
    if email != choice.email:
        choice.email, choice.email_confirmed_at = email, None
    choice.channels = sorted(channels)
    choice.quiet_from, choice.quiet_to = quiet
    session.flush()
    if "email" in channels and choice.email_confirmed_at is None:
        _send_code(session, account_id, now)
    return choice


def confirm_email(session: Session, account_id: uuid.UUID, code: str, now: dt.datetime) -> None:
    """Count the address as the account's own: whoever reads there has entered the code."""
    choice = choice_of(session, account_id)
    if choice.email is None:
        raise EmailWrong(Said("还没有填写邮箱地址。"))
    earlier = now - CODE_WINDOW
    good = [email_code(account_id, choice.email, moment) for moment in (now, earlier)]
    if not any(hmac.compare_digest(code.encode(), one.encode()) for one in good):
        raise CodeWrong(Said("验证码不对，或已经过期。请重新发送验证码。"))
    choice.email_confirmed_at = now


def email_code(account_id: uuid.UUID, email: str, now: dt.datetime) -> str:
    """Six digits drawn from account, address and time: there is nothing to store or to steal."""
    window = int(now.timestamp() // CODE_WINDOW.total_seconds())
    text = f"{account_id}|{email}|{window}".encode()
    digest = hmac.new(key_for("notices.email-code"), text, sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 10**6:06d}"


def _send_code(session: Session, account_id: uuid.UUID, now: dt.datetime) -> None:
    asked = Notice(
        account_id=account_id,
        key=f"email-code:{now.isoformat()}",
        said=Said("验证码已发到您填写的邮箱，请填在“通知方式”里。").as_json(),
        link=PAGE,
        created_at=now,
        delivered_at=now,
        # The page itself says so; nobody is called back for it.
        read_at=now,
    )
    session.add(asked)
    session.flush()
    session.add(Delivery(notice_id=asked.id, channel="email", purpose="code", next_try_at=now))
