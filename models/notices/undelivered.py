"""Notices that did not get through beyond the app, until a person has seen to them.

Unsure ones may have arrived, so nothing sends them again by itself; given up were refused to the
end. Staff have them tried once more, or tell the person on the telephone.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.manage import accounts_within
from models.accounts.scope import Scope
from models.accounts.tables import Account
from models.database.refused import Refused
from models.notices.outcomes import MOST_ATTEMPTS
from models.notices.tables import Delivery, Notice
from models.trail.log import record
from models.trail.quota import spend

OPEN = ("unsure", "given_up")


class NothingUndelivered(Refused):
    """All of it has arrived, was settled, or has been tried once more already."""

    code: ClassVar[str] = "nothing_undelivered"


@dataclass(frozen=True)
class Undelivered:
    """What did not get through to one account by one channel.

    ``unsure`` of the ``count`` notices may have arrived; ``again``: it can be tried once more.
    """

    account: Account
    channel: str
    count: int
    unsure: int
    since: dt.datetime
    again: bool


def undelivered(session: Session, scope: Scope, most: int = 200) -> Sequence[Undelivered]:
    """Within the scope, what has waited longest first."""
    of_account, since = Notice.account_id, func.min(Notice.created_at)
    rows = session.execute(
        select(
            of_account,
            Delivery.channel,
            func.count(),
            func.count().filter(Delivery.state == "unsure"),
            since,
            func.bool_or(Delivery.retried_at.is_(None)),
        )
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(_open(scope))
        .group_by(of_account, Delivery.channel)
        .order_by(since, of_account, Delivery.channel)
        .limit(most)
    ).all()
    wanted = select(Account).where(Account.id.in_({row[0] for row in rows}))
    known = {account.id: account for account in session.scalars(wanted)}
    return [Undelivered(known[account_id], *facts) for account_id, *facts in rows]


def count_undelivered(session: Session, scope: Scope) -> int:
    """To how many accounts within the scope something did not get through."""
    people = select(func.count(Notice.account_id.distinct()))
    return session.scalar(people.join(Delivery).where(_open(scope))) or 0


def try_again(
    session: Session, scope: Scope, account_id: uuid.UUID, channel: str, now: dt.datetime
) -> None:
    """Have it sent once more; refused again, it is given up for good."""
    rows = [row for row in _locked(session, scope, account_id, channel) if row.retried_at is None]
    if not rows:
        raise NothingUndelivered(Said("已经再发过一次了，请打电话告诉本人。"))
    for row in rows:
        row.state, row.batch, row.error = "waiting", None, None
        row.attempts = MOST_ATTEMPTS - 1
        row.next_try_at = row.retried_at = now
    _note(session, scope, account_id, "notices.again", channel, now)


def settle(
    session: Session, scope: Scope, account_id: uuid.UUID, channel: str, now: dt.datetime
) -> None:
    """The person was told on the telephone."""
    rows = _locked(session, scope, account_id, channel)
    if not rows:
        raise NothingUndelivered(Said("这条已经有人处理过了。"))
    for row in rows:
        row.state, row.settled_at, row.settled_by = "settled", now, scope.account_id
    _note(session, scope, account_id, "notices.settled", channel, now)


def phone_to_call(session: Session, scope: Scope, account_id: uuid.UUID, now: dt.datetime) -> str:
    """The number of somebody who is to be told; the look leaves a line in the trail."""
    wanted = select(Delivery.id).join(Notice).where(_open(scope), Notice.account_id == account_id)
    if session.scalar(wanted.limit(1)) is None:
        raise NothingUndelivered(Said("这条已经有人处理过了。"))
    spend(session, scope.account_id, account_id, now)
    _note(session, scope, account_id, "notices.phone_seen", None, now)
    return session.get_one(Account, account_id).phone


def _open(scope: Scope) -> ColumnElement[bool]:
    mine = accounts_within(scope).with_only_columns(Account.id).order_by(None)
    # A code that confirms an address is asked for again by who waits for it.
    ours = Delivery.state.in_(OPEN) & (Delivery.purpose == "notice")
    return ours & Notice.account_id.in_(mine)


def _locked(
    session: Session, scope: Scope, account_id: uuid.UUID, channel: str
) -> Sequence[Delivery]:
    wanted = (
        select(Delivery)
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(_open(scope), Notice.account_id == account_id, Delivery.channel == channel)
        .order_by(Delivery.id)
        .with_for_update(of=Delivery)
        .execution_options(populate_existing=True)
    )
    return session.scalars(wanted).all()


def _note(
    session: Session,
    scope: Scope,
    account_id: uuid.UUID,
    action: str,
    channel: str | None,
    now: dt.datetime,
) -> None:
    record(
        session,
        action=action,
        account_id=scope.account_id,
        now=now,
        subject="account",
        subject_id=account_id,
        detail={"channel": channel} if channel else None,
    )
