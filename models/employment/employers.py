"""Employers as the stations know them, what is on record of each, and who speaks for them."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.manage import account_to_manage, accounts_within
from models.accounts.phone import phone_hash, plain_phone
from models.accounts.scope import Scope
from models.accounts.tables import Account
from models.database.refused import Refused
from models.employment.people import STAFF
from models.employment.posting import PostingWrong, check_place, check_seen, stamp
from models.employment.tables import Cohort, Employer, TrainingOrder, Vacancy
from models.places.tables import Place
from models.trail.log import record_row


class EmployerUnknown(Refused):
    """No such employer, or none that may be seen from here."""

    code: ClassVar[str] = "employer_unknown"


@dataclass(frozen=True)
class Facts:
    """What staff put right about an employer; ``credit_code`` of GB 32100, None = not on record."""

    kind: str
    place_id: uuid.UUID
    credit_code: str | None


def known_to(scope: Scope) -> ColumnElement[bool]:
    """Those that sit, offer work, or have people trained, in the places of staff; and one's own."""
    places = select(Place.id).where(scope.within(STAFF))
    offering = select(Vacancy.employer_id).where(Vacancy.place_id.in_(places))
    ordering = (
        select(TrainingOrder.employer_id)
        .outerjoin(Cohort, Cohort.order_id == TrainingOrder.id)
        .where(or_(TrainingOrder.place_id.in_(places), Cohort.place_id.in_(places)))
    )
    known: list[ColumnElement[bool]] = [
        Employer.place_id.in_(places),
        Employer.id.in_(offering),
        Employer.id.in_(ordering),
    ]
    if scope.has("employer") and scope.employer_id is not None:
        known.append(Employer.id == scope.employer_id)
    return or_(*known)


def employers(session: Session, scope: Scope) -> Sequence[Employer]:
    """All that are ``known_to`` somebody, by name."""
    return session.scalars(select(Employer).where(known_to(scope)).order_by(Employer.name)).all()


def employer_in(
    session: Session, scope: Scope, employer_id: uuid.UUID, lock: bool = False
) -> Employer:
    """One of ``employers``, with its place; ``lock`` holds it until the end of the transaction."""
    query = select(Employer).where(Employer.id == employer_id, known_to(scope))
    query = query.options(joinedload(Employer.place))
    locked = query.with_for_update(of=Employer).execution_options(populate_existing=True)
    found = session.scalar(locked if lock else query)
    if found is None:
        raise EmployerUnknown(Said("没有这个用人单位，或不归您管。"))
    return found


def may_put_right(scope: Scope, employer: Employer) -> bool:
    """Whether the facts of a loaded employer are these staff's to change: where it sits."""
    if employer.place is None:
        return scope.has(*STAFF)
    return scope.covers(employer.place.path, STAFF)


def seen(employer: Employer) -> str:
    """A sign of the facts as they stand."""
    return stamp(employer, Facts)


def put_right(
    session: Session, scope: Scope, employer_id: uuid.UUID, was: str, facts: Facts, now: dt.datetime
) -> Employer:
    """Other facts of an employer; raises ``PostingWrong``.

    ``was`` is the ``seen`` of what was shown: raises ``PostingChanged`` when it is so no more.
    """
    employer = employer_in(session, scope, employer_id, lock=True)
    if not may_put_right(scope, employer):
        raise PostingWrong("", Said("这个单位不在您所管的地方，请那边的就业服务站来改。"))
    check_seen(employer, Facts, was)
    if facts.place_id != employer.place_id:
        check_place(session, scope, facts.place_id)
    place = str(employer.place_id) if employer.place_id else None
    before = {"kind": employer.kind, "credit_code": employer.credit_code, "place_id": place}
    for name, value in vars(facts).items():
        setattr(employer, name, value)
    record_row(
        session, "employer.change", employer, now, by=scope.account_id, detail={"before": before}
    )
    return employer


def employer_to_post_for(
    session: Session,
    scope: Scope,
    employer_id: uuid.UUID | None,
    new: tuple[str | None, str | None],
    place_id: uuid.UUID,
) -> uuid.UUID:
    """Whose vacancy is posted: one's own, one of ``employers``, or a ``new`` (name, kind).

    An employer that is known by its name already is not entered twice, nor taken over from
    another station by typing its name.
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
    made = entered.on_conflict_do_nothing(index_elements=["name"]).returning(Employer.id)
    new_id = session.scalar(made)
    return new_id if new_id is not None else _named(session, scope, name).id


def accounts_of(session: Session, employer_id: uuid.UUID) -> Sequence[Account]:
    """The accounts that speak for an employer, by name."""
    wanted = select(Account).where(Account.employer_id == employer_id, Account.status == "active")
    return session.scalars(wanted.order_by(Account.name, Account.id)).all()


def tie(
    session: Session, scope: Scope, employer_id: uuid.UUID, phone: str, now: dt.datetime
) -> Account:
    """Let the account with this phone speak for an employer from now on, and for no other.

    It has to be an employer's account that the acting person may manage, and an employer of his.
    """
    if not may_put_right(scope, employer_in(session, scope, employer_id)):
        raise PostingWrong("", Said("这个单位不在您所管的地方，请那边的就业服务站来连账号。"))
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


def _named(session: Session, scope: Scope, name: str) -> Employer:
    """The employer of that name, unless it is another station's and not known here."""
    found = session.scalars(
        select(Employer).where(Employer.name == name).options(joinedload(Employer.place))
    ).one()
    known = select(Employer.id).where(Employer.id == found.id, known_to(scope))
    if found.place is not None and not may_put_right(scope, found) and not session.scalar(known):
        raise PostingWrong(
            "new_employer",
            Said(
                "这个单位已在%(place)s登记。请那边的就业服务站来发布，或请他们更正坐落。",
                place=found.place.name,
            ),
        )
    return found
