"""People 人员: a person once, roles many (helper, resident, seeker)."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.database.base import Base, Identified
from models.database.sealed import Sealed, SealedJson
from models.places.tables import Place

# Who may be texted the code of a visit: nobody, the resident, the family contact.
CODE_TO = ("nobody", "own", "family")

ORGANISATION_KINDS = ("volunteer", "pairing_unit")


class Person(Identified, Base):
    """Who somebody is, whatever ledgers he stands in.

    ``sex`` follows GB/T 2261.1 (0 unknown, 1 male, 2 female, 9 not stated).
    """

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("sex IN (0, 1, 2, 9)", name="sex"),)

    name: Mapped[str] = mapped_column(index=True)
    id_number: Mapped[str | None] = mapped_column(Sealed("person.id_number"))
    id_hash: Mapped[bytes | None] = mapped_column(unique=True)
    sex: Mapped[int] = mapped_column(default=0, server_default="0")
    born_on: Mapped[dt.date | None]
    phone: Mapped[str | None] = mapped_column(Sealed("person.phone"))
    phone_hash: Mapped[bytes | None] = mapped_column(index=True)
    place_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("place.id"), index=True)
    door: Mapped[str | None] = mapped_column(Sealed("person.door"))
    hukou: Mapped[str | None]
    resettled: Mapped[bool] = mapped_column(default=False, server_default="false")
    # A keyed hash of place and door: who lives together. Empty until the next night fills it in.
    household: Mapped[bytes | None] = mapped_column(index=True)
    address_suppressed: Mapped[bool] = mapped_column(default=False, server_default="false")
    created_at: Mapped[dt.datetime]
    # From then on only numbers are left of him.
    anonymised_at: Mapped[dt.datetime | None]

    place: Mapped[Place] = relationship(lazy="raise")


class Organisation(Identified, Base):
    """A volunteer organisation, or a pairing unit 帮扶单位: an office or firm that looks after
    communities."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint(f"kind IN {ORGANISATION_KINDS}", name="kind"),)

    kind: Mapped[str] = mapped_column(default="volunteer", server_default="volunteer")
    name: Mapped[str] = mapped_column(unique=True)
    place_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("place.id"))


class Helper(Identified, Base):
    """A person who serves: volunteer, post holder, or both.

    ``week`` holds 21 bits, weekday * 3 + part (0 morning, 1 afternoon, 2 evening);
    ``school_holidays_only`` narrows them to school holidays. ``vouched_on``: staff said that he may
    go alone, though he is new.
    """

    __tablename__ = "helper"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), unique=True)
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisation.id"))
    volunteer: Mapped[bool] = mapped_column(default=True, server_default="true")
    political_status: Mapped[str | None]
    occupation: Mapped[str | None]
    skills: Mapped[list[str]]
    dialects: Mapped[list[str]]
    availability: Mapped[str | None]
    week: Mapped[int] = mapped_column(default=0, server_default="0")
    school_holidays_only: Mapped[bool] = mapped_column(default=False, server_default="false")
    monthly_visits: Mapped[int] = mapped_column(default=0, server_default="0")
    child_check_passed: Mapped[bool] = mapped_column(default=False, server_default="false")
    child_check_until: Mapped[dt.date | None]
    vouched_on: Mapped[dt.date | None]
    registered_on: Mapped[dt.date | None]
    ledger_hours: Mapped[float | None]
    active: Mapped[bool] = mapped_column(default=True, server_default="true")
    quiet_until: Mapped[dt.date | None]
    automated: Mapped[bool] = mapped_column(default=True, server_default="true")

    person: Mapped[Person] = relationship(lazy="raise")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")


class HelperDay(Base):
    """What a helper said of one day, in place of his week: bit k of ``parts`` = free in part k."""

    __tablename__ = "helper_day"
    __table_args__ = (CheckConstraint("parts BETWEEN 0 AND 7", name="parts"),)

    helper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("helper.id"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    parts: Mapped[int]


class Resident(Identified, Base):
    """A person who is owed care; what touches health is sealed, categories among it (残疾人).

    ``week`` holds the half-days (as in Helper) at which a visit is welcome; ``tier`` is what staff
    or a risk flag made of him (0 the most pressing), None what his categories say. ``known_on``:
    staff said that they know him, though no visit is on record. ``code_to``: who is texted the code
    of a visit, by his own wish.
    """

    __tablename__ = "resident"
    __table_args__ = (
        CheckConstraint("tier BETWEEN 0 AND 2", name="tier"),
        CheckConstraint(f"code_to IN {CODE_TO}", name="code_to"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), unique=True)
    categories: Mapped[list[str]] = mapped_column(SealedJson("resident.categories"))
    disability: Mapped[str | None] = mapped_column(Sealed("resident.disability"))
    disability_grade: Mapped[str | None] = mapped_column(Sealed("resident.disability_grade"))
    ability: Mapped[str | None] = mapped_column(Sealed("resident.ability"))
    guardian_name: Mapped[str | None]
    guardian_phone: Mapped[str | None] = mapped_column(Sealed("resident.guardian_phone"))
    dialect: Mapped[str | None]
    wished_sex: Mapped[int] = mapped_column(default=0, server_default="0")
    week: Mapped[int] = mapped_column(default=0, server_default="0")
    code_to: Mapped[str] = mapped_column(default="nobody", server_default="nobody")
    last_visit_on: Mapped[dt.date | None]
    known_on: Mapped[dt.date | None]
    tier: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(Sealed("resident.note"))
    automated: Mapped[bool] = mapped_column(default=True, server_default="true")
    active: Mapped[bool] = mapped_column(default=True, server_default="true")

    person: Mapped[Person] = relationship(lazy="raise")


class Seeker(Identified, Base):
    """A person registered as looking for work; health only as limits at work, sealed.

    ``skills`` carry level and paper in their text: see ``models.employment.skills``.
    """

    __tablename__ = "seeker"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), unique=True)
    education: Mapped[str | None]
    skills: Mapped[list[str]]
    wishes: Mapped[list[str]]
    wage_wish: Mapped[int | None]
    hours: Mapped[str | None]
    commute_km: Mapped[float | None]
    unemployed_since: Mapped[dt.date | None]
    hardship: Mapped[list[str]] = mapped_column(SealedJson("seeker.hardship"))
    training: Mapped[str | None]
    training_wishes: Mapped[list[str]]
    health_limits: Mapped[str | None] = mapped_column(Sealed("seeker.health_limits"))
    note: Mapped[str | None] = mapped_column(Sealed("seeker.note"))
    automated: Mapped[bool] = mapped_column(default=True, server_default="true")
    active: Mapped[bool] = mapped_column(default=True, server_default="true")

    person: Mapped[Person] = relationship(lazy="raise")


class CodeTable(Base):
    """A dated table of codes (education, dialects, hardship, minimum wage ...), as data."""

    __tablename__ = "code_table"

    name: Mapped[str] = mapped_column(primary_key=True)
    effective_from: Mapped[dt.date] = mapped_column(primary_key=True)
    effective_to: Mapped[dt.date | None]
    values: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(BigInteger, default=1, server_default="1")
