"""The first two administrators, made from the command line before anybody can sign in.

Two, because what one of them asks for a duty the other has to agree to.
"""

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.joining import Invited, give_code
from models.accounts.manage import Links, open_account
from models.accounts.tables import Account, Grant
from models.database.refused import Refused
from models.places.tables import Place

FIRST = 2


class AlreadyAdministered(Refused):
    """There are two administrators; they invite further ones from the page of accounts."""

    code = "already_administered"


class NoCounty(Refused):
    """No place exists yet that an administrator could be responsible for."""

    code = "no_county"


def first_administrator(session: Session, name: str, phone: str, now: dt.datetime) -> Invited:
    """An administrator of every county there is, with the code to set his password by."""
    held = select(func.count(Grant.account_id.distinct())).join(Account)
    held = held.where(Grant.role == "administrator", Account.status == "active")
    if (session.scalar(held.where(Account.demo.is_(False))) or 0) >= FIRST:
        raise AlreadyAdministered(Said("已有两位管理员；请由他们在“账号”页邀请其他人。"))
    counties = session.scalars(select(Place).where(Place.kind == "county")).all()
    if not counties:
        raise NoCounty(Said("还没有区划：请先导入台账，再建立管理员。"))
    account = open_account(session, name=name, phone=phone, links=Links(), now=now)
    account.grants.extend(Grant(role="administrator", place=county) for county in counties)
    return give_code(session, account, now)
