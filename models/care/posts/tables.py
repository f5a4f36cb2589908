"""Posts 设岗-择岗-亮岗-履岗-评岗: duties party members took; never counted with volunteer hours."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, Sequence, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts.tables import Account
from models.care.tables import EVIDENCE
from models.database.base import Base, Identified
from models.database.sealed import Sealed
from models.people.tables import Helper, Person
from models.places.tables import Place

STANDING = ("chosen", "held")
HOLDING_STATES = (*STANDING, "declined", "given_up", "ended")
KINDS = ("resident", "member", "staff")
WORDS = ("good", "fair", "poor")
SETTLED = ("stands", "void")
CARD_NUMBERS = Sequence("post_card_number", metadata=Base.metadata)


class Post(Identified, Base):
    """A post set up in a community: what it is for, how many it takes, for which term.

    ``set_up_by`` is None where a ledger named it: it then has as many holders as the ledger says
    (``places`` None), and nobody chooses it until staff say how many places it has.
    """

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint("places > 0", name="places"),
        CheckConstraint("begins_on <= ends_on", name="term"),
        Index(
            "ix_post_ledger",
            "place_id",
            "duty",
            unique=True,
            postgresql_where=text("set_up_by IS NULL"),
        ),
    )

    place_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("place.id"), index=True)
    duty: Mapped[str]
    title: Mapped[str]
    task: Mapped[str]
    places: Mapped[int | None]
    begins_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]
    set_up_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    set_up_at: Mapped[dt.datetime]
    closed_on: Mapped[dt.date | None]

    place: Mapped[Place] = relationship(lazy="raise")


class PostHolding(Identified, Base):
    """Who chose a post, and from when to when he held it.

    ``card`` is the number on the card he shows. ``confirmed_by`` is None where a ledger named him.
    ``seat`` is given to whoever chose the post himself: two cannot choose the last place.
    """

    __tablename__ = "post_holding"
    __table_args__ = (
        CheckConstraint(f"state IN {HOLDING_STATES}", name="state"),
        CheckConstraint("state <> 'held' OR card IS NOT NULL", name="card"),
        Index(
            "ix_post_holding_seat",
            "post_id",
            "seat",
            unique=True,
            postgresql_where=text("state IN ('chosen', 'held')"),
        ),
        Index(
            "ix_post_holding_once",
            "post_id",
            "helper_id",
            unique=True,
            postgresql_where=text("state IN ('chosen', 'held')"),
        ),
    )

    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("post.id"), index=True)
    helper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("helper.id"), index=True)
    seat: Mapped[int | None]
    state: Mapped[str]
    chosen_on: Mapped[dt.date | None]
    taken_on: Mapped[dt.date | None]
    confirmed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    card: Mapped[int | None] = mapped_column(unique=True)
    ended_on: Mapped[dt.date | None]
    ended_for: Mapped[str | None]

    post: Mapped[Post] = relationship(lazy="raise")
    helper: Mapped[Helper] = relationship(lazy="raise")


class DutyRecord(Identified, Base):
    """A duty done: what, with its true times, how it is known. Visits are recorded as visits."""

    __tablename__ = "duty_record"
    __table_args__ = (
        CheckConstraint("began_at < ended_at", name="times"),
        CheckConstraint(f"evidence IN {EVIDENCE}", name="evidence"),
    )

    holding_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("post_holding.id"), index=True)
    did: Mapped[str] = mapped_column(Sealed("duty_record.did"))
    began_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime]
    evidence: Mapped[str] = mapped_column(default="none", server_default="none")
    entered_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[dt.datetime]

    holding: Mapped[PostHolding] = relationship(lazy="raise")


class Commitment(Identified, Base):
    """What a holder promised by a day: kept, or carried on to a later one and never dropped."""

    __tablename__ = "commitment"
    __table_args__ = (
        UniqueConstraint("carried_from"),
        CheckConstraint("kept_on IS NULL OR carried_on IS NULL", name="one_end"),
    )

    holding_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("post_holding.id"), index=True)
    promised: Mapped[str] = mapped_column(Sealed("commitment.promised"))
    due_on: Mapped[dt.date]
    made_at: Mapped[dt.datetime]
    kept_on: Mapped[dt.date | None]
    carried_on: Mapped[dt.date | None]
    carried_from: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("commitment.id"))

    holding: Mapped[PostHolding] = relationship(lazy="raise")


class Appraisal(Identified, Base):
    """A holder's quarter as five to seven people saw it; one a quarter, unless voided.

    ``quarter`` is its first day. ``result`` is one of the words and stands from ``closed_at``.
    """

    __tablename__ = "appraisal"
    __table_args__ = (
        CheckConstraint(f"result IN {WORDS}", name="result"),
        CheckConstraint(f"settled IN {SETTLED}", name="settled"),
        CheckConstraint("settled_by IS NULL OR settled_by <> opened_by", name="settled_by"),
        Index(
            "ix_appraisal_quarter",
            "holding_id",
            "quarter",
            unique=True,
            postgresql_where=text("settled IS DISTINCT FROM 'void'"),
        ),
    )

    holding_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("post_holding.id"), index=True)
    quarter: Mapped[dt.date]
    opened_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    opened_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]
    result: Mapped[str | None]
    disputed_at: Mapped[dt.datetime | None]
    dispute: Mapped[str | None] = mapped_column(Sealed("appraisal.dispute"))
    settled: Mapped[str | None]
    settled_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    settled_at: Mapped[dt.datetime | None]

    holding: Mapped[PostHolding] = relationship(lazy="raise")
    voices: Mapped[list["Voice"]] = relationship(lazy="raise", order_by="Voice.id")


class Voice(Identified, Base):
    """One of the people asked about a holder's quarter, and his answer once he has given it.

    Staff are known by their account, residents and party members as persons.
    """

    __tablename__ = "appraisal_voice"
    __table_args__ = (
        UniqueConstraint("appraisal_id", "person_id"),
        UniqueConstraint("appraisal_id", "account_id"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"word IN {WORDS}", name="word"),
        CheckConstraint("(kind = 'staff') = (account_id IS NOT NULL)", name="staff"),
        CheckConstraint("(kind = 'staff') = (person_id IS NULL)", name="person"),
    )

    appraisal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appraisal.id"), index=True)
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str]
    word: Mapped[str | None]
    comment: Mapped[str | None] = mapped_column(Sealed("appraisal_voice.comment"))
    answered_at: Mapped[dt.datetime | None]
    entered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))

    person: Mapped[Person | None] = relationship(lazy="raise")
    account: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[account_id])
    appraisal: Mapped[Appraisal] = relationship(lazy="raise", back_populates="voices")
