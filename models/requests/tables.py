"""Requests 诉求: what somebody asked for, its way, its deadlines, who accepts at which hours."""

import datetime as dt
import uuid

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts.tables import Account
from models.database.base import Base, Identified
from models.database.sealed import Sealed
from models.employment.tables import new_code
from models.people.tables import Organisation
from models.places.tables import Place

KINDS = (
    "care",
    "employment",
    "property",
    "environment",
    "safety",
    "dispute",
    "paperwork",
    "housing",
    "other",
)
URGENCIES = ("ordinary", "urgent", "danger")
SOURCES = ("qr", "phone", "door", "visit", "api", "staff")
# Where a request stands; each but the ended ones has a clock that runs or is stopped with a reason.
OPEN = (
    "found",
    "accepted",
    "sent",
    "handled",
    "coordinated",
    "supervised",
    "checking",
    "reopened",
    "in_person",
)
ENDED = ("done", "unconfirmed", "settled", "referred", "withdrawn")
# Up whom a missed deadline climbs. The first is whoever has it in hand: on duty, then the handler.
HOLDER = "holder"
LADDER = (
    "unit_lead",
    "building_lead",
    "grid_worker",
    "grid_lead",
    "community",
    "town",
    "county",
)
LEVELS = (HOLDER, *LADDER)
PROMISES = ("accept", "answer", "handle", "word", "check")
SIDES = ("resident", "staff", "product")
# What an organisation said to an offer; ``over``: somebody else has it by now, or nobody needs to.
ANSWERS = ("none", "taken", "declined", "over")


class Request(Identified, Base):
    """What somebody asks for, at a place of the tree.

    ``recorder_id`` is who typed it in for somebody else, never the requester. ``requester_id`` and
    ``person_id`` say who asks where that is known; ``name`` and ``phone`` are as they were given.
    ``spot`` says where at the place. ``level`` is how far up it has climbed. ``code`` opens the
    requester's own page. ``reopened`` counts how often the answer was no.
    """

    __tablename__ = "request"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"urgency IN {URGENCIES}", name="urgency"),
        CheckConstraint(f"source IN {SOURCES}", name="source"),
        CheckConstraint(f"state IN {OPEN + ENDED}", name="state"),
        CheckConstraint(f"level IN {LEVELS}", name="level"),
        CheckConstraint("recorder_id <> requester_id", name="recorder"),
        # 采办分离: the last line, whatever a page or a program tries.
        CheckConstraint("handler_id <> requester_id", name="handler"),
        CheckConstraint(
            "supervisor_id <> handler_id AND supervisor_id <> requester_id", name="supervisor"
        ),
        CheckConstraint(f"(ended_at IS NULL) = (state IN {OPEN})", name="ended"),
        CheckConstraint("reopened >= 0", name="reopened"),
        Index("ix_request_open", "place_id", postgresql_where=text("ended_at IS NULL")),
    )

    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    kind: Mapped[str]
    urgency: Mapped[str]
    place_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("place.id"), index=True)
    spot: Mapped[str | None] = mapped_column(Sealed("request.spot"))
    words: Mapped[str] = mapped_column(Sealed("request.words"))
    name: Mapped[str | None] = mapped_column(Sealed("request.name"))
    phone: Mapped[str | None] = mapped_column(Sealed("request.phone"))
    phone_hash: Mapped[bytes | None] = mapped_column(index=True)
    source: Mapped[str]
    recorder_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    requester_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    handler_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    supervisor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    state: Mapped[str] = mapped_column(default="found", server_default="found")
    level: Mapped[str] = mapped_column(default=HOLDER, server_default=HOLDER)
    code: Mapped[str] = mapped_column(unique=True, default=new_code)
    reopened: Mapped[int] = mapped_column(default=0, server_default="0")
    at: Mapped[dt.datetime] = mapped_column(index=True)
    ended_at: Mapped[dt.datetime | None]

    place: Mapped[Place] = relationship(lazy="raise")
    handler: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[handler_id])


class RequestStep(Identified, Base):
    """What was said or done on the way of a request; rows are only added.

    ``side`` resident without an account is an answer by the code; with one, who brought the word.
    ``to_id`` is the account it was sent to.
    """

    __tablename__ = "request_step"
    __table_args__ = (CheckConstraint(f"side IN {SIDES}", name="side"),)

    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("request.id"), index=True)
    step: Mapped[str]
    side: Mapped[str]
    reason: Mapped[str | None]
    remark: Mapped[str | None] = mapped_column(Sealed("request_step.remark"))
    to_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[dt.datetime]
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))


