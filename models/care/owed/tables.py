"""What is owed to a resident, and why: policies, obligations, rounds, pauses, tiers, flags."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.care.tables import Visit
from models.database.base import Base, Identified
from models.database.sealed import Sealed, SealedJson
from models.people.tables import Helper, Resident

RHYTHMS = ("days", "month")
OBLIGATION_STATES = ("open", "discharged", "carried", "excused")
STANDING = "standing"


class VisitPolicy(Identified, Base):
    """One version of a rule: to whom a visit of a kind is owed, how often, by whom.

    ``categories`` empty means everybody, ``tier`` None any tier. ``rhythm`` "month" is once in
    every calendar month; "days" is ``every_days`` after the last one, ``early_days`` before which
    it may be made. A change ends a version and begins the next; no version is altered.
    """

    __tablename__ = "visit_policy"
    __table_args__ = (
        UniqueConstraint("code", "revision"),
        CheckConstraint(f"rhythm IN {RHYTHMS}", name="rhythm"),
        CheckConstraint("0 <= early_days AND early_days < every_days", name="terms"),
        CheckConstraint("helpers_wanted > 0", name="helpers_wanted"),
        CheckConstraint("tier BETWEEN 0 AND 2", name="tier"),
    )

    code: Mapped[str]
    revision: Mapped[int]
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(ForeignKey("service_kind.code"))
    categories: Mapped[list[str]]
    tier: Mapped[int | None]
    rhythm: Mapped[str]
    every_days: Mapped[int]
    early_days: Mapped[int]
    roles: Mapped[list[str]]
    topics: Mapped[list[str]]
    helpers_wanted: Mapped[int] = mapped_column(default=1, server_default="1")
    effective_from: Mapped[dt.date]
    effective_to: Mapped[dt.date | None]
    author_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))


class ExtraRound(Identified, Base):
    """Additional visits between two days: a festival, a cold wave. ``every_days`` None is once."""

    __tablename__ = "extra_round"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days"),
        CheckConstraint("every_days > 0", name="every_days"),
    )

    county_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("place.id"), index=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(ForeignKey("service_kind.code"))
    categories: Mapped[list[str]]
    first_day: Mapped[dt.date]
    last_day: Mapped[dt.date]
    every_days: Mapped[int | None]
    opened_at: Mapped[dt.datetime]
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[dt.datetime | None]


class RiskFlag(Identified, Base):
    """What a visitor noticed that cannot wait; staff deal with it and say what was done."""

    __tablename__ = "risk_flag"

    resident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("resident.id"), index=True)
    claim_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("claim.id"))
    signs: Mapped[list[str]] = mapped_column(SealedJson("risk_flag.signs"))
    note: Mapped[str | None] = mapped_column(Sealed("risk_flag.note"))
    raised_at: Mapped[dt.datetime]
    raised_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    handled_at: Mapped[dt.datetime | None]
    handled_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    handled_how: Mapped[str | None] = mapped_column(Sealed("risk_flag.handled_how"))


class Obligation(Identified, Base):
    """A visit of one kind owed to one resident within a window; a row is never deleted or lost.

    It ends discharged (``done_on``), carried into its successor (whose ``carried_from`` it is), or
    excused for a ``reason``. ``owed_since`` is the last day of the first window of the chain:
    carrying over hides no delay. ``origin`` is "standing" (policy or need), else what asked for
    it once. ``visit_id`` is the visit meant to discharge it, then the one that did.
    """

    __tablename__ = "obligation"
    __table_args__ = (
        CheckConstraint(f"state IN {OBLIGATION_STATES}", name="state"),
        CheckConstraint("window_from <= window_to", name="window"),
        CheckConstraint("(state = 'discharged') = (done_on IS NOT NULL)", name="done_on"),
        CheckConstraint("(state IN ('carried', 'excused')) = (reason IS NOT NULL)", name="reason"),
        Index(
            "ix_obligation_open",
            "resident_id",
            "kind",
            "origin",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_obligation_ended", "resident_id", "kind", "done_on"),
        UniqueConstraint("carried_from"),
    )

    resident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("resident.id"))
    kind: Mapped[str] = mapped_column(ForeignKey("service_kind.code"))
    origin: Mapped[str]
    policy_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("visit_policy.id"))
    need_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("need.id"), index=True)
    round_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("extra_round.id"), index=True)
    flag_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("risk_flag.id"))
    helpers_wanted: Mapped[int] = mapped_column(default=1, server_default="1")
    window_from: Mapped[dt.date]
    window_to: Mapped[dt.date]
    owed_since: Mapped[dt.date]
    carried_from: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("obligation.id"))
    visit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("visit.id"), index=True)
    state: Mapped[str] = mapped_column(default="open", server_default="open")
    reason: Mapped[str | None]
    done_on: Mapped[dt.date | None]
    opened_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]

    resident: Mapped[Resident] = relationship(lazy="raise")
    visit: Mapped[Visit | None] = relationship(lazy="raise")


class CarePause(Identified, Base):
    """Days on which nothing is owed to a resident; ``until`` None is until staff say so.

    ``until`` is the last day of it. The next day visits are owed again and staff are reminded.
    """

    __tablename__ = "care_pause"
    __table_args__ = (
        Index(
            "ix_care_pause_open",
            "resident_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    resident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("resident.id"))
    reason: Mapped[str]
    since: Mapped[dt.date]
    until: Mapped[dt.date | None]
    begun_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[dt.datetime | None]
    ended_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))


class TierChange(Identified, Base):
    """When a resident's tier was moved, by whom, why; ``resident.tier`` holds the newest."""

    __tablename__ = "tier_change"
    __table_args__ = (CheckConstraint("tier BETWEEN 0 AND 2", name="tier"),)

    resident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("resident.id"), index=True)
    tier: Mapped[int]
    reason: Mapped[str] = mapped_column(Sealed("tier_change.reason"))
    flag_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("risk_flag.id"))
    changed_at: Mapped[dt.datetime]
    changed_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))


