"""Wishes 微心愿: what a resident would like, told to whoever may fulfil it without saying whose."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts.tables import Account
from models.database.base import Base, Identified
from models.database.sealed import Sealed
from models.people.tables import Resident

WISH_KINDS = ("thing", "help", "company", "learning")
# Collected, published, taken by somebody, brought to the community, handed over; or ended.
WISH_STATES = ("collected", "published", "claimed", "brought", "fulfilled", "declined", "withdrawn")
# Whose it is, as far as everybody may know.
WHOSE = ("child", "elder", "adult")


class Wish(Identified, Base):
    """One wish. ``words`` are the resident's own, ``told`` what is published of them: no name, no
    school, no door. ``whose`` says only child, elder or adult."""

    __tablename__ = "wish"
    __table_args__ = (
        CheckConstraint(f"kind IN {WISH_KINDS}", name="kind"),
        CheckConstraint(f"state IN {WISH_STATES}", name="state"),
        CheckConstraint(f"whose IN {WHOSE}", name="whose"),
        CheckConstraint("checked_by <> collected_by", name="two_people"),
        CheckConstraint("(state IN ('claimed', 'brought')) <= (claimed_by IS NOT NULL)", name="by"),
        Index("ix_wish_state", "state", "due_on"),
    )

    resident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("resident.id"), index=True)
    kind: Mapped[str]
    whose: Mapped[str]
    words: Mapped[str] = mapped_column(Sealed("wish.words"))
    told: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="collected", server_default="collected")
    collected_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    collected_at: Mapped[dt.datetime]
    checked_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    checked_at: Mapped[dt.datetime | None]
    reason: Mapped[str | None]
    claimed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    claimed_at: Mapped[dt.datetime | None]
    due_on: Mapped[dt.date | None]
    handed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[dt.datetime | None]
    thanks: Mapped[str | None]

    resident: Mapped[Resident] = relationship(lazy="raise")
    claimant: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[claimed_by])
