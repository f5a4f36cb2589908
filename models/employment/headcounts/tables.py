"""How many people work for an employer, as it was said for a day."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.database.base import Base


class Headcount(Base):
    """``people`` at work on a day, ``hardship`` of them from households in hardship.

    One word a day: said again for the same day it is put right; other days stay as they were.
    """

    __tablename__ = "headcount"
    __table_args__ = (CheckConstraint("0 <= hardship AND hardship <= people", name="people"),)

    employer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employer.id"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    people: Mapped[int]
    hardship: Mapped[int]
    reported_at: Mapped[dt.datetime]
    reported_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
