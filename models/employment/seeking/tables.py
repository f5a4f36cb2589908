"""What staff keep of a seeker: consent, guidance, who helps and how, what two must agree on."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts.tables import Account
from models.database.base import Base, Identified
from models.database.sealed import Sealed, SealedJson
from models.people.tables import Seeker

CONSENTS = ("seeking", "sensitive")
NOTE_KINDS = ("talk", "call", "visit")
ASKED_FOR = ("end", "hardship")
REQUEST_STATES = ("open", "confirmed", "refused")


class SeekerConsent(Identified, Base):
    """A person's own word to a text, for one purpose; ``sensitive``: health and hardship."""

    __tablename__ = "seeker_consent"
    __table_args__ = (
        CheckConstraint(f"purpose IN {CONSENTS}", name="purpose"),
        Index(
            "ix_seeker_consent_standing",
            "seeker_id",
            "purpose",
            unique=True,
            postgresql_where=text("withdrawn_on IS NULL"),
        ),
    )

    seeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("seeker.id"))
    purpose: Mapped[str]
    text_version: Mapped[str]
    given_on: Mapped[dt.date]
    recorded_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[dt.datetime]
    withdrawn_on: Mapped[dt.date | None]


class GuidanceNote(Identified, Base):
    """One talk about work 职业指导; only ever added. ``next_on``: when to speak again."""

    __tablename__ = "guidance_note"
    __table_args__ = (CheckConstraint(f"kind IN {NOTE_KINDS}", name="kind"),)

    seeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("seeker.id"), index=True)
    day: Mapped[dt.date]
    kind: Mapped[str]
    agreed: Mapped[str] = mapped_column(Sealed("guidance_note.agreed"))
    next_on: Mapped[dt.date | None]
    written_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[dt.datetime]

    seeker: Mapped[Seeker] = relationship(lazy="raise")


class SeekerHelp(Base):
    """Who answers for a hardship person 帮扶责任人, and when the plan is looked at again."""

    __tablename__ = "seeker_help"

    seeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("seeker.id"), primary_key=True)
    officer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    review_on: Mapped[dt.date | None]

    officer: Mapped[Account | None] = relationship(lazy="raise")


class HelpStep(Identified, Base):
    """A step of the plan 帮扶计划: what, by when, and the day it was done."""

    __tablename__ = "help_step"

    seeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("seeker.id"), index=True)
    what: Mapped[str] = mapped_column(Sealed("help_step.what"))
    by_on: Mapped[dt.date]
    done_on: Mapped[dt.date | None]


class SeekerRequest(Identified, Base):
    """Somebody asks for what may touch a family's benefits; another account confirms or refuses.

    ``asked_for``: to end the registration, or to take ``categories`` of hardship away. Nothing is
    changed while it is open.
    """

    __tablename__ = "seeker_request"
    __table_args__ = (
        CheckConstraint(f"asked_for IN {ASKED_FOR}", name="asked_for"),
        CheckConstraint(f"state IN {REQUEST_STATES}", name="state"),
        CheckConstraint("(state = 'open') = (decided_by IS NULL)", name="decided"),
        CheckConstraint("decided_by <> asked_by", name="two_people"),
        Index(
            "ix_seeker_request_open",
            "seeker_id",
            "asked_for",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
    )

    seeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("seeker.id"), index=True)
    asked_for: Mapped[str]
    categories: Mapped[list[str]] = mapped_column(SealedJson("seeker_request.categories"))
    reason: Mapped[str]
    remark: Mapped[str | None] = mapped_column(Sealed("seeker_request.remark"))
    asked_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(default="open", server_default="open")
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[dt.datetime | None]

    seeker: Mapped[Seeker] = relationship(lazy="raise")
