"""Together: tutoring stations 四点半辅导站 with their days and children, and group activities."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.database.base import Base, Identified
from models.database.sealed import Sealed
from models.people.tables import Helper, Person
from models.places.tables import Place

PURPOSES = ("station", "helping")
SHIFT_ON = ("taken", "came")
SHIFT_STATES = (*SHIFT_ON, "withdrawn", "called_off", "missed")
AUDIENCES = ("everyone", "members", "checked")
SEATED = ("seated", "came", "missed")
SIGNED = ("seated", "waiting")
SIGNUP_STATES = (*SEATED, "waiting", "cancelled", "called_off")
# Fewer adults than this never receive children.
ADULTS = 2


class GuardianConsent(Identified, Base):
    """A guardian's word for a minor: who gave it, when, to which text; withdrawn at any time.

    ``valid_until`` is its last day; None holds as long as what it was given for.
    """

    __tablename__ = "guardian_consent"
    __table_args__ = (
        CheckConstraint(f"purpose IN {PURPOSES}", name="purpose"),
        Index(
            "ix_guardian_consent_standing",
            "person_id",
            "purpose",
            unique=True,
            postgresql_where=text("withdrawn_on IS NULL"),
        ),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[str]
    guardian_name: Mapped[str]
    guardian_phone: Mapped[str] = mapped_column(Sealed("guardian_consent.guardian_phone"))
    relation: Mapped[str]
    text_version: Mapped[str]
    given_on: Mapped[dt.date]
    valid_until: Mapped[dt.date | None]
    recorded_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[dt.datetime]
    withdrawn_on: Mapped[dt.date | None]
    withdrawn_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))


class Station(Identified, Base):
    """A tutoring station of a community; ``opens`` and ``closes`` are China's wall clock."""

    __tablename__ = "station"
    __table_args__ = (
        CheckConstraint("opens < closes", name="hours"),
        CheckConstraint("places > 0", name="places"),
        CheckConstraint(f"adults >= {ADULTS}", name="adults"),
        CheckConstraint("minors >= 0", name="minors"),
        UniqueConstraint("place_id", "name"),
    )

    place_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("place.id"))
    name: Mapped[str]
    spot: Mapped[str]
    opens: Mapped[dt.time]
    closes: Mapped[dt.time]
    places: Mapped[int]
    adults: Mapped[int] = mapped_column(default=ADULTS, server_default=str(ADULTS))
    minors: Mapped[int] = mapped_column(default=0, server_default="0")
    begins_on: Mapped[dt.date]
    ends_on: Mapped[dt.date | None]
    set_up_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))

    place: Mapped[Place] = relationship(lazy="raise")


class StationDay(Identified, Base):
    """A school day on which a station is open; ``closed_at`` once every child has been fetched."""

    __tablename__ = "station_day"
    __table_args__ = (UniqueConstraint("station_id", "day"),)

    station_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("station.id"))
    day: Mapped[dt.date] = mapped_column(index=True)
    opens_at: Mapped[dt.datetime]
    closes_at: Mapped[dt.datetime]
    called_off_for: Mapped[str | None]
    closed_at: Mapped[dt.datetime | None]

    station: Mapped[Station] = relationship(lazy="raise")


class Shift(Identified, Base):
    """A helper's word for a station's day; minors have seats of their own, after the adults'."""

    __tablename__ = "station_shift"
    __table_args__ = (
        CheckConstraint(f"state IN {SHIFT_STATES}", name="state"),
        CheckConstraint("came_at < left_at", name="times"),
        Index(
            "ix_station_shift_seat",
            "day_id",
            "seat",
            unique=True,
            postgresql_where=text("state IN ('taken', 'came')"),
        ),
        Index(
            "ix_station_shift_once",
            "day_id",
            "helper_id",
            unique=True,
            postgresql_where=text("state IN ('taken', 'came')"),
        ),
    )

    day_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("station_day.id"), index=True)
    helper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("helper.id"), index=True)
    seat: Mapped[int]
    minor: Mapped[bool]
    state: Mapped[str] = mapped_column(default="taken", server_default="taken")
    taken_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    came_at: Mapped[dt.datetime | None]
    left_at: Mapped[dt.datetime | None]

    day: Mapped[StationDay] = relationship(lazy="raise")
    helper: Mapped[Helper] = relationship(lazy="raise")


