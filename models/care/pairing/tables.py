"""Pairings 结对: who visits a resident regularly, and who stands in for him."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.database.base import Base, Identified
from models.people.tables import Helper, Resident

PAIRING_ROLES = ("standing", "stand_in")
PROPOSERS = ("night", "staff")


class Pairing(Identified, Base):
    """A helper who visits a resident regularly, or stands in for the one who does.

    It holds once both have agreed (``since``), until it ends; who entered each word, and when,
    stays. A resident has one of each role at most, proposed or agreed.
    """

    __tablename__ = "pairing"
    __table_args__ = (
        CheckConstraint(f"role IN {PAIRING_ROLES}", name="role"),
        CheckConstraint(f"proposed_by IN {PROPOSERS}", name="proposed_by"),
        CheckConstraint(
            "(helper_agreed_at IS NULL) = (helper_agreed_by IS NULL)", name="helper_agreed"
        ),
        CheckConstraint(
            "(resident_agreed_at IS NULL) = (resident_agreed_by IS NULL)", name="resident_agreed"
        ),
        CheckConstraint(
            "(since IS NULL) = (helper_agreed_at IS NULL OR resident_agreed_at IS NULL)",
            name="both_agreed",
        ),
        CheckConstraint("(ended_at IS NULL) = (ended_for IS NULL)", name="ended"),
        Index(
            "ix_pairing_role",
            "resident_id",
            "role",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "ix_pairing_two_people",
            "resident_id",
            "helper_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    resident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("resident.id"))
    helper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("helper.id"), index=True)
    role: Mapped[str]
    proposed_by: Mapped[str]
    proposed_at: Mapped[dt.datetime]
    helper_agreed_at: Mapped[dt.datetime | None]
    helper_agreed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    resident_agreed_at: Mapped[dt.datetime | None]
    resident_agreed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    since: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    ended_for: Mapped[str | None]

    resident: Mapped[Resident] = relationship(lazy="raise")
    helper: Mapped[Helper] = relationship(lazy="raise")
