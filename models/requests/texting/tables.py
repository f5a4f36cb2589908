"""What is told by SMS to whoever asked, and what came back."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.database.base import Base, Identified
from models.notices.texts import TEXT_STATES, Texted

WHATS = ("received", "accepted", "answered", "referred", "asked")


class RequestText(Identified, Texted, Base):
    """One SMS to the requester; each of ``WHATS`` once in a round.

    ``round`` is how often the request had been reopened. The number it goes to stands in the
    request only.
    """

    __tablename__ = "request_text"
    __table_args__ = (
        CheckConstraint(f"what IN {WHATS}", name="what"),
        CheckConstraint(f"state IN {TEXT_STATES}", name="state"),
        Index("ix_request_text_one", "request_id", "round", "what", unique=True),
        Index("ix_request_text_due", "next_try_at", postgresql_where=text("state = 'waiting'")),
    )

    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("request.id"))
    round: Mapped[int]
    what: Mapped[str]
    at: Mapped[dt.datetime]


class TextReply(Base):
    """A reply that the gateway handed over: the same signed request is not taken twice."""

    __tablename__ = "text_reply"

    signature: Mapped[bytes] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)