class Enrolment(Identified, Base):
    """A child's place at a station, resting on its guardian's consent."""

    __tablename__ = "enrolment"
    __table_args__ = (
        Index(
            "ix_enrolment_seat",
            "station_id",
            "seat",
            unique=True,
            postgresql_where=text("ended_on IS NULL"),
        ),
        Index(
            "ix_enrolment_child",
            "person_id",
            unique=True,
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    station_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("station.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    consent_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("guardian_consent.id"))
    seat: Mapped[int]
    enrolled_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
    ended_for: Mapped[str | None]

    station: Mapped[Station] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")
    consent: Mapped[GuardianConsent] = relationship(lazy="raise")


class PickupPerson(Identified, Base):
    """Somebody the guardian named to fetch the child; nobody else is given it."""

    __tablename__ = "pickup_person"

    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    name: Mapped[str]
    relation: Mapped[str]
    phone: Mapped[str] = mapped_column(Sealed("pickup_person.phone"))
    named_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    named_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]


class Attendance(Identified, Base):
    """A child at a station on a day: when it came, who fetched it when, who handed it over."""

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("day_id", "enrolment_id"),
        CheckConstraint("arrived_at <= picked_up_at", name="times"),
        CheckConstraint("(picked_up_at IS NULL) = (pickup_id IS NULL)", name="fetched"),
    )

    day_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("station_day.id"))
    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    arrived_at: Mapped[dt.datetime]
    arrived_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    pickup_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pickup_person.id"))
    picked_up_at: Mapped[dt.datetime | None]
    handed_over_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    alerted_at: Mapped[dt.datetime | None]

    day: Mapped[StationDay] = relationship(lazy="raise")
    enrolment: Mapped[Enrolment] = relationship(lazy="raise")


class Activity(Identified, Base):
    """A group activity with so many places; ``audience`` says who may come."""

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("begins_at < ends_at", name="times"),
        CheckConstraint("places > 0", name="places"),
        CheckConstraint(f"audience IN {AUDIENCES}", name="audience"),
    )

    place_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("place.id"), index=True)
    title: Mapped[str]
    what: Mapped[str]
    spot: Mapped[str]
    begins_at: Mapped[dt.datetime] = mapped_column(index=True)
    ends_at: Mapped[dt.datetime]
    places: Mapped[int]
    audience: Mapped[str]
    set_up_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    called_off_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]

    place: Mapped[Place] = relationship(lazy="raise")


class Signup(Identified, Base):
    """A helper's place at an activity, or his turn in the queue for one."""

    __tablename__ = "activity_signup"
    __table_args__ = (
        CheckConstraint(f"state IN {SIGNUP_STATES}", name="state"),
        Index(
            "ix_activity_signup_seat",
            "activity_id",
            "seat",
            unique=True,
            postgresql_where=text("state IN ('seated', 'came', 'missed')"),
        ),
        Index(
            "ix_activity_signup_once",
            "activity_id",
            "helper_id",
            unique=True,
            postgresql_where=text("state IN ('seated', 'waiting', 'came', 'missed')"),
        ),
        UniqueConstraint("activity_id", "turn"),
    )

    activity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("activity.id"))
    helper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("helper.id"), index=True)
    turn: Mapped[int]
    seat: Mapped[int | None]
    state: Mapped[str]
    signed_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]

    activity: Mapped[Activity] = relationship(lazy="raise")
    helper: Mapped[Helper] = relationship(lazy="raise")
