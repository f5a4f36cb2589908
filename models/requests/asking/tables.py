"""What the public form and the care market hang onto a request."""

import uuid

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.care.tables import Need
from models.database.base import Base
from models.requests.tables import Request


class RequestForm(Base):
    """The form a request came by: sent twice, it is one request. ``key`` is hashed."""

    __tablename__ = "request_form"

    key: Mapped[bytes] = mapped_column(primary_key=True)
    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("request.id"), unique=True)


class RequestNeed(Base):
    """The need of the care market that a request became, once for each request."""

    __tablename__ = "request_need"

    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("request.id"), primary_key=True)
    need_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("need.id"), unique=True)

    request: Mapped[Request] = relationship(lazy="raise")
    need: Mapped[Need] = relationship(lazy="raise")
