"""Rights 个人权利: what persons ask of those who keep their data, with clock and answer."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.database.base import Base, Identified
from models.database.sealed import Sealed
from models.people.consents.tables import HOW
from models.people.tables import Person

ASKED_FOR = ("correction", "deletion", "withdrawal")
STATES = ("open", "granted", "refused")


class RightsAsk(Identified, Base):
    """Somebody asks for a correction, a deletion, or that what he took back be seen to.

    ``purpose`` names the consent that was taken back. The day of ``due_at`` is shown to the person.
    """

    __tablename__ = "rights_ask"
    __table_args__ = (
        CheckConstraint(f"asked_for IN {ASKED_FOR}", name="asked_for"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint(f"how IN {HOW}", name="how"),
        CheckConstraint("(asked_for = 'withdrawal') = (purpose IS NOT NULL)", name="purpose"),
        CheckConstraint(
            "(state = 'open') = (answered_at IS NULL)"
            " AND num_nonnulls(answer, answered_by, answered_at) IN (0, 3)",
            name="answered",
        ),
        Index(
            "ix_rights_ask_open",
            "person_id",
            "asked_for",
            "purpose",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_rights_ask_due", "due_at", postgresql_where=text("state = 'open'")),
        Index("ix_rights_ask_person_id", "person_id"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    asked_for: Mapped[str]
    purpose: Mapped[str | None]
    words: Mapped[str | None] = mapped_column(Sealed("rights_ask.words"))
    how: Mapped[str]
    asked_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(default="open", server_default="open")
    answer: Mapped[str | None] = mapped_column(Sealed("rights_ask.answer"))
    answered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[dt.datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")
