"""The very first account, made from the command line before anybody can sign in."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.manage import ONE_TIME_FOR, Links, open_account
from models.accounts.tables import Account, Grant
from models.database.refused import Refused
from models.places.tables import Place


class AlreadyAdministered(Refused):
    """There is an administrator; he invites further ones from the page of accounts."""

    code = "already_administered"


class NoCounty(Refused):
    """No place exists yet that an administrator could be responsible for."""

    code = "no_county"


def first_administrator(
    session: Session, name: str, phone: str, password: str, now: dt.datetime
) -> Account:
    """An administrator of every county there is; the password is a one-time one."""
    query = select(Account.id).join(Grant).where(Grant.role == "administrator")
    if session.scalar(query.where(Account.status == "active", Account.demo.is_(False)).limit(1)):
        raise AlreadyAdministered(Said("已有管理员；请由管理员在“账号”页邀请其他人。"))
    counties = session.scalars(select(Place).where(Place.kind == "county")).all()
    if not counties:
        raise NoCounty(Said("还没有区划：请先导入台账，再建立管理员。"))
    account = open_account(
        session, name=name, phone=phone, password=password, links=Links(), now=now
    )
    account.one_time_until = now + ONE_TIME_FOR
    account.grants.extend(Grant(role="administrator", place=county) for county in counties)
    session.flush()
    return account
