"""A visit as it reached us: what came from phones, how it is proven, the sheet on paper."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.care.tables import OUTCOMES, Claim
from models.database.base import Base, Identified
from models.database.sealed import Sealed
from models.notices.texts import TEXT_STATES, Texted

RESULTS = ("recorded", "merged")
ANSWERS = ("confirmed", "denied")


class SheetReceived(Identified, Base):
    """A sheet as a phone or a page sent it; the first of a claim made the record.

    ``key`` was made where the sheet was filled in, so that sending it again is no second sheet.
    ``clock_off``: seconds by which the clock it was stamped with was behind ours; the times are
    put right already.
    """

    __tablename__ = "sheet_received"
    __table_args__ = (
        UniqueConstraint("claim_id", "key"),
        CheckConstraint(f"result IN {RESULTS}", name="result"),
        CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
    )

    claim_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("claim.id"))
    sent_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    key: Mapped[str]
    result: Mapped[str]
    outcome: Mapped[str]
    note: Mapped[str | None] = mapped_column(Sealed("sheet_received.note"))
    began_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime]
    clock_off: Mapped[int] = mapped_column(default=0, server_default="0")
    received_at: Mapped[dt.datetime]


class Proof(Base):
    """How far it is proven that the visit of a claim took place.

    ``tries`` counts wrong codes; ``door_first`` and ``door_last`` are the scans of the door's QR.
    A call back is asked for, tried, and answered.
    """

    __tablename__ = "proof"
    __table_args__ = (
        CheckConstraint(f"call_answer IN {ANSWERS}", name="call_answer"),
        CheckConstraint("tries >= 0", name="tries"),
    )

    claim_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("claim.id"), primary_key=True)
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    code_at: Mapped[dt.datetime | None]
    door_first: Mapped[dt.datetime | None]
    door_last: Mapped[dt.datetime | None]
    call_asked_at: Mapped[dt.datetime | None]
    calls: Mapped[int] = mapped_column(default=0, server_default="0")
    called_at: Mapped[dt.datetime | None]
    called_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    call_answer: Mapped[str | None]
    call_note: Mapped[str | None] = mapped_column(Sealed("proof.call_note"))

    claim: Mapped[Claim] = relationship(lazy="raise")


class PaperSheet(Base):
    """The number under which a printed sheet of a claim comes back."""

    __tablename__ = "paper_sheet"

    claim_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("claim.id"), primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    printed_at: Mapped[dt.datetime]
    printed_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))


class CodeText(Texted, Base):
    """The code of a claim's visit on its way by SMS to who was wished for; one for each claim.

    The code itself stands nowhere (models.care.visiting.codes), nor does the number it goes to.
    """

    __tablename__ = "code_text"
    __table_args__ = (
        CheckConstraint(f"state IN {TEXT_STATES}", name="state"),
        Index("ix_code_text_due", "next_try_at", postgresql_where=text("state = 'waiting'")),
    )

    claim_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("claim.id"), primary_key=True)
