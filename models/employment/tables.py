"""Employment 就业: employers, their vacancies and training orders, cohorts, referrals."""

import datetime as dt
import secrets
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.database.base import Base, Identified
from models.database.sealed import Sealed
from models.people.tables import Seeker
from models.places.tables import Place

# A unit whose posts are public-welfare posts 公益性岗位.
PUBLIC_WELFARE = "public_welfare"
EMPLOYER_KINDS = ("factory", "base", "shop", PUBLIC_WELFARE, "other")
# Kinds of employment 用工形式: full time, part time, until a task is done, through an agency.
EMPLOYMENT_KINDS = ("full_time", "part_time", "task", "dispatch")
# Who holds a place: referred, both sides have said yes (or enrolled), passed a class, at work.
HOLDING = ("approved", "accepted", "passed", "placed")
# How a referral ends: somebody said no, staff took it back, a class was not passed, work was left.
ENDED = ("declined", "withdrawn", "failed", "left")
REFERRAL_STATES = (*HOLDING, *ENDED)
SIDES = ("staff", "employer", "seeker")
CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def new_code() -> str:
    """What opens a referral to the seeker: 50 bits in letters and digits that are read easily."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(10))


class Employer(Identified, Base):
    """A community factory, assistance base, shop, public-welfare post unit, or other."""

    __tablename__ = "employer"
    __table_args__ = (CheckConstraint(f"kind IN {EMPLOYER_KINDS}", name="kind"),)

    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    credit_code: Mapped[str | None] = mapped_column(index=True)
    place_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("place.id"))

    place: Mapped[Place | None] = relationship(lazy="raise")


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
    """An employer's order of trained people (订单式培训); pay is yuan a month after the class.

    ``place_id`` is where the work will be; ledgers do not tell it.
    """

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
    place_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("place.id"))
    closed_on: Mapped[dt.date | None]
    closed_for: Mapped[str | None]

    employer: Mapped[Employer] = relationship(lazy="raise")
    place: Mapped[Place | None] = relationship(lazy="raise")


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
    closed_for: Mapped[str | None]

    order: Mapped[TrainingOrder] = relationship(lazy="raise")
    place: Mapped[Place] = relationship(lazy="raise")


class Referral(Identified, Base):
    """A seeker sent to a vacancy or enrolled in a cohort by a person's decision; holds a seat.

    ``code`` stands on the letter and opens the seeker's own page. The two sides say yes in either
    order; ``interview_on`` is the day last agreed. ``ReferralStep`` tells the whole way.
    """

    __tablename__ = "referral"
    __table_args__ = (
        CheckConstraint(f"state IN {REFERRAL_STATES}", name="state"),
        CheckConstraint("num_nonnulls(vacancy_id, cohort_id) = 1", name="target"),
        Index(
            "ix_referral_one",
            "seeker_id",
            unique=True,
            postgresql_where=text(f"state IN {HOLDING}"),
        ),
    )

    seeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("seeker.id"), index=True)
    vacancy_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("vacancy.id"), index=True)
    cohort_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("cohort.id"), index=True)
    state: Mapped[str] = mapped_column(default="approved", server_default="approved")
    code: Mapped[str] = mapped_column(unique=True, default=new_code)
    seeker_yes: Mapped[bool] = mapped_column(default=False, server_default="false")
    employer_yes: Mapped[bool] = mapped_column(default=False, server_default="false")
    interview_on: Mapped[dt.date | None]
    call_wanted: Mapped[bool] = mapped_column(default=False, server_default="false")
    decided_at: Mapped[dt.datetime]
    decided_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[dt.datetime | None]

    seeker: Mapped[Seeker] = relationship(lazy="raise")
    vacancy: Mapped[Vacancy | None] = relationship(lazy="raise")
    cohort: Mapped[Cohort | None] = relationship(lazy="raise")
    placement: Mapped["Placement | None"] = relationship(lazy="raise", back_populates="referral")


class ReferralStep(Identified, Base):
    """What was said or done on the way of a referral; rows are only added.

    ``account_id`` is None where the seeker answered by the code on the letter; with the seeker's
    side it is who brought the word. ``day`` is when it took place, ``at`` when it was entered.
    """

    __tablename__ = "referral_step"
    __table_args__ = (CheckConstraint(f"side IN {SIDES}", name="side"),)

    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"), index=True)
    step: Mapped[str]
    side: Mapped[str]
    reason: Mapped[str | None]
    remark: Mapped[str | None] = mapped_column(Sealed("referral_step.remark"))
    day: Mapped[dt.date]
    at: Mapped[dt.datetime]
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))


class Placement(Base):
    """Work that began after a referral. ``stayed_3`` and ``stayed_6``: the day on which somebody
    said that he or she is still there, three and six months on.

    ``employer_kind`` is what the employer was when the work began: months in public-welfare posts
    stay spent whatever becomes of it.
    """

    __tablename__ = "placement"
    __table_args__ = (CheckConstraint(f"employer_kind IN {EMPLOYER_KINDS}", name="employer_kind"),)

    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"), primary_key=True)
    employer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employer.id"), index=True)
    employer_kind: Mapped[str]
    occupation: Mapped[str]
    started_on: Mapped[dt.date]
    stayed_3: Mapped[dt.date | None]
    stayed_6: Mapped[dt.date | None]
    left_on: Mapped[dt.date | None]
    left_reason: Mapped[str | None]

    referral: Mapped[Referral] = relationship(lazy="raise", back_populates="placement")
    employer: Mapped[Employer] = relationship(lazy="raise")
