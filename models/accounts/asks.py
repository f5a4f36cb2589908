"""What takes two: one of the three duties is given, or a second factor taken away.

Whoever asks does not decide, and nobody decides on his own account.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts import factors
from models.accounts.refusals import AskRefused, GrantRefused, NotYours
from models.accounts.roles import DUTIES, ROLES, WATCHES
from models.accounts.scope import Scope
from models.accounts.sessions import end_sessions
from models.accounts.tables import Account, AccountAsk, Grant
from models.database.last_line import insert
from models.places.tables import Place

DECIDERS = {"grant": ("administrator",), "factor": ("administrator", *WATCHES)}
SHORTEST, LONGEST = 4, 200
_ONCE = {"ix_account_ask_open": (AskRefused, Said("这个账号已有一份同样的申请在等人决定。"))}


def check_apart(account: Account, role: str) -> None:
    """One account holds one of the three duties; raises ``GrantRefused``."""
    others = {grant.role for grant in account.grants if grant.role in DUTIES} - {role}
    if role in DUTIES and others:
        raise GrantRefused(
            Said(
                "系统管理员、安全管理员和审计员要由不同的人担任；这个账号已是%(held)s。",
                held=ROLES[sorted(others)[0]],
            )
        )


def ask_grant(
    session: Session, scope: Scope, account: Account, role: str, place: Place, now: dt.datetime
) -> AccountAsk:
    """One of the three duties waits for a second administrator."""
    check_apart(account, role)
    return _ask(session, scope, account, now, kind="grant", role=role, place=place, reason=role)


def ask_reset(
    session: Session, scope: Scope, account: Account, reason: str, now: dt.datetime
) -> AccountAsk:
    """Taking the second factor away waits for another administrator or a security officer."""
    if account.id == scope.account_id:
        raise NotYours(Said("不能申请重置自己的动态码，请找另一位管理员。"))
    if account.second_factor_since is None:
        raise AskRefused(Said("这个账号没有开通动态码，不用重置。"))
    said = reason.strip()
    if not SHORTEST <= len(said) <= LONGEST:
        raise AskRefused(Said("请写一句为什么要重置，并写明怎么核对了本人。"))
    return _ask(session, scope, account, now, kind="factor", reason=said)


def open_asks(session: Session, scope: Scope) -> Sequence[AccountAsk]:
    """What waits for a word, the oldest first, where one may decide it or has asked it."""
    open_ones = select(AccountAsk).where(AccountAsk.answer.is_(None))
    asks = session.scalars(open_ones.order_by(AccountAsk.asked_at, AccountAsk.id)).all()
    return [ask for ask in asks if _is_over(scope, ask)]


def may_decide(scope: Scope, ask: AccountAsk) -> bool:
    return _is_over(scope, ask) and scope.account_id not in (ask.asked_by, ask.account_id)


def decide(
    session: Session, scope: Scope, ask_id: uuid.UUID, yes: bool, now: dt.datetime
) -> AccountAsk:
    """Say yes or no, once; with a yes it is done and the account's sessions end."""
    ask = session.get(AccountAsk, ask_id, with_for_update={"of": AccountAsk})
    if ask is None or not _is_over(scope, ask):
        raise AskRefused(Said("没有这份申请，或它不归您决定。"))
    if not may_decide(scope, ask):
        raise NotYours(Said("自己提的申请、关于自己账号的申请，要由另一个人决定。"))
    if ask.answer is not None:
        raise AskRefused(Said("这份申请已经有人决定了。"))
    ask.answer, ask.decided_by, ask.decided_at = "yes" if yes else "no", scope.account_id, now
    if yes:
        _do(session, ask, now)
    return ask


def _do(session: Session, ask: AccountAsk, now: dt.datetime) -> None:
    account = session.get_one(Account, ask.account_id, with_for_update=True, populate_existing=True)
    if ask.role is None:
        factors.drop(session, account.id)
    else:
        check_apart(account, ask.role)
        account.grants.append(Grant(role=ask.role, place=ask.place))
        session.flush()
    end_sessions(session, account.id, now, "rights")


def _ask(
    session: Session,
    scope: Scope,
    account: Account,
    now: dt.datetime,
    *,
    kind: str,
    reason: str,
    role: str | None = None,
    place: Place | None = None,
) -> AccountAsk:
    ask = AccountAsk(
        kind=kind,
        account_id=account.id,
        role=role,
        place_id=place and place.id,
        reason=reason,
        asked_by=scope.account_id,
        asked_at=now,
    )
    insert(session, ask, _ONCE)
    return ask


def _is_over(scope: Scope, ask: AccountAsk) -> bool:
    """Whether one of the deciders' roles is held over what the ask is about."""
    roles = DECIDERS[ask.kind]
    if ask.place is not None:
        return scope.covers(ask.place.path, roles)
    return any(scope.covers(grant.place.path, roles) for grant in ask.account.grants)
