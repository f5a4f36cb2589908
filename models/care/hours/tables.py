"""Hours 工时: what volunteers served, who answers for it, what looks wrong, what was certified."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.care.tables import EVIDENCE
from models.database.base import Base, Identified
from models.people.tables import Helper
from models.places.tables import Place

SOURCES = ("visit", "activity")
HOURS_STATES = ("pending", "credited", "queried", "revoked")
# What a machine has checked needs nobody's word; everything else needs two people's.
MACHINE = ("door_qr", "code")
ACTIONS = ("entered", "proved", "signed", "queried", "kept", "corrected", "revoked", "called")
DECISIONS = ("kept", "corrected", "revoked")
CALL_RESULTS = ("confirmed", "denied", "unreachable")


class ServiceHours(Identified, Base):
    """One service of one volunteer; only ``credited`` counts, and a duty never stands here.

    ``source_id`` is the visit record, or the attendance at an activity, that it comes from.
    ``entered_by`` wrote it down, ``signed_by`` is another person who answers for it. The row says
    how it stands now; every step that led there stays in HoursChange.
    """

    __tablename__ = "service_hours"
    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        CheckConstraint(f"source IN {SOURCES}", name="source"),
        CheckConstraint(f"state IN {HOURS_STATES}", name="state"),
        CheckConstraint(f"evidence IN {EVIDENCE}", name="evidence"),
        CheckConstraint("began_at < ended_at AND minutes > 0", name="times"),
        # The last line against hours that somebody gave himself, or gave alone.
        CheckConstraint("signed_by IS NULL OR signed_by <> entered_by", name="two_people"),
        CheckConstraint(
            f"state <> 'credited' OR evidence IN {MACHINE}"
            " OR (evidence <> 'none' AND signed_by IS NOT NULL)",
            name="answered_for",
        ),
        Index("ix_service_hours_of_helper", "helper_id", "began_at"),
        Index("ix_service_hours_began_at", "began_at"),
    )

    helper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("helper.id"))
    source: Mapped[str]
    source_id: Mapped[uuid.UUID]
    place_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("place.id"), index=True)
    resident_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("resident.id"))
    content: Mapped[str]
    began_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime]
    minutes: Mapped[int]
    state: Mapped[str]
    evidence: Mapped[str]
    late: Mapped[bool]
    recorded_at: Mapped[dt.datetime]
    entered_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    signed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    signed_at: Mapped[dt.datetime | None]

    helper: Mapped[Helper] = relationship(lazy="raise")
    place: Mapped[Place] = relationship(lazy="raise")


class HoursChange(Identified, Base):
    """A step in the life of hours and how they stood after it; rows are only ever added."""

    __tablename__ = "hours_change"
    __table_args__ = (CheckConstraint(f"action IN {ACTIONS}", name="action"),)

    hours_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service_hours.id"), index=True)
    at: Mapped[dt.datetime]
    by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    action: Mapped[str]
    reason: Mapped[str | None]
    state: Mapped[str]
    evidence: Mapped[str]
    began_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime]
    minutes: Mapped[int]


class HoursFlag(Identified, Base):
    """Something about hours that a named check found; a person decides, once."""

    __tablename__ = "hours_flag"
    __table_args__ = (
        UniqueConstraint("hours_id", "kind"),
        CheckConstraint(f"decision IN {DECISIONS}", name="decision"),
        CheckConstraint("(decision IS NULL) = (decided_by IS NULL)", name="decided"),
        Index("ix_hours_flag_open", "kind", postgresql_where=text("decision IS NULL")),
    )

    hours_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service_hours.id"))
    kind: Mapped[str]
    said: Mapped[dict[str, Any]]
    found_at: Mapped[dt.datetime]
    decision: Mapped[str | None]
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str | None]

    hours: Mapped[ServiceHours] = relationship(lazy="raise")


class HoursAudit(Identified, Base):
    """Hours of ``month`` (its first day) drawn by lot, and what the call back brought."""

    __tablename__ = "hours_audit"
    __table_args__ = (
        UniqueConstraint("month", "hours_id"),
        CheckConstraint(f"result IN {CALL_RESULTS}", name="result"),
    )

    month: Mapped[dt.date]
    county_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("place.id"))
    hours_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service_hours.id"))
    drawn_at: Mapped[dt.datetime]
    result: Mapped[str | None]
    called_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    called_at: Mapped[dt.datetime | None]

    hours: Mapped[ServiceHours] = relationship(lazy="raise")


class Certificate(Identified, Base):
    """A certificate as it was issued; ``seal`` is a keyed hash of all that stands on it.

    ``hours_ids`` are the hours it counts: should one of them fall, the check page says so.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint("minutes > 0 AND since <= until", name="what"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revoked"),
    )

    number: Mapped[str] = mapped_column(unique=True)
    helper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("helper.id"), index=True)
    name: Mapped[str]
    whole_id: Mapped[bool]
    since: Mapped[dt.date]
    until: Mapped[dt.date]
    minutes: Mapped[int]
    stars: Mapped[int]
    contents: Mapped[list[dict[str, Any]]]
    unit: Mapped[str]
    hours_ids: Mapped[list[uuid.UUID]] = mapped_column(ARRAY(Uuid()))
    seal: Mapped[bytes]
    issued_at: Mapped[dt.datetime]
    issued_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    revoked_at: Mapped[dt.datetime | None]
    revoked_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    revoked_for: Mapped[str | None]

    helper: Mapped[Helper] = relationship(lazy="raise")
