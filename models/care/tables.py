"""Care 帮扶: what is needed, the visits that are owed, who claimed them, how they went."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.database.base import Base, Identified
from models.database.sealed import Sealed, SealedJson
from models.people.tables import Helper, Resident

VISIT_STATES = ("open", "done", "cancelled")
CLAIM_STATES = ("claimed", "withdrawn", "done", "not_done")
WAITING_STATES = ("waiting", "offered", "taken", "lapsed", "left")
IN_LINE = ("waiting", "offered")
OUTCOMES = ("done", "not_home", "refused", "hospital", "moved", "deceased")
# How it is known that a visit took place, weakest first: nothing but the entry, the word of the
# person served, the organiser's, a call back, the code on the door, the resident's one-time code.
EVIDENCE = ("none", "word", "organiser", "call_back", "door_qr", "code")


class ServiceKind(Base):
    """A kind of service and what it asks of whoever gives it."""

    __tablename__ = "service_kind"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    skill: Mapped[str | None]
    child_facing: Mapped[bool] = mapped_column(default=False, server_default="false")
    intimate: Mapped[bool] = mapped_column(default=False, server_default="false")
    every_days: Mapped[int] = mapped_column(default=30, server_default="30")
    effective_from: Mapped[dt.date]
    effective_to: Mapped[dt.date | None]


class Need(Identified, Base):
    """A resident's need of one kind: standing, or ``once`` between two days.

    ``every_days`` None is the kind's own term; ``licence`` the one without which nobody may do it;
    ``week`` the half-days (as in Helper) for this need alone, 0 = whenever he is visited. A change
    in the care plan closes a need and opens the next, so that what was agreed before stays.
    """

    __tablename__ = "need"
    __table_args__ = (
        Index(
            "ix_need_open",
            "resident_id",
            "kind",
            unique=True,
            postgresql_where=text("closed_on IS NULL AND NOT once"),
        ),
        CheckConstraint(
            "once = (first_day IS NOT NULL AND last_day IS NOT NULL AND first_day <= last_day)",
            name="once",
        ),
        CheckConstraint("helpers_wanted > 0", name="helpers_wanted"),
        CheckConstraint("every_days > 0", name="every_days"),
    )

    resident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("resident.id"), index=True)
    kind: Mapped[str] = mapped_column(ForeignKey("service_kind.code"))
    source: Mapped[str]
    once: Mapped[bool] = mapped_column(default=False, server_default="false")
    first_day: Mapped[dt.date | None]
    last_day: Mapped[dt.date | None]
    every_days: Mapped[int | None]
    helpers_wanted: Mapped[int] = mapped_column(default=1, server_default="1")
    licence: Mapped[str | None]
    week: Mapped[int] = mapped_column(default=0, server_default="0")
    opened_on: Mapped[dt.date]
    closed_on: Mapped[dt.date | None]


class Visit(Identified, Base):
    """A visit to a resident's household within a window of days; it discharges all of ``kinds``.

    ``week`` are the welcome half-days (see Helper), ``licences`` what a helper must hold,
    ``roles`` by whom policies want it made (nothing: by anybody).
    ``asked``: somebody asked for it and waits (models/requests/asking/needs.py).
    ``along``: one of the places is for somebody who may not go alone yet, beside whoever claimed.
    A visit that fails stays open and keeps its history: nothing owed ever vanishes.
    """

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint(f"state IN {VISIT_STATES}", name="state"),
        CheckConstraint("window_from <= window_to", name="window"),
        CheckConstraint("helpers_wanted > 0", name="helpers_wanted"),
        Index("ix_visit_due", "state", "window_to"),
    )

    resident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("resident.id"), index=True)
    kinds: Mapped[list[str]]
    window_from: Mapped[dt.date]
    window_to: Mapped[dt.date]
    week: Mapped[int]
    helpers_wanted: Mapped[int] = mapped_column(default=1, server_default="1")
    along: Mapped[bool] = mapped_column(default=False, server_default="false")
    asked: Mapped[bool] = mapped_column(default=False, server_default="false")
    licences: Mapped[list[str]] = mapped_column(default=list, server_default="{}")
    roles: Mapped[list[str]] = mapped_column(default=list, server_default="{}")
    state: Mapped[str] = mapped_column(default="open", server_default="open")
    opened_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]

    resident: Mapped[Resident] = relationship(lazy="raise")


class Claim(Identified, Base):
    """A helper's word to make a visit on a day and part of the day.

    ``duty``: made as a duty of a post (领岗), never counted as volunteer hours. Two partial unique
    indexes are the last line against races: one helper a seat of the visit, one visit a half-day
    of the helper.
    """

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint(f"state IN {CLAIM_STATES}", name="state"),
        CheckConstraint("part BETWEEN 0 AND 2", name="part"),
        Index(
            "ix_claim_seat",
            "visit_id",
            "seat",
            unique=True,
            postgresql_where=text("state IN ('claimed', 'done')"),
        ),
        Index(
            "ix_claim_once",
            "visit_id",
            "helper_id",
            unique=True,
            postgresql_where=text("state IN ('claimed', 'done')"),
        ),
        Index(
            "ix_claim_own_time",
            "helper_id",
            "day",
            "part",
            unique=True,
            postgresql_where=text("state IN ('claimed', 'done')"),
        ),
    )

    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id"), index=True)
    helper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("helper.id"), index=True)
    seat: Mapped[int]
    day: Mapped[dt.date]
    part: Mapped[int]
    duty: Mapped[bool] = mapped_column(default=False, server_default="false")
    state: Mapped[str] = mapped_column(default="claimed", server_default="claimed")
    claimed_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    withdrawn_for: Mapped[str | None]

    visit: Mapped[Visit] = relationship(lazy="raise")
    helper: Mapped[Helper] = relationship(lazy="raise")


class Waiting(Identified, Base):
    """A helper's place in the line for a visit, for the half-day he named.

    ``turn`` counts from 1 within the visit and is given while the visit is locked: it is the
    order, whatever the clocks say. ``offered``: a freed place is held for him until ``confirm_by``
    and counts as taken for everybody else. ``duty`` as with a claim.
    """

    __tablename__ = "waiting"
    __table_args__ = (
        UniqueConstraint("visit_id", "turn"),
        CheckConstraint(f"state IN {WAITING_STATES}", name="state"),
        CheckConstraint("part BETWEEN 0 AND 2", name="part"),
        CheckConstraint("turn > 0", name="turn"),
        CheckConstraint("(offered_at IS NULL) = (confirm_by IS NULL)", name="offer"),
        CheckConstraint("state <> 'offered' OR confirm_by IS NOT NULL", name="offered"),
        CheckConstraint("(ended_at IS NULL) = (state IN ('waiting', 'offered'))", name="ended"),
        Index(
            "ix_waiting_open",
            "visit_id",
            "helper_id",
            unique=True,
            postgresql_where=text("state IN ('waiting', 'offered')"),
        ),
        Index("ix_waiting_helper", "helper_id", "joined_at"),
        Index("ix_waiting_confirm_by", "confirm_by", postgresql_where=text("state = 'offered'")),
    )

    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id"))
    helper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("helper.id"))
    turn: Mapped[int]
    day: Mapped[dt.date]
    part: Mapped[int]
    duty: Mapped[bool] = mapped_column(default=False, server_default="false")
    state: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    joined_at: Mapped[dt.datetime]
    offered_at: Mapped[dt.datetime | None]
    confirm_by: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]

    visit: Mapped[Visit] = relationship(lazy="raise")
    helper: Mapped[Helper] = relationship(lazy="raise")


class VisitRecord(Identified, Base):
    """How a claimed visit went; the true times stay, however late it is entered.

    ``watch``: the topics of the policies (健康 经济 赡养 安全 需求) that want attention.
    """

    __tablename__ = "visit_record"
    __table_args__ = (
        UniqueConstraint("claim_id"),
        CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
        CheckConstraint("began_at < ended_at", name="times"),
        CheckConstraint(f"evidence IN {EVIDENCE}", name="evidence"),
    )

    claim_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("claim.id"))
    outcome: Mapped[str]
    evidence: Mapped[str] = mapped_column(default="none", server_default="none")
    watch: Mapped[list[str] | None] = mapped_column(SealedJson("visit_record.watch"))
    note: Mapped[str | None] = mapped_column(Sealed("visit_record.note"))
    began_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime]
    recorded_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
