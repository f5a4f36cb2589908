"""What hangs onto a request: the form it came by, the risk it was, the need it became."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.bridge.tables import CONSENTS
from models.care.tables import Need
from models.database.base import Base
from models.requests.tables import Request


class RequestForm(Base):
    """The form a request came by: sent twice, it is one request. ``key`` is hashed."""

    __tablename__ = "request_form"

    key: Mapped[bytes] = mapped_column(primary_key=True)
    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("request.id"), unique=True)


class RequestFlag(Base):
    """The risk noticed at a visit that was made a request, once for each flag."""

    __tablename__ = "request_flag"

    flag_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("risk_flag.id"), primary_key=True)
    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("request.id"), unique=True)


class RequestNeed(Base):
    """The need of the care market that a request became, once for each request.

    ``consent``: whose word it is, as with a care duty of a seeker (models/bridge/tables.py).
    """

    __tablename__ = "request_need"
    __table_args__ = (CheckConstraint(f"consent IN {CONSENTS}", name="consent"),)

    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("request.id"), primary_key=True)
    need_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("need.id"), unique=True)
    consent: Mapped[str]

    request: Mapped[Request] = relationship(lazy="raise")
    need: Mapped[Need] = relationship(lazy="raise")
