"""What two must agree on: ending a registration, taking a hardship category away.

Either can cost a family its benefits. Where it may have any one account asks and another decides;
refusals of work play no part in it: they are counted nowhere and are no reason.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager

from matcher.said import Said
from models.accounts.scope import Scope
from models.accounts.tables import Account
from models.database.last_line import LastLine, insert
from models.employment.people import STAFF, seeker_in
from models.employment.seeking import consents
from models.employment.seeking.refusals import (
    OwnRequest,
    RequestSettled,
    RequestUnknown,
    SeekerOver,
    SeekingWrong,
)
from models.employment.seeking.tables import SeekerRequest
from models.people.tables import Person, Resident, Seeker
from models.trail.log import record_row

END, HARDSHIP = "end", "hardship"
# Parts of what a resident is called who lives on the minimum allowance or in destitution.
POOR = ("低保", "特困")
ENDED = "seeker.end"
CONSENT = "consent"
END_REASONS = MappingProxyType(
    {
        "found_work": Said("已经就业"),
        "own_wish": Said("本人不再找工作"),
        CONSENT: Said("本人撤回登记的同意"),
        "retired": Said("已到退休年龄"),
        "moved": Said("已迁出本县"),
        "died": Said("已去世"),
    }
)
HARDSHIP_REASONS = MappingProxyType(
    {
        "no_longer": Said("情况变了，不再符合这一类"),
        "expired": Said("认定已到期"),
        "mistake": Said("当初登记错了"),
    }
)
REASONS = MappingProxyType({END: END_REASONS, HARDSHIP: HARDSHIP_REASONS})
STANDING: LastLine = {
    "ix_seeker_request_open": (
        RequestSettled,
        Said("已经有人提出过，正等另一位同事确认。"),
    )
}


@dataclass(frozen=True)
class Asked:
    """``reason`` a code of ``REASONS``; ``categories`` of hardship to take away."""

    asked_for: str
    reason: str
    remark: str | None
    categories: Sequence[str] = ()


@dataclass(frozen=True)
class Waiting:
    """An open request and the name of who asked."""

    request: SeekerRequest
    who: str


def ask(
    session: Session,
    scope: Scope,
    seeker_id: uuid.UUID,
    asked: Asked,
    today: dt.date,
    now: dt.datetime,
) -> SeekerRequest | None:
    """Ask for it; None where one account suffices and it is done. See ``models.bridge.ending``.

    Raises ``SeekerOver``, ``SeekingWrong``, and ``RequestSettled`` when it waits already.
    """
    seeker = seeker_in(session, scope, seeker_id, lock=True)
    if not seeker.active:
        raise SeekerOver(Said("此人已不在求职登记中。"))
    if asked.reason not in REASONS[asked.asked_for]:
        raise SeekingWrong("reason", Said("请选择原因。"))
    if asked.asked_for == HARDSHIP and not (
        asked.categories and set(asked.categories) <= set(seeker.hardship)
    ):
        raise SeekingWrong("categories", Said("请勾选要去掉的类别。"))
    if not takes_two(session, seeker):
        _end(session, seeker, asked.reason, scope.account_id, today, now)
        return None
    request = SeekerRequest(
        seeker_id=seeker.id,
        asked_for=asked.asked_for,
        categories=list(asked.categories),
        reason=asked.reason,
        remark=asked.remark,
        asked_by=scope.account_id,
        asked_at=now,
    )
    insert(session, request, STANDING)
    action = f"seeker.{asked.asked_for}_asked"
    _line(session, action, request, seeker, scope.account_id, now)
    return request


def decide(
    session: Session,
    scope: Scope,
    request_id: uuid.UUID,
    confirmed: bool,
    today: dt.date,
    now: dt.datetime,
) -> Seeker:
    """Confirm or refuse what another account asked for; only confirmed, it is done.

    Raises ``RequestUnknown``, ``OwnRequest``, ``RequestSettled``.
    """
    request = request_in(session, scope, request_id)
    seeker = seeker_in(session, scope, request.seeker_id, lock=True)
    session.refresh(request, with_for_update={"of": SeekerRequest})
    if request.asked_by == scope.account_id:
        raise OwnRequest(Said("自己提出的不能自己确认，请另一位同事来看。"))
    if request.state != "open":
        raise RequestSettled(Said("已经有人处理过了。"))
    request.state = "confirmed" if confirmed else "refused"
    request.decided_by, request.decided_at = scope.account_id, now
    action = f"seeker.{request.asked_for}_{request.state}"
    _line(session, action, request, seeker, scope.account_id, now)
    if confirmed and request.asked_for == END and seeker.active:
        _end(session, seeker, request.reason, scope.account_id, today, now)
    elif confirmed:
        gone = set(request.categories)
        seeker.hardship = [one for one in seeker.hardship if one not in gone]
    return seeker


def takes_two(session: Session, seeker: Seeker) -> bool:
    """Whether benefits are at stake: by his own categories, or by what care knows of the home."""
    if seeker.hardship:
        return True
    person = seeker.person
    home = Person.id == person.id
    if person.household is not None:
        home |= (Person.household == person.household) & ~Person.address_suppressed
    known = session.scalars(
        select(Resident.categories).join(Person, Person.id == Resident.person_id).where(home)
    )
    return any(word in one for categories in known for one in categories for word in POOR)


def request_in(session: Session, scope: Scope, request_id: uuid.UUID) -> SeekerRequest:
    found = session.scalar(_seen(scope).where(SeekerRequest.id == request_id))
    if found is None:
        raise RequestUnknown(Said("没有这件要确认的事，或不归您管。"))
    return found


def waiting(session: Session, scope: Scope) -> Sequence[Waiting]:
    """All that is open within the scope, the longest waiting first; one's own among them."""
    wanted = _seen(scope).where(SeekerRequest.state == "open").add_columns(Account.name)
    wanted = wanted.join(Account, Account.id == SeekerRequest.asked_by)
    rows = session.execute(wanted.order_by(SeekerRequest.id))
    return [Waiting(request, who) for request, who in rows]