class RequestDeadline(Identified, Base):
    """Until when something promised has to be done; ``round`` is how often it was reopened by then.

    The row of the level ``holder`` is the promise; those above are the time each higher level has
    after it was told. ``minutes`` run round the clock, or only in ``working`` time, from ``since``.
    ``missed``: not met by then, whenever that was noticed. ``escalated_at``: passed up, for good.
    """

    __tablename__ = "request_deadline"
    __table_args__ = (
        CheckConstraint(f"what IN {PROMISES}", name="what"),
        CheckConstraint(f"level IN {LEVELS}", name="level"),
        CheckConstraint("minutes > 0", name="minutes"),
        CheckConstraint("(paused_at IS NULL) = (paused_for IS NULL)", name="paused"),
        Index("ix_request_deadline_one", "request_id", "round", "what", "level", unique=True),
        Index(
            "ix_request_deadline_due",
            "due_at",
            postgresql_where=text("met_at IS NULL AND escalated_at IS NULL"),
        ),
    )

    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("request.id"))
    round: Mapped[int]
    what: Mapped[str]
    level: Mapped[str]
    minutes: Mapped[int]
    working: Mapped[bool]
    since: Mapped[dt.datetime]
    warn_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    paused_at: Mapped[dt.datetime | None]
    paused_for: Mapped[str | None]
    met_at: Mapped[dt.datetime | None]
    warned_at: Mapped[dt.datetime | None]
    escalated_at: Mapped[dt.datetime | None]
    missed: Mapped[bool] = mapped_column(default=False, server_default="false")

    request: Mapped[Request] = relationship(lazy="raise")


class RequestOffer(Identified, Base):
    """An accepted request offered to an organisation; ``round`` counts the times one was offered.

    Nothing is answered by silence: ``late_at`` is when staff were told that ``due_at`` went by.
    """

    __tablename__ = "request_offer"
    __table_args__ = (
        CheckConstraint(f"answer IN {ANSWERS}", name="answer"),
        CheckConstraint("(answer = 'none') = (answered_at IS NULL)", name="answered"),
        CheckConstraint("(answer = 'declined') = (reason IS NOT NULL)", name="reason"),
        UniqueConstraint("request_id", "organisation_id", "round"),
        Index(
            "ix_request_offer_one",
            "request_id",
            "organisation_id",
            unique=True,
            postgresql_where=text("answer = 'none'"),
        ),
        # One has it, whoever else tries at the same moment.
        Index(
            "ix_request_offer_taken",
            "request_id",
            "round",
            unique=True,
            postgresql_where=text("answer = 'taken'"),
        ),
        Index(
            "ix_request_offer_due",
            "due_at",
            postgresql_where=text("answer = 'none' AND late_at IS NULL"),
        ),
    )

    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("request.id"))
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    round: Mapped[int]
    offered_at: Mapped[dt.datetime]
    offered_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    due_at: Mapped[dt.datetime]
    answer: Mapped[str] = mapped_column(default="none", server_default="none")
    reason: Mapped[str | None]
    answered_at: Mapped[dt.datetime | None]
    answered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    late_at: Mapped[dt.datetime | None]

    request: Mapped[Request] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")


class DutyShift(Identified, Base):
    """Who accepts requests of a place and all below it, on which weekdays and at which hours.

    Bit n of ``weekdays`` is weekday n (0 Monday) of the day it begins; ``begins`` to ``ends`` goes
    over midnight when the second is not later, so equal hours are a whole day. Until ``last_day``.
    """

    __tablename__ = "duty_shift"
    __table_args__ = (
        CheckConstraint("weekdays BETWEEN 1 AND 127", name="weekdays"),
        CheckConstraint("first_day <= last_day", name="days"),
    )

    place_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("place.id"), index=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), index=True)
    weekdays: Mapped[int]
    begins: Mapped[dt.time]
    ends: Mapped[dt.time]
    first_day: Mapped[dt.date]
    last_day: Mapped[dt.date | None]
    set_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    set_at: Mapped[dt.datetime]

    place: Mapped[Place] = relationship(lazy="raise")
    account: Mapped[Account] = relationship(lazy="raise", foreign_keys=[account_id])
