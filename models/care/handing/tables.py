"""A claim that its helper would hand on to another."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.care.tables import Claim
from models.database.base import Base, Identified
from models.people.tables import Helper

HANDING_STATES = ("offered", "taken", "declined", "lapsed", "recalled")


class Handing(Identified, Base):
    """One ask to take over a claim; until it is answered the claim stays with its helper."""

    __tablename__ = "handing"
    __table_args__ = (
        CheckConstraint(f"state IN {HANDING_STATES}", name="state"),
        CheckConstraint("(ended_at IS NULL) = (state = 'offered')", name="ended"),
        Index(
            "ix_handing_open", "claim_id", unique=True, postgresql_where=text("state = 'offered'")
        ),
    )

    claim_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("claim.id"), index=True)
    helper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("helper.id"), index=True)
    state: Mapped[str] = mapped_column(default="offered", server_default="offered")
    offered_at: Mapped[dt.datetime]
    offered_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    answer_by: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]

    claim: Mapped[Claim] = relationship(lazy="raise")
    helper: Mapped[Helper] = relationship(lazy="raise")
