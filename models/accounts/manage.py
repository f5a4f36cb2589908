"""Accounts as staff look after them: invite, reset, lock, change the phone, grant roles.

Every function takes the scope of whoever acts and refuses what lies outside of it.
"""

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.asks import ask_grant
from models.accounts.joining import Invited, give_code
from models.accounts.over import holds_within
from models.accounts.passwords import hashed
from models.accounts.phone import phone_hash, plain_phone
from models.accounts.refusals import UNKNOWN, AccountUnknown, GrantRefused, NotYours
from models.accounts.roles import DUTIES, MANAGES, OF_ORGANISATIONS, managed_by
from models.accounts.scope import Scope
from models.accounts.sessions import end_sessions
from models.accounts.tables import Account, Grant
from models.accounts.tokens import end_tokens
from models.database.refused import Refused
from models.people.identity import person_phone_hash
from models.people.tables import Organisation, Person
from models.places.tables import Place

NOT_MANAGED = Said("这个账号的角色不归您管理。")


class PhoneTaken(Refused):
    """Another account signs in with this number."""

    code = "phone_taken"


class UnitWrong(Refused):
    """The organisation an account is for is not named, or is one of the other kind."""

    code = "unit_wrong"


@dataclass(frozen=True)
class Links:
    """What an account stands for beside its roles."""

    person_id: uuid.UUID | None = None
    employer_id: uuid.UUID | None = None
    organisation_id: uuid.UUID | None = None


def accounts_within(scope: Scope) -> Select[Account]:
    """The accounts that hold a role somewhere in what one manages, by name."""
    return select(Account).where(holds_within(scope, MANAGES)).order_by(Account.name)


def may_manage(scope: Scope, account: Account) -> bool:
    """Whether every role of the account is one the acting person may manage, there."""
    return all(_may_give(scope, grant.role, grant.place.path) for grant in account.grants)


def _may_give(scope: Scope, role: str, path: str) -> bool:
    return any(
        role in managed_by(frozenset({own})) and path.startswith(at) for own, at in scope.grants
    )


def roles_to_give(scope: Scope) -> tuple[str, ...]:
    return tuple(sorted(managed_by(scope.roles)))


def invite(
    session: Session,
    scope: Scope,
    *,
    name: str,
    phone: str,
    role: str,
    place_id: uuid.UUID,
    unit: str | None = None,
    now: dt.datetime,
) -> Invited:
    """Open an account with one role, and a code by which its owner sets his password.

    The account stands for the person of that name and phone, if the ledgers know him there; that
    of an organisation for the one called ``unit``, entered if it is new. One of the three duties
    is held once a second administrator has agreed.
    """
    place = _place_to_give(session, scope, role, place_id)
    links = Links(
        person_id=_person_known(session, scope, name, phone),
        organisation_id=_organisation(session, role, unit, place),
    )
    account = open_account(session, name=name, phone=phone, links=links, now=now)
    _give(session, scope, account, role, place, now)
    return give_code(session, account, now)


def _give(
    session: Session, scope: Scope, account: Account, role: str, place: Place, now: dt.datetime
) -> bool:
    """Whether the role is held now; one of the three duties waits for a second administrator."""
    if role in DUTIES:
        ask_grant(session, scope, account, role, place, now)
        return False
    account.grants.append(Grant(role=role, place=place))
    session.flush()
    return True


def _organisation(session: Session, role: str, unit: str | None, place: Place) -> uuid.UUID | None:
    kind = OF_ORGANISATIONS.get(role)
    if kind is None:
        return None
    if not unit:
        raise UnitWrong(Said("请写明是哪个单位或组织，用全称。"))
    known = session.scalar(select(Organisation).where(Organisation.name == unit))
    if known is None:
        known = Organisation(name=unit, kind=kind, place_id=place.id)
        session.add(known)
        session.flush()
    if known.kind != kind:
        raise UnitWrong(Said("这个名称登记的是另一类单位，请核对角色和名称。"))
    return known.id


def _person_known(session: Session, scope: Scope, name: str, phone: str) -> uuid.UUID | None:
    number = person_phone_hash(plain_phone(phone))
    query = select(Person.id).join(Place, Person.place_id == Place.id)
    query = query.where(scope.within(MANAGES), Person.phone_hash == number, Person.name == name)
    found = session.scalars(query).all()
    return found[0] if len(found) == 1 else None