def how_many_for(session: Session, scope: Scope) -> int:
    """How many wait for this account: what others have asked for."""
    wanted = _seen(scope).where(
        SeekerRequest.state == "open", SeekerRequest.asked_by != scope.account_id
    )
    found = wanted.with_only_columns(SeekerRequest.id).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def open_of(session: Session, seeker_id: uuid.UUID) -> Sequence[Waiting]:
    """What waits about one seeker."""
    rows = session.execute(
        select(SeekerRequest, Account.name)
        .join(Account, Account.id == SeekerRequest.asked_by)
        .where(SeekerRequest.seeker_id == seeker_id, SeekerRequest.state == "open")
        .order_by(SeekerRequest.id)
    )
    return [Waiting(request, who) for request, who in rows]


def _seen(scope: Scope) -> Select[SeekerRequest]:
    return (
        select(SeekerRequest)
        .join(SeekerRequest.seeker)
        .join(Seeker.person)
        .join(Person.place)
        .where(scope.within(STAFF))
        .options(
            contains_eager(SeekerRequest.seeker)
            .contains_eager(Seeker.person)
            .contains_eager(Person.place)
        )
    )


def _end(
    session: Session,
    seeker: Seeker,
    reason: str,
    by: uuid.UUID,
    today: dt.date,
    now: dt.datetime,
) -> None:
    seeker.active = False
    if reason == CONSENT:
        consents.withdraw_all(session, seeker, today)
    record_row(session, ENDED, seeker, now, by=by, whose=seeker.person_id, why=reason)


def _line(
    session: Session,
    action: str,
    request: SeekerRequest,
    seeker: Seeker,
    by: uuid.UUID,
    now: dt.datetime,
) -> None:
    record_row(session, action, request, now, by=by, whose=seeker.person_id, why=request.reason)
