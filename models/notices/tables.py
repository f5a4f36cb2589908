"""Notices 通知: the outbox; a row is written with the change and delivered after it."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.database.base import Base, Identified
from models.database.sealed import Sealed
from models.places.tables import Place

CHANNELS = ("email", "sms", "wecom")
# waiting and failed are still to be sent; sending is in somebody's hands; unsure may or may not
# have arrived and is left alone; read was seen in the app before it went out; settled was told by
# a person, on the telephone.
DELIVERY_STATES = (
    "waiting",
    "sending",
    "sent",
    "failed",
    "unsure",
    "given_up",
    "read",
    "settled",
)
PURPOSES = ("notice", "code")
QUIET_FROM, QUIET_TO = dt.time(21, 30), dt.time(7, 30)


class Notice(Identified, Base):
    """One message for one account; ``key`` makes the same event tell it once.

    ``urgent``: goes out beyond the app even in the account's quiet hours.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("account_id", "key"),
        Index("ix_notice_waiting", "created_at", postgresql_where=text("delivered_at IS NULL")),
    )

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), index=True)
    key: Mapped[str]
    said: Mapped[dict[str, Any]]
    link: Mapped[str | None]
    urgent: Mapped[bool] = mapped_column(default=False, server_default="false")
    created_at: Mapped[dt.datetime]
    delivered_at: Mapped[dt.datetime | None]
    read_at: Mapped[dt.datetime | None]


class NoticeChoice(Base):
    """How an account wants to hear of its notices beyond the app, and when not.

    ``quiet_from`` to ``quiet_to`` by the clock of the county, over midnight when the first is
    later; equal means never quiet. Without a row: only in the app, quiet from 21:30 to 7:30.
    """

    __tablename__ = "notice_choice"

    account_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    channels: Mapped[list[str]]
    email: Mapped[str | None] = mapped_column(Sealed("notice_choice.email"))
    email_confirmed_at: Mapped[dt.datetime | None]
    quiet_from: Mapped[dt.time]
    quiet_to: Mapped[dt.time]


class Delivery(Identified, Base):
    """A notice on its way through one channel beyond the app.

    Several of one account go out as one message: they share ``batch``, the id that message
    carries. ``purpose`` code is the code that confirms an e-mail address, never merged.
    ``retried_at``: staff had it tried once more after it was unsure or given up.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("notice_id", "channel"),
        CheckConstraint(f"channel IN {CHANNELS}", name="channel"),
        CheckConstraint(f"state IN {DELIVERY_STATES}", name="state"),
        CheckConstraint(f"purpose IN {PURPOSES}", name="purpose"),
        Index(
            "ix_delivery_due",
            "channel",
            "next_try_at",
            postgresql_where=text("state IN ('waiting', 'failed')"),
        ),
        Index(
            "ix_delivery_undelivered",
            "notice_id",
            postgresql_where=text("state IN ('unsure', 'given_up')"),
        ),
    )

    notice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("notice.id", ondelete="CASCADE"))
    channel: Mapped[str]
    purpose: Mapped[str] = mapped_column(default="notice", server_default="notice")
    state: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    next_try_at: Mapped[dt.datetime]
    batch: Mapped[uuid.UUID | None] = mapped_column(index=True)
    lease_until: Mapped[dt.datetime | None]
    provider_id: Mapped[str | None]
    error: Mapped[str | None]
    sent_at: Mapped[dt.datetime | None]
    retried_at: Mapped[dt.datetime | None]
    settled_at: Mapped[dt.datetime | None]
    settled_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))


class StaffGroup(Identified, Base):
    """A WeCom group of the staff of one place; its robot's ``address`` holds a key.

    Who belongs to no place with a group is told in the group that the operator has set.
    """

    __tablename__ = "staff_group"
    __table_args__ = (
        Index(
            "ix_staff_group_place", "place_id", unique=True, postgresql_where=text("until IS NULL")
        ),
    )

    place_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("place.id"))
    address: Mapped[str] = mapped_column(Sealed("staff_group.address"))
    since: Mapped[dt.datetime]
    until: Mapped[dt.datetime | None]
    set_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))

    place: Mapped[Place] = relationship(lazy="joined")