def open_account(
    session: Session,
    *,
    name: str,
    phone: str,
    links: Links,
    now: dt.datetime,
    password: str | None = None,
) -> Account:
    """A new account without a role yet; raises ``PhoneTaken`` and ``PhoneMalformed``.

    Without a ``password`` nothing opens it before its owner was given a code.
    """
    plain = plain_phone(phone)
    _refuse_taken(session, plain)
    account = Account(
        name=name,
        phone=plain,
        phone_hash=phone_hash(plain),
        password_hash=hashed(password or secrets.token_urlsafe(32)),
        person_id=links.person_id,
        employer_id=links.employer_id,
        organisation_id=links.organisation_id,
        created_at=now,
        grants=[],
    )
    session.add(account)
    session.flush()
    return account


def _refuse_taken(session: Session, plain: str) -> None:
    if session.scalar(select(Account.id).where(Account.phone_hash == phone_hash(plain))):
        raise PhoneTaken(Said("这个手机号已有账号。"))


def _place_to_give(session: Session, scope: Scope, role: str, place_id: uuid.UUID) -> Place:
    place = session.get(Place, place_id)
    if place is None or not _may_give(scope, role, place.path):
        raise NotYours(Said("您不能在这个地方授予这个角色。"))
    return place


def account_to_manage(session: Session, scope: Scope, account_id: uuid.UUID) -> Account:
    """The account, locked for a change; unknown and outside the scope look the same."""
    found = accounts_within(scope).where(Account.id == account_id)
    account = session.scalar(found.with_for_update(of=Account))
    if account is None:
        raise AccountUnknown(UNKNOWN)
    if not may_manage(scope, account):
        raise NotYours(NOT_MANAGED)
    return account


def reset_password(
    session: Session, scope: Scope, account_id: uuid.UUID, now: dt.datetime
) -> Invited:
    """A code to set a new password by; every session, token and lock of the account ends."""
    account = account_to_manage(session, scope, account_id)
    if account.status == "left":
        raise NotYours(Said("这个账号的人已经离开，不能重置密码。"))
    return give_code(session, account, now)


def set_status(
    session: Session, scope: Scope, account_id: uuid.UUID, status: str, now: dt.datetime
) -> Account:
    """Disable an account or make it active again; its sessions end, disabled its tokens too."""
    account = account_to_manage(session, scope, account_id)
    if account.id == scope.account_id:
        raise NotYours(Said("不能停用自己的账号。"))
    account.status = status
    account.left_at = account.left_for = None
    end_sessions(session, account_id, now, "disabled")
    if status != "active":
        end_tokens(session, account_id, now)
    return account


def change_phone(
    session: Session, scope: Scope, account_id: uuid.UUID, phone: str, now: dt.datetime
) -> Account:
    """A new number to sign in with; the sessions and tokens of the old one end."""
    account = account_to_manage(session, scope, account_id)
    plain = plain_phone(phone)
    if plain == account.phone:
        return account
    _refuse_taken(session, plain)
    account.phone = plain
    account.phone_hash = phone_hash(plain)
    end_sessions(session, account_id, now, "phone")
    end_tokens(session, account_id, now)
    return account


def grant_role(
    session: Session,
    scope: Scope,
    account_id: uuid.UUID,
    role: str,
    place_id: uuid.UUID,
    now: dt.datetime,
) -> bool:
    """Give an account one more role for a place within the acting person's own.

    Returns whether it is held now: one of the three duties waits for a second administrator.
    Held, the sessions of before end, so that none outlives the rights it began with.
    """
    account = account_to_manage(session, scope, account_id)
    if account.id == scope.account_id:
        raise NotYours(Said("不能给自己授予角色，请找另一位管理员。"))
    place = _place_to_give(session, scope, role, place_id)
    if any(grant.role == role and grant.place_id == place_id for grant in account.grants):
        raise GrantRefused(Said("这个账号在这个地方已有这个角色。"))
    held = _give(session, scope, account, role, place, now)
    if held:
        end_sessions(session, account_id, now, "rights")
    return held


def withdraw_role(
    session: Session,
    scope: Scope,
    account_id: uuid.UUID,
    grant_id: uuid.UUID,
    now: dt.datetime,
) -> Account:
    """Take a role away; the last one stays, an account without any is disabled instead."""
    account = account_to_manage(session, scope, account_id)
    if account.id == scope.account_id:
        raise NotYours(Said("不能取消自己的角色。"))
    if len(account.grants) == 1:
        raise GrantRefused(Said("这是最后一个角色；如不再使用，请停用账号。"))
    account.grants = [grant for grant in account.grants if grant.id != grant_id]
    session.flush()
    end_sessions(session, account_id, now, "rights")
    return account