class HandoverNote(Identified, Base):
    """What the one who came so far leaves to whoever comes next."""

    __tablename__ = "handover_note"

    resident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("resident.id"), index=True)
    helper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("helper.id"))
    text: Mapped[str] = mapped_column(Sealed("handover_note.text"))
    written_at: Mapped[dt.datetime]

    helper: Mapped[Helper] = relationship(lazy="raise")


class HelperLicence(Identified, Base):
    """A licence somebody saw: what it is called and its last day."""

    __tablename__ = "helper_licence"
    __table_args__ = (UniqueConstraint("helper_id", "name"),)

    helper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("helper.id"), index=True)
    name: Mapped[str]
    until: Mapped[dt.date]
    seen_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    seen_at: Mapped[dt.datetime]


class CaseRecipient(Identified, Base):
    """Who, in a place and everything below it, receives what nobody else may read (强制报告)."""

    __tablename__ = "case_recipient"

    place_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("place.id"), index=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    effective_from: Mapped[dt.date]
    effective_to: Mapped[dt.date | None]


class RestrictedCase(Identified, Base):
    """Suspected harm to a child or an elder: for its recipient alone; what it says is sealed."""

    __tablename__ = "restricted_case"

    resident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("resident.id"))
    recipient_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), index=True)
    writer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    content: Mapped[str] = mapped_column(Sealed("restricted_case.content"))
    suspect: Mapped[str | None] = mapped_column(Sealed("restricted_case.suspect"))
    opened_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]


class CaseStep(Identified, Base):
    """One thing the recipient did about a case; rows are only added."""

    __tablename__ = "case_step"
    __table_args__ = (UniqueConstraint("case_id", "step"),)

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("restricted_case.id"), index=True)
    step: Mapped[str]
    note: Mapped[str | None] = mapped_column(Sealed("case_step.note"))
    done_at: Mapped[dt.datetime]
