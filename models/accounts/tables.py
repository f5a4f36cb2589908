"""Accounts 账号: who may sign in, in which roles, for which places."""

import datetime as dt
import uuid

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts.roles import ROLES
from models.database.base import Base, Identified
from models.database.sealed import Sealed
from models.places.tables import Place


class Account(Identified, Base):
    """A login. ``left``: its owner works here no more, since ``left_at``, for ``left_for``.

    ``code_hash`` is that of the code by which the owner sets his own password, once; until he has,
    nothing opens the account, and after ``one_time_until`` the code is worth nothing.
    ``second_factor_since`` is empty while a password is enough. ``demo``: with a published one.
    """

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("status IN ('active', 'disabled', 'left')", name="status"),
        CheckConstraint("(status = 'left') = (left_at IS NOT NULL)", name="left"),
    )

    name: Mapped[str]
    phone: Mapped[str] = mapped_column(Sealed("account.phone"))
    phone_hash: Mapped[bytes] = mapped_column(unique=True)
    password_hash: Mapped[str]
    status: Mapped[str] = mapped_column(default="active", server_default="active")
    code_hash: Mapped[bytes | None] = mapped_column(unique=True)
    one_time_until: Mapped[dt.datetime | None]
    demo: Mapped[bool] = mapped_column(default=False, server_default="false")
    failed_logins: Mapped[int] = mapped_column(default=0, server_default="0")
    locked_until: Mapped[dt.datetime | None]
    second_factor_since: Mapped[dt.datetime | None]
    left_at: Mapped[dt.datetime | None]
    left_for: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="zh", server_default="zh")
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    employer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("employer.id"))
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisation.id"))
    created_at: Mapped[dt.datetime]

    grants: Mapped[list["Grant"]] = relationship(
        back_populates="account", lazy="selectin", cascade="all, delete-orphan"
    )


class Grant(Identified, Base):
    """A role held in an account, for a place and everything below it.

    A trigger (``duties_apart``) refuses a second one of the three duties to an account.
    """

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


class AccountSession(Identified, Base):
    """One sign-in, by the hash of the random id in its cookie; kept after its end.

    ``verified_at`` is when the second factor was given. ``device`` is system/browser.
    """

    __tablename__ = "account_session"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_for IS NULL)", name="ended"),
        Index(
            "ix_account_session_running", "account_id", postgresql_where=text("ended_at IS NULL")
        ),
    )

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    began_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime] = mapped_column(index=True)
    verified_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    ended_for: Mapped[str | None]
    device: Mapped[str]
    address: Mapped[str | None]

    account: Mapped[Account] = relationship(lazy="joined")


class SecondFactor(Base):
    """The secret of an account's one-time codes (RFC 6238), base32; in force once confirmed.

    ``last_step`` is the last step a code was taken for: none is taken twice.
    """

    __tablename__ = "second_factor"

    account_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    secret: Mapped[str] = mapped_column(Sealed("second_factor.secret"))
    last_step: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    made_at: Mapped[dt.datetime]


class RecoveryCode(Identified, Base):
    """A code that stands in for the second factor, once."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("account_id", "code_hash"),)

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    code_hash: Mapped[bytes]
    used_at: Mapped[dt.datetime | None]


class FailedSignIn(Identified, Base):
    """A sign-in that failed; no account where the number has none. What was typed is not kept."""

    __tablename__ = "failed_sign_in"
    __table_args__ = (CheckConstraint("kind IN ('password', 'code')", name="kind"),)

    at: Mapped[dt.datetime] = mapped_column(index=True)
    account_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE")
    )
    kind: Mapped[str]
    address: Mapped[str | None]


class AccountAsk(Identified, Base):
    """What one person asks for an account and another decides.

    ``grant``: one of the three duties for a place; ``factor``: taking the second factor away.
    """

    __tablename__ = "account_ask"
    __table_args__ = (
        CheckConstraint("kind IN ('grant', 'factor')", name="kind"),
        CheckConstraint("(kind = 'grant') = (role IS NOT NULL)", name="role"),
        CheckConstraint("(role IS NULL) = (place_id IS NULL)", name="place"),
        CheckConstraint("answer IN ('yes', 'no')", name="answer"),
        CheckConstraint("(answer IS NULL) = (decided_by IS NULL)", name="decided"),
        CheckConstraint("decided_by NOT IN (asked_by, account_id)", name="two"),
        Index(
            "ix_account_ask_open",
            "account_id",
            "kind",
            unique=True,
            postgresql_where=text("answer IS NULL"),
        ),
    )

    kind: Mapped[str]
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    role: Mapped[str | None]
    place_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("place.id"))
    reason: Mapped[str]
    asked_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[dt.datetime]
    answer: Mapped[str | None]
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[dt.datetime | None]

    account: Mapped[Account] = relationship(lazy="joined", foreign_keys=[account_id])
    asker: Mapped[Account] = relationship(lazy="joined", foreign_keys=[asked_by])
    place: Mapped[Place | None] = relationship(lazy="joined")


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
