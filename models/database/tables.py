"""The ring: keys that seal columns and keys that outlive the secret, each wrapped by the secret."""

import datetime as dt

from sqlalchemy import CheckConstraint, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from models.database.base import Base

COLUMN = "column"
LASTING = "lasting"


class DataKey(Base):
    """One key. Of purpose ``column`` there are many, and the highest number seals.

    ``number`` stands in one byte at the head of a sealed value. ``lasting`` is what keys of other
    purposes are drawn from; a row with such a purpose of its own is from before there was a ring.
    Nothing stands under a ``retired_at`` key any more.
    """

    __tablename__ = "data_key"
    __table_args__ = (CheckConstraint("number BETWEEN 1 AND 255", name="number"),)

    purpose: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    cipher: Mapped[str]
    wrapped: Mapped[bytes]
    made_at: Mapped[dt.datetime]
    retired_at: Mapped[dt.datetime | None]
