"""Trail 留痕: who did or saw what of whom, when, why, from where. Rows are only ever added."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.database.base import Base, Identified


class TrailEntry(Base):
    """One line of the trail; ``whose`` is the person it concerns."""

    __tablename__ = "trail_entry"
    __table_args__ = (
        Index("ix_trail_entry_whose", "whose", "at"),
        Index("ix_trail_entry_account_id", "account_id", "at"),
        Index("ix_trail_entry_action", "action", "at"),
        Index("ix_trail_entry_address", "address", "at"),
    )

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


class TrailLink(Base):
    """A line taken into the chain, in the chain's own order; ``hash`` covers it and all before it.

    ``entry_number`` refers to no row by a constraint: a link outlives a line that was deleted.
    """

    __tablename__ = "trail_link"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry_number: Mapped[int] = mapped_column(BigInteger, unique=True)
    linked_at: Mapped[dt.datetime]
    hash: Mapped[bytes]


class TrailSeal(Base):
    """Where the chain begins since it was shortened: the last link that was taken away.

    What happened on or after ``before`` is all there; ``mac`` shows that we made the seal.
    """

    __tablename__ = "trail_seal"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[bytes]
    before: Mapped[dt.date]
    sealed_at: Mapped[dt.datetime]
    mac: Mapped[bytes]


class TrailCheck(Identified, Base):
    """What came of a check: the chain as far as ``links``, the last of them linked ``until``.

    ``first`` is the sentence on the first fault, of ``faults``.
    """

    __tablename__ = "trail_check"

    at: Mapped[dt.datetime]
    links: Mapped[int] = mapped_column(BigInteger)
    until: Mapped[dt.datetime | None]
    faults: Mapped[int] = mapped_column(BigInteger)
    first: Mapped[dict[str, Any] | None]
