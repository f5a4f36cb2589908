"""Accounts 账号: who may sign in, in which roles, for which places."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts.roles import ROLES
from models.database.base import Base, Identified
from models.database.sealed import Sealed
from models.places.tables import Place


class Account(Identified, Base):
    """A login. ``session_version`` is counted up to end every session there is.

    ``one_time_until`` is set while the password is a one-time one: it must be changed at the
    first sign-in and is worth nothing after that moment. ``demo`` marks a published password.
    """

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("status IN ('active', 'disabled')", name="status"),)

    name: Mapped[str]
    phone: Mapped[str] = mapped_column(Sealed("account.phone"))
    phone_hash: Mapped[bytes] = mapped_column(unique=True)
    password_hash: Mapped[str]
    status: Mapped[str] = mapped_column(default="active", server_default="active")
    one_time_until: Mapped[dt.datetime | None]
    demo: Mapped[bool] = mapped_column(default=False, server_default="false")
    failed_logins: Mapped[int] = mapped_column(default=0, server_default="0")
    locked_until: Mapped[dt.datetime | None]
    session_version: Mapped[int] = mapped_column(default=1, server_default="1")
    language: Mapped[str] = mapped_column(default="zh", server_default="zh")
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    employer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("employer.id"))
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisation.id"))
    created_at: Mapped[dt.datetime]

    grants: Mapped[list["Grant"]] = relationship(
        back_populates="account", lazy="selectin", cascade="all, delete-orphan"
    )


class Grant(Identified, Base):
    """A role held in an account, for a place and everything below it."""

    __tablename__ = "account_grant"
    __table_args__ = (
        UniqueConstraint("account_id", "role", "place_id"),
        CheckConstraint(f"role IN {tuple(ROLES)}", name="role"),
    )

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    role: Mapped[str]
    place_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("place.id"), index=True)

    account: Mapped[Account] = relationship(back_populates="grants", lazy="raise")
    place: Mapped[Place] = relationship(lazy="joined")


class ApiToken(Identified, Base):
    """A bearer token of the API: acts as its account, narrowed to the scopes it names."""

    __tablename__ = "api_token"

    account_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    scopes: Mapped[list[str]]
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]

    account: Mapped[Account] = relationship(lazy="joined")


class IdempotentReply(Identified, Base):
    """The answer once given to a change, written in the transaction of the change itself.

    The body is sealed: an answer may hold an address or a phone number.
    """

    __tablename__ = "idempotent_reply"
    __table_args__ = (UniqueConstraint("account_id", "key"),)

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    key: Mapped[str]
    fingerprint: Mapped[bytes]
    status: Mapped[int | None]
    body: Mapped[str | None] = mapped_column(Sealed("idempotent_reply.body"))
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
