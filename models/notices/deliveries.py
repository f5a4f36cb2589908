"""Notices on their way beyond the app: retried when refused, never sent twice.

A message is taken (and that committed) before it is sent, and marked after. Whoever finds one that
was taken and never marked cannot know whether it arrived: it is sent again only where the
provider takes our id and drops what it has seen before.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.accounts.tables import Account
from models.notices.groups import group_of
from models.notices.outcomes import AGAIN, LEASE, Outcome, next_try
from models.notices.quiet import quiet_at
from models.notices.tables import Delivery, Notice, NoticeChoice, StaffGroup

# What is not urgent waits this long after the last message to the same account and channel.
GAP = dt.timedelta(hours=1)
TO_SEND = ("waiting", "failed")
# A robot speaks to a whole group, so what waits for any of its members is one message.
GROUP = "wecom"


@dataclass(frozen=True)
class Message:
    """What goes out in one piece; ``count`` notices in it, to the account's phone or e-mail.

    ``id`` is the same when it is sent again because nobody knows whether it arrived. ``robot``:
    the address of the group's robot where the account's place has a group of its own.
    """

    id: uuid.UUID
    account_id: uuid.UUID
    purpose: str
    count: int
    phone: str
    email: str | None
    language: str
    robot: str | None = None


def plan(
    session: Session, notice_ids: Sequence[uuid.UUID], channels: Collection[str], now: dt.datetime
) -> None:
    """Put notices on their way through the channels that their accounts chose and that are open."""
    wanted = session.execute(
        select(Notice.id, Notice.account_id, Notice.urgent, NoticeChoice)
        .join(NoticeChoice, NoticeChoice.account_id == Notice.account_id)
        .where(Notice.id.in_(notice_ids))
    ).all()
    last = _last_sent(session, {row.account_id for row in wanted})
    rows = [
        {
            "notice_id": notice_id,
            "channel": channel,
            "next_try_at": now if urgent else max(now, last.get((account_id, channel), now)),
        }
        for notice_id, account_id, urgent, choice in wanted
        for channel in choice.channels
        if channel in channels and (channel != "email" or choice.email_confirmed_at is not None)
    ]
    if rows:
        session.execute(insert(Delivery).values(rows).on_conflict_do_nothing())


def take(session: Session, channel: str, now: dt.datetime) -> Message | None:
    """Take what is due for one account (or the group) as one message; commit before sending it.

    All that waits for that account goes along, whatever has been read meanwhile falls away.
    """
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"send:{channel}", 0))))
    _drop_read(session, channel)
    due = session.execute(
        select(Delivery, Notice.account_id)
        .join(Notice, Notice.id == Delivery.notice_id)
        .outerjoin(NoticeChoice, NoticeChoice.account_id == Notice.account_id)
        .where(Delivery.channel == channel, *_due(now))
        .order_by(Delivery.next_try_at, Delivery.id)
        .limit(1)
    ).first()
    if due is None:
        return None
    first, account_id = due
    group_id = session.scalar(select(group_of(account_id))) if channel == GROUP else None
    along = _along(first, account_id, group_id, now)
    batch = first.batch or uuid.uuid4()
    taken = session.execute(
        update(Delivery)
        .where(along)
        .values(
            state="sending",
            batch=batch,
            attempts=Delivery.attempts + 1,
            lease_until=now + LEASE,
        )
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    ).all()
    account = session.get_one(Account, account_id)
    choice = session.get(NoticeChoice, account_id)
    group = None if group_id is None else session.get_one(StaffGroup, group_id)
    return Message(
        id=batch,
        account_id=account_id,
        purpose=first.purpose,
        count=len(taken),
        phone=account.phone,
        email=choice.email if choice else None,
        language=account.language,
        robot=group.address if group else None,
    )


def mark(
    session: Session, batch: uuid.UUID, outcome: Outcome, now: dt.datetime, repeatable: bool
) -> None:
    """Write down what became of a message; ``repeatable``: the provider drops one it has seen."""
    rows = session.scalars(
        select(Delivery)
        .where(Delivery.batch == batch, Delivery.state.in_(("sending", "unsure")))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for row in rows:
        row.lease_until = None
        row.error = outcome.error
        row.provider_id = outcome.provider_id
        then = outcome.follows(row.attempts, repeatable)
        if then == AGAIN:
            row.state, row.next_try_at = "failed", next_try(row.attempts, now)
            # Refused for certain, it may go out with what has come since; unsure, only as it was.
            row.batch = None if outcome.state == "failed" else batch
        else:
            row.state = then
            if then == "sent":
                row.sent_at = now


def abandoned(session: Session, channel: str, now: dt.datetime, repeatable: bool) -> int:
    """Messages whose sender never came back: unsure, all of them; returns how many."""
    lost = select(Delivery.batch).where(
        Delivery.channel == channel, Delivery.state == "sending", Delivery.lease_until < now
    )
    batches = {batch for batch in session.scalars(lost) if batch is not None}
    for batch in sorted(batches):
        mark(session, batch, Outcome("unsure", error="sender_gone"), now, repeatable)
    return len(batches)


def _last_sent(
    session: Session, accounts: Collection[uuid.UUID]
) -> dict[tuple[uuid.UUID, str], dt.datetime]:
    """(account, channel) -> the moment from which the next message may go."""
    found = session.execute(
        select(Notice.account_id, Delivery.channel, func.max(Delivery.sent_at))
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(Notice.account_id.in_(accounts), Delivery.sent_at.is_not(None))
        .where(Delivery.purpose == "notice")
        .group_by(Notice.account_id, Delivery.channel)
    )
    return {(account, channel): at + GAP for account, channel, at in found if at is not None}


def _due(now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    at_any_hour = or_(Notice.urgent, Delivery.purpose == "code")
    return (
        Delivery.state.in_(TO_SEND),
        Delivery.next_try_at <= now,
        or_(at_any_hour, ~quiet_at(now)),
    )


def _along(
    first: Delivery, account_id: uuid.UUID, group_id: uuid.UUID | None, now: dt.datetime
) -> ColumnElement[bool]:
    """What goes out together with ``first``: alone if a code, as it was if sent before."""
    if first.purpose == "code":
        return Delivery.id == first.id
    if first.batch is not None:
        return (Delivery.batch == first.batch) & Delivery.state.in_(TO_SEND)
    fresh = (
        select(Delivery.id)
        .join(Notice, Notice.id == Delivery.notice_id)
        .outerjoin(NoticeChoice, NoticeChoice.account_id == Notice.account_id)
        .where(
            Delivery.channel == first.channel,
            Delivery.purpose == "notice",
            Delivery.batch.is_(None),
        )
    )
    if first.channel == GROUP:
        same = group_of(Notice.account_id).is_not_distinct_from(group_id)
        return Delivery.id.in_(fresh.where(*_due(now), same))
    return Delivery.id.in_(
        fresh.where(Delivery.state.in_(TO_SEND), Notice.account_id == account_id)
    )


def _drop_read(session: Session, channel: str) -> None:
    """Nobody needs to be sent for what he has read in the app."""
    seen = exists().where(Notice.id == Delivery.notice_id, Notice.read_at.is_not(None))
    session.execute(
        update(Delivery)
        .where(
            Delivery.channel == channel,
            Delivery.purpose == "notice",
            Delivery.state.in_(TO_SEND),
            Delivery.batch.is_(None),
            seen,
        )
        .values(state="read")
        .execution_options(synchronize_session=False)
    )
