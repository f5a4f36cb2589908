"""What lies between the two markets: whom a seeker has to care for, and what was asked for it."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.care.tables import Need
from models.database.base import Base, Identified
from models.people.tables import Resident, Seeker

# Whose word it is that the care market may be asked: his own, or a guardian's.
CONSENTS = ("own", "guardian")


class CareDuty(Identified, Base):
    """Somebody a seeker has to care for, 照料责任, and the service that would free the hours.

    ``resident_id`` None: somebody of the household who was not named. ``week`` are the half-days
    (as in Helper) that would have to be free, ``until`` the last day of it. ``need_id`` is what the
    care market was asked for, by ``consent`` of the one cared for.
    """

    __tablename__ = "care_duty"
    __table_args__ = (
        CheckConstraint("week > 0", name="week"),
        CheckConstraint(f"consent IN {CONSENTS}", name="consent"),
        CheckConstraint(
            "num_nonnulls(need_id, consent, asked_at, asked_by) IN (0, 4)", name="asked"
        ),
        CheckConstraint("need_id IS NULL OR resident_id IS NOT NULL", name="whom"),
        CheckConstraint("every_days > 0", name="every_days"),
    )

    seeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("seeker.id"), index=True)
    resident_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("resident.id"))
    kind: Mapped[str] = mapped_column(ForeignKey("service_kind.code"))
    week: Mapped[int]
    every_days: Mapped[int]
    until: Mapped[dt.date | None]
    entered_at: Mapped[dt.datetime]
    entered_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    need_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("need.id"), unique=True)
    consent: Mapped[str | None]
    asked_at: Mapped[dt.datetime | None]
    asked_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    ended_on: Mapped[dt.date | None]

    seeker: Mapped[Seeker] = relationship(lazy="raise")
    resident: Mapped[Resident | None] = relationship(lazy="raise")
    need: Mapped[Need | None] = relationship(lazy="raise")
