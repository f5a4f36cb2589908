"""Checks for serving children: every certificate that was seen, by whom, until when it holds."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.database.base import Base, Identified


class ChildCheck(Identified, Base):
    """One certificate seen; what holds now stands with the helper."""

    __tablename__ = "child_check"

    helper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("helper.id"), index=True)
    valid_until: Mapped[dt.date]
    seen_at: Mapped[dt.datetime]
    seen_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
