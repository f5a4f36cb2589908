"""Trail 留痕: who did or saw what of whom, when, why. Rows are only ever added."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.database.base import Base


class TrailEntry(Base):
    """One line of the trail; ``whose`` is the person it concerns."""

    __tablename__ = "trail_entry"
    __table_args__ = (Index("ix_trail_entry_whose", "whose", "at"),)

    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    action: Mapped[str]
    subject: Mapped[str | None]
    subject_id: Mapped[uuid.UUID | None]
    whose: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    why: Mapped[str | None]
    address: Mapped[str | None]
    detail: Mapped[dict[str, Any]]
