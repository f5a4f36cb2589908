"""What a person asks for 更正、删除、撤回后的办理: a row each, with a deadline and an answer."""

import datetime as dt
import uuid
from collections.abc import Sequence
from types import MappingProxyType

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, contains_eager

from matcher.said import Said
from models.accounts.over import accounts_over
from models.accounts.scope import Scope
from models.accounts.tables import Account
from models.notices.outbox import tell
from models.people.consents.words import SENSITIVE
from models.people.tables import Person
from models.places.tables import Place
from models.rights.forgetting import anonymise, forget_sensitive
from models.rights.refusals import AskSettled, AskUnknown, AskWrong, OwnAsk
from models.rights.tables import RightsAsk
from models.rights.who import COUNTER
from models.trail.log import record_row

# 个人信息保护法第五十条 wants an answer without naming days; 15 is our own promise.
ANSWER_WITHIN = dt.timedelta(days=15)
NAMES = MappingProxyType(
    {
        "correction": Said("更正我的资料"),
        "deletion": Said("删除我的资料"),
        "withdrawal": Said("撤回同意以后的办理"),
    }
)
STATES = MappingProxyType(
    {"open": Said("等答复"), "granted": Said("已办理"), "refused": Said("没有办理")}
)


def ask(
    session: Session,
    person: Person,
    asked_for: str,
    words: str | None,
    how: str,
    now: dt.datetime,
    *,
    by: uuid.UUID,
    purpose: str | None = None,
) -> RightsAsk:
    """Write down what is asked for, and tell the staff who answer for the place."""
    if asked_for == "correction" and not words:
        raise AskWrong(Said("请写明哪里不对、应该是什么。"))
    session.get_one(Person, person.id, with_for_update={"key_share": True})
    same = exists().where(
        RightsAsk.person_id == person.id,
        RightsAsk.asked_for == asked_for,
        RightsAsk.purpose.is_not_distinct_from(purpose),
        RightsAsk.state == "open",
    )
    if session.scalar(select(same)):
        raise AskSettled(Said("同样的请求已经登记过，还在等答复。"))
    asked = RightsAsk(
        person_id=person.id,
        asked_for=asked_for,
        purpose=purpose,
        words=words,
        how=how,
        asked_by=by,
        asked_at=now,
        due_at=now + ANSWER_WITHIN,
    )
    session.add(asked)
    record_row(session, "rights.ask", asked, now, by=by, whose=person.id, why=asked_for)
    said = Said("有人提出了个人信息方面的请求，请在期限内答复。")
    _tell_staff(session, person, asked, said, now)
    return asked


def answer(
    session: Session, scope: Scope, ask_id: uuid.UUID, granted: bool, text: str, now: dt.datetime
) -> RightsAsk:
    """Answer with a reason; granted, a deletion is done in the same transaction.

    Nobody grants a deletion that he entered himself: it cannot be taken back.
    """
    asked = one(session, scope, ask_id, lock=True)
    if asked.state != "open":
        raise AskSettled(Said("这个请求已经答复过。"))
    if granted and asked.asked_for == "deletion":
        if asked.asked_by == scope.account_id:
            raise OwnAsk(Said("删除不能恢复，要由另一位工作人员来办。"))
        anonymise(session, asked.person, now, scope.account_id)
    if granted and asked.purpose == SENSITIVE:
        forget_sensitive(session, asked.person, now, scope.account_id)
    asked = session.get_one(RightsAsk, ask_id)
    asked.state = "granted" if granted else "refused"
    asked.answer, asked.answered_by, asked.answered_at = text, scope.account_id, now
    record_row(
        session,
        "rights.answer",
        asked,
        now,
        by=scope.account_id,
        whose=asked.person_id,
        why=asked.asked_for,
        detail={"state": asked.state},
    )
    theirs = select(Account.id).where(
        Account.person_id == asked.person_id, Account.status == "active"
    )
    said = Said("您提出的个人信息请求有了答复。")
    tell(session, session.scalars(theirs).all(), f"rights:{ask_id}:answer", said, "/rights", now)
    return asked


def one(session: Session, scope: Scope, ask_id: uuid.UUID, lock: bool = False) -> RightsAsk:
    """An ask of somebody within the scope of those who answer."""
    wanted = _within(scope).where(RightsAsk.id == ask_id)
    if lock:
        wanted = wanted.with_for_update(of=RightsAsk).execution_options(populate_existing=True)
    found = session.scalar(wanted)
    if found is None:
        raise AskUnknown(Said("没有这个请求，或不在您的管理范围内。"))
    return found


def open_in(session: Session, scope: Scope) -> Sequence[RightsAsk]:
    """What waits for an answer, the first due first."""
    wanted = _within(scope).where(RightsAsk.state == "open")
    return session.scalars(wanted.order_by(RightsAsk.due_at, RightsAsk.id)).all()


def of_person(session: Session, person_id: uuid.UUID) -> Sequence[RightsAsk]:
    """Everything a person asked for, the newest first."""
    wanted = select(RightsAsk).where(RightsAsk.person_id == person_id)
    return session.scalars(wanted.order_by(RightsAsk.asked_at.desc(), RightsAsk.id)).all()


def _within(scope: Scope) -> Select[RightsAsk]:
    return (
        select(RightsAsk)
        .join(RightsAsk.person)
        .join(Person.place)
        .where(scope.within(COUNTER))
        .options(contains_eager(RightsAsk.person).contains_eager(Person.place))
    )


def _tell_staff(
    session: Session, person: Person, asked: RightsAsk, said: Said, now: dt.datetime
) -> None:
    path = session.scalars(select(Place.path).where(Place.id == person.place_id)).one()
    told = accounts_over(session, path, COUNTER)
    tell(session, told, f"rights:{asked.id}", said, f"/rights/asks/{asked.id}", now)
