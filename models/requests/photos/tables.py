"""Photos of what was asked for, or of what was done: sealed, and gone with the request."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.database.base import Base, Identified
from models.database.sealed import SealedBytes

MOST = 3


class RequestPhoto(Identified, Base):
    """A JPEG that tells nothing but what is seen; ``step_id`` None: it came with the request."""

    __tablename__ = "request_photo"
    __table_args__ = (
        CheckConstraint(f"number BETWEEN 1 AND {MOST}", name="number"),
        UniqueConstraint("request_id", "step_id", "number", postgresql_nulls_not_distinct=True),
    )

    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("request.id", ondelete="CASCADE"))
    step_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("request_step.id"))
    number: Mapped[int]
    picture: Mapped[bytes] = mapped_column(SealedBytes("request_photo.picture"))
    at: Mapped[dt.datetime]
