"""What hangs onto a request: its form, the help asked for with it, the risk it was, its need."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.bridge.tables import CONSENTS
from models.care.tables import Need
from models.database.base import Base
from models.database.sealed import Sealed
from models.requests.tables import Request


class RequestForm(Base):
    """The form a request came by: sent twice, it is one request. ``key`` is hashed."""

    __tablename__ = "request_form"

    key: Mapped[bytes] = mapped_column(primary_key=True)
    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("request.id"), unique=True)


class RequestHelp(Base):
    """The help that whoever asked says is wanted; ``looked_at``: made a need, or left to staff.

    ``name`` is who needs it as it was given, None: who asks. ``consent`` as in ``RequestNeed``.
    """

    __tablename__ = "request_help"
    __table_args__ = (
        CheckConstraint(f"consent IN {CONSENTS}", name="consent"),
        CheckConstraint("first_day <= last_day", name="days"),
        Index("ix_request_help_new", "request_id", postgresql_where=text("looked_at IS NULL")),
    )

    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("request.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(ForeignKey("service_kind.code"))
    name: Mapped[str | None] = mapped_column(Sealed("request_help.name"))
    first_day: Mapped[dt.date]
    last_day: Mapped[dt.date]
    consent: Mapped[str]
    looked_at: Mapped[dt.datetime | None]


class RequestFlag(Base):
    """The risk noticed at a visit that was made a request, once for each flag."""

    __tablename__ = "request_flag"

    flag_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("risk_flag.id"), primary_key=True)
    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("request.id"), unique=True)


class RequestNeed(Base):
    """The need of the care market that a request became: one at a time, the newest.

    ``consent``: whose word it is, as with a care duty of a seeker (models/bridge/tables.py).
    """

    __tablename__ = "request_need"
    __table_args__ = (CheckConstraint(f"consent IN {CONSENTS}", name="consent"),)

    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("request.id"), primary_key=True)
    need_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("need.id"), unique=True)
    consent: Mapped[str]

    request: Mapped[Request] = relationship(lazy="raise")
    need: Mapped[Need] = relationship(lazy="raise")
