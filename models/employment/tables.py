"""Employment 就业: employers, their vacancies and training orders, cohorts, referrals."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.database.base import Base, Identified
from models.database.sealed import Sealed
from models.people.tables import Seeker
from models.places.tables import Place

EMPLOYER_KINDS = ("factory", "base", "shop", "public_welfare", "other")
# Kinds of employment 用工形式: full time, part time, until a task is done, through an agency.
EMPLOYMENT_KINDS = ("full_time", "part_time", "task", "dispatch")
HOLDING = ("approved", "accepted")
REFERRAL_STATES = (*HOLDING, "declined", "withdrawn")


class Employer(Identified, Base):
    """A community factory, assistance base, shop, public-welfare post unit, or other."""

    __tablename__ = "employer"
    __table_args__ = (CheckConstraint(f"kind IN {EMPLOYER_KINDS}", name="kind"),)

    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    credit_code: Mapped[str | None] = mapped_column(index=True)
    place_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("place.id"))


class Vacancy(Identified, Base):
    """A post to fill; pay is yuan a month.

    ``ledger_key`` recognises the same line when a ledger comes in again; what ledgers do not tell
    (kind of employment, work, conditions, who posted it) is None there.
    """

    __tablename__ = "vacancy"
    __table_args__ = (
        CheckConstraint(f"employment_kind IN {EMPLOYMENT_KINDS}", name="employment_kind"),
        CheckConstraint("headcount > 0", name="headcount"),
        CheckConstraint("pay_min <= pay_max", name="pay"),
    )

    ledger_key: Mapped[str | None] = mapped_column(unique=True)
    employer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employer.id"), index=True)
    occupation: Mapped[str]
    occupation_code: Mapped[str | None]
    headcount: Mapped[int]
    pay_min: Mapped[int]
    pay_max: Mapped[int | None]
    shift: Mapped[str]
    place_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("place.id"))
    education: Mapped[str | None]
    skill: Mapped[str | None]
    certificate: Mapped[bool] = mapped_column(default=False, server_default="false")
    hazards: Mapped[list[str]]
    insurance: Mapped[str | None]
    board: Mapped[str | None]
    valid_until: Mapped[dt.date]
    contact_name: Mapped[str | None]
    contact_phone: Mapped[str | None] = mapped_column(Sealed("vacancy.contact_phone"))
    closed_on: Mapped[dt.date | None]
    employment_kind: Mapped[str | None]
    work: Mapped[str | None]
    conditions: Mapped[str | None]
    posted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    posted_at: Mapped[dt.datetime | None]

    employer: Mapped[Employer] = relationship(lazy="raise")
    place: Mapped[Place] = relationship(lazy="raise")


class TrainingOrder(Identified, Base):
    """An employer's order of trained people (订单式培训)."""

    __tablename__ = "training_order"
    __table_args__ = (
        CheckConstraint("headcount > 0", name="headcount"),
        CheckConstraint("pay_min <= pay_max", name="pay"),
    )

    number: Mapped[str] = mapped_column(unique=True)
    employer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employer.id"), index=True)
    occupation: Mapped[str]
    occupation_code: Mapped[str | None]
    headcount: Mapped[int]
    education: Mapped[str | None]
    pay_min: Mapped[int]
    pay_max: Mapped[int | None]
    subsidy: Mapped[str | None]

    employer: Mapped[Employer] = relationship(lazy="raise")


class Cohort(Identified, Base):
    """A class that serves an order; it opens only with ``least`` people or more."""

    __tablename__ = "cohort"
    __table_args__ = (CheckConstraint("0 < least AND least <= seats", name="seats"),)

    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("training_order.id"), index=True)
    provider: Mapped[str | None]
    seats: Mapped[int]
    least: Mapped[int]
    starts_on: Mapped[dt.date]
    hours: Mapped[int | None]
    timetable: Mapped[str]
    place_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("place.id"))
    closed_on: Mapped[dt.date | None]

    order: Mapped[TrainingOrder] = relationship(lazy="raise")
    place: Mapped[Place] = relationship(lazy="raise")


class Referral(Identified, Base):
    """A seeker sent to a vacancy or enrolled in a cohort by a person's decision; holds a seat."""

    __tablename__ = "referral"
    __table_args__ = (
        CheckConstraint(f"state IN {REFERRAL_STATES}", name="state"),
        CheckConstraint("num_nonnulls(vacancy_id, cohort_id) = 1", name="target"),
        Index(
            "ix_referral_one",
            "seeker_id",
            unique=True,
            postgresql_where=text("state IN ('approved', 'accepted')"),
        ),
    )

    seeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("seeker.id"), index=True)
    vacancy_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("vacancy.id"), index=True)
    cohort_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("cohort.id"), index=True)
    state: Mapped[str] = mapped_column(default="approved", server_default="approved")
    decided_at: Mapped[dt.datetime]
    decided_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[dt.datetime | None]

    seeker: Mapped[Seeker] = relationship(lazy="raise")
    vacancy: Mapped[Vacancy | None] = relationship(lazy="raise")
    cohort: Mapped[Cohort | None] = relationship(lazy="raise")
