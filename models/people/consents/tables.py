"""What persons have said to the use of their data, word by word."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.database.base import Base, Identified

PURPOSES = ("general", "sensitive", "sharing", "automated")
GIVEN_BY = ("own", "guardian")
HOW = ("in_person", "by_phone", "in_writing", "by_family", "own_account")


class Consent(Identified, Base):
    """One word of a person 同意或撤回, to the text of a version; the newest of a purpose stands.

    ``given_by`` guardian: for a child under 14, who is named with his relation.
    """

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint(f"purpose IN {PURPOSES}", name="purpose"),
        CheckConstraint(f"given_by IN {GIVEN_BY}", name="given_by"),
        CheckConstraint(f"how IN {HOW}", name="how"),
        CheckConstraint(
            "given_by = 'guardian' OR num_nonnulls(guardian_name, relation) = 0",
            name="guardian",
        ),
        Index("ix_consent_newest", "person_id", "purpose", "recorded_at"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[str]
    agreed: Mapped[bool]
    text_version: Mapped[str]
    given_by: Mapped[str] = mapped_column(default="own", server_default="own")
    guardian_name: Mapped[str | None]
    relation: Mapped[str | None]
    how: Mapped[str]
    recorded_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[dt.datetime]
