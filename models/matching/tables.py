"""Matching 匹配: a night's run, what it proposed, what people decided."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.database.base import Base, Identified
from models.database.sealed import Sealed, SealedJson

RUN_STATES = ("running", "published", "held", "failed")
PROPOSAL_STATES = ("open", "approved", "rejected", "swapped", "claimed", "lapsed")
DECISIONS = ("approve", "reject", "swap", "reopen", "lock", "unlock")
MARKETS = ("care", "employment")
# Why somebody comes first may be a disability; a night writes it past the ORM, sealed all the same.
QUEUE_LABEL = "proposal.queue"
# Why a pair no longer fits may be a limit of health.
WHY_LABEL = "plan_change.said"


class Run(Identified, Base):
    """One night of one county; the unique row, not the scheduler, makes it happen once.

    ``report`` holds per market: counts, objective, bound, gap, shortages, gates, seconds.
    ``worth`` is what was asked for later: how far that is, then what one more of everything would
    be worth and what each rule costs.
    """

    __tablename__ = "run"
    __table_args__ = (
        UniqueConstraint("county_id", "night"),
        CheckConstraint(f"state IN {RUN_STATES}", name="state"),
    )

    county_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("place.id"))
    night: Mapped[dt.date]
    state: Mapped[str] = mapped_column(default="running", server_default="running")
    attempt: Mapped[int] = mapped_column(default=1, server_default="1")
    seed: Mapped[int] = mapped_column(default=0, server_default="0")
    params: Mapped[dict[str, Any]]
    stage: Mapped[str | None]
    share: Mapped[float] = mapped_column(default=0, server_default="0")
    started_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]
    started_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    report: Mapped[dict[str, Any]]
    failure: Mapped[dict[str, Any] | None]
    worth: Mapped[dict[str, Any] | None]


class Proposal(Identified, Base):
    """One pair the night proposes, with its reasons; a person decides.

    ``contributions`` add up to ``score`` exactly. ``rank`` orders the desk, most urgent first.
    ``version`` grows with each decision: a desk that shows an older one is told so. ``locked``:
    nights and events leave it as it is while it is open and may be.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint(f"state IN {PROPOSAL_STATES}", name="state"),
        CheckConstraint(
            "(market = 'care' AND num_nonnulls(visit_id, helper_id, day, part) = 4"
            " AND num_nonnulls(seeker_id, vacancy_id, cohort_id) = 0)"
            " OR (market = 'employment' AND seeker_id IS NOT NULL"
            " AND num_nonnulls(vacancy_id, cohort_id) = 1"
            " AND num_nonnulls(visit_id, helper_id, day, part) = 0)",
            name="pair",
        ),
        Index("ix_proposal_desk", "run_id", "market", "state", "rank"),
        Index(
            "ix_proposal_helper_open",
            "helper_id",
            "day",
            "part",
            unique=True,
            postgresql_where=text("state = 'open' AND helper_id IS NOT NULL"),
        ),
        Index(
            "ix_proposal_seeker_open",
            "seeker_id",
            unique=True,
            postgresql_where=text("state = 'open' AND seeker_id IS NOT NULL"),
        ),
    )

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("run.id"))
    market: Mapped[str]
    place_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("place.id"), index=True)
    visit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("visit.id"), index=True)
    helper_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("helper.id"), index=True)
    day: Mapped[dt.date | None]
    part: Mapped[int | None]
    seeker_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("seeker.id"), index=True)
    vacancy_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("vacancy.id"), index=True)
    cohort_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("cohort.id"), index=True)
    rank: Mapped[int]
    score: Mapped[int]
    contributions: Mapped[list[dict[str, Any]]]
    queue: Mapped[list[dict[str, Any]]] = mapped_column(SealedJson(QUEUE_LABEL))
    warnings: Mapped[list[dict[str, Any]]]
    alternatives: Mapped[list[dict[str, Any]]]
    change: Mapped[str]
    state: Mapped[str] = mapped_column(default="open", server_default="open")
    locked: Mapped[bool] = mapped_column(default=False, server_default="false")
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    run: Mapped[Run] = relationship(lazy="raise")


class PlanChange(Identified, Base):
    """What a night, or an event of the day, changed in the plan, and why. Rows are only added.

    ``subject_id`` is a visit or a seeker, ``before_id`` and ``after_id`` a helper, vacancy or
    cohort, None = nobody; ``reason`` is one of ``matcher.changes``.
    """

    __tablename__ = "plan_change"

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("run.id"), index=True)
    market: Mapped[str]
    place_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("place.id"))
    subject_id: Mapped[uuid.UUID]
    before_id: Mapped[uuid.UUID | None]
    after_id: Mapped[uuid.UUID | None]
    reason: Mapped[str]
    said: Mapped[dict[str, Any]] = mapped_column(SealedJson(WHY_LABEL))
    at: Mapped[dt.datetime]


class Review(Identified, Base):
    """A decision on a proposal: who, when, why. Rows are only ever added."""

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint(f"decision IN {DECISIONS}", name="decision"),
        CheckConstraint("decision <> 'reject' OR reason IS NOT NULL", name="reason"),
    )

    proposal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("proposal.id"), index=True)
    decision: Mapped[str]
    reason: Mapped[str | None]
    remark: Mapped[str | None] = mapped_column(Sealed("review.remark"))
    swapped_to: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("proposal.id"))
    decided_at: Mapped[dt.datetime]
    decided_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))


class ForbiddenPair(Base):
    """A pair that was rejected or withdrawn: the nights that follow leave it alone."""

    __tablename__ = "forbidden_pair"

    left_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    right_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    market: Mapped[str]
    until: Mapped[dt.date | None]
    since: Mapped[dt.datetime]
