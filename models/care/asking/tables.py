"""Who was asked for which visit, when, and what he answered."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.care.tables import Visit
from models.database.base import Base, Identified
from models.people.tables import Helper

# expired: the visit wanted nobody any more before he answered.
ANSWERS = ("none", "yes", "no", "not_now", "expired")


class Asking(Identified, Base):
    """A helper asked for a visit; the unique pair is what makes it happen once, for good."""

    __tablename__ = "asking"
    __table_args__ = (
        UniqueConstraint("visit_id", "helper_id"),
        CheckConstraint(f"answer IN {ANSWERS}", name="answer"),
        CheckConstraint("wave > 0", name="wave"),
        CheckConstraint("(answer = 'none') = (answered_at IS NULL)", name="answered"),
        Index("ix_asking_helper", "helper_id", "asked_at"),
    )

    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id"))
    helper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("helper.id"))
    wave: Mapped[int]
    asked_at: Mapped[dt.datetime]
    answer: Mapped[str] = mapped_column(default="none", server_default="none")
    answered_at: Mapped[dt.datetime | None]

    visit: Mapped[Visit] = relationship(lazy="raise")
    helper: Mapped[Helper] = relationship(lazy="raise")


class Unfilled(Base):
    """A visit nobody took when asked: handed to staff, once."""

    __tablename__ = "unfilled"

    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    since: Mapped[dt.datetime]
