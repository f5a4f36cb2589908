"""Who was asked a day before whether he still comes."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.care.tables import Claim
from models.database.base import Base


class Reconfirm(Base):
    """A claim whose helper was asked a day before whether he still comes.

    Who does not come gives the claim back, so an answer is always a yes: the helper's own, or what
    he said on the phone, entered by staff (``answered_by``).
    """

    __tablename__ = "reconfirm"
    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name="answered"),
        Index("ix_reconfirm_unanswered", "answer_by", postgresql_where=text("answered_at IS NULL")),
    )

    claim_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("claim.id"), primary_key=True)
    asked_at: Mapped[dt.datetime]
    answer_by: Mapped[dt.datetime]
    answered_at: Mapped[dt.datetime | None]
    answered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))

    claim: Mapped[Claim] = relationship(lazy="raise")
