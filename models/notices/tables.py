"""Notices 通知: the outbox; a row is written with the change and delivered after it."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.database.base import Base, Identified


class Notice(Identified, Base):
    """One message for one account; ``key`` makes the same event tell it once."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("account_id", "key"),
        Index("ix_notice_waiting", "created_at", postgresql_where=text("delivered_at IS NULL")),
    )

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), index=True)
    key: Mapped[str]
    said: Mapped[dict[str, Any]]
    link: Mapped[str | None]
    created_at: Mapped[dt.datetime]
    delivered_at: Mapped[dt.datetime | None]
    read_at: Mapped[dt.datetime | None]
