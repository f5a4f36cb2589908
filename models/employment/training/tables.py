"""Who came to a class, day by day."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.database.base import Base


class ClassAttendance(Base):
    """Whether somebody enrolled came on a day; entered again, the later word counts."""

    __tablename__ = "class_attendance"

    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    present: Mapped[bool]
    entered_at: Mapped[dt.datetime]
    entered_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
