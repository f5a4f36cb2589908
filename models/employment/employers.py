"""Employers as the stations know them, and the accounts that speak for them."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.manage import account_to_manage, accounts_within
from models.accounts.phone import phone_hash, plain_phone
from models.accounts.scope import Scope
from models.accounts.tables import Account
from models.employment.people import STAFF
from models.employment.posting import PostingWrong
from models.employment.tables import Employer, Vacancy
from models.places.tables import Place
from models.trail.log import record_row


def employers(session: Session, scope: Scope) -> Sequence[Employer]:
    """Those that sit, or have work to offer, in the places of staff; by name."""
    places = select(Place.id).where(scope.within(STAFF))
    offering = select(Vacancy.employer_id).where(Vacancy.place_id.in_(places))
    here = or_(Employer.place_id.in_(places), Employer.id.in_(offering))
    return session.scalars(select(Employer).where(here).order_by(Employer.name)).all()


def employer_to_post_for(
    session: Session,
    scope: Scope,
    employer_id: uuid.UUID | None,
    new: tuple[str | None, str | None],
    place_id: uuid.UUID,
) -> uuid.UUID:
    """Whose vacancy is posted: one's own, one of ``employers``, or a ``new`` (name, kind).

    An employer that is known by its name already is not entered twice.
    """
    if not scope.has(*STAFF):
        if scope.employer_id is None:
            raise PostingWrong("", Said("您的账号还没有连到单位，请联系就业服务站。"))
        return scope.employer_id
    if employer_id is not None:
        if employer_id not in {one.id for one in employers(session, scope)}:
            raise PostingWrong("employer_id", Said("请从列表中选用人单位。"))
        return employer_id
    name, kind = new
    if not name or not kind:
        raise PostingWrong("employer_id", Said("请选用人单位；列表里没有的，写上名称和类型。"))
    entered = insert(Employer).values(name=name, kind=kind, place_id=place_id)
    session.execute(entered.on_conflict_do_nothing(index_elements=["name"]))
    return session.scalars(select(Employer.id).where(Employer.name == name)).one()


def accounts_of(session: Session, employer_id: uuid.UUID) -> Sequence[Account]:
    """The accounts that speak for an employer, by name."""
    wanted = select(Account).where(Account.employer_id == employer_id, Account.status == "active")
    return session.scalars(wanted.order_by(Account.name, Account.id)).all()


def tie(
    session: Session, scope: Scope, employer_id: uuid.UUID, phone: str, now: dt.datetime
) -> Account:
    """Let the account with this phone speak for an employer from now on, and for no other.

    It has to be an employer's account that the acting person may manage.
    """
    number = phone_hash(plain_phone(phone))
    known = session.scalar(accounts_within(scope).where(Account.phone_hash == number))
    if known is None or all(grant.role != "employer" for grant in known.grants):
        raise PostingWrong(
            "phone",
            Said("没有这个号码的用人单位账号。请先在“账号”页邀请，角色选“用人单位”。"),
        )
    account = account_to_manage(session, scope, known.id)
    account.employer_id = employer_id
    detail = {"employer": str(employer_id)}
    record_row(session, "employer.tie", account, now, by=scope.account_id, detail=detail)
    return account
