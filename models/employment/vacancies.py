"""Vacancies posted by an employer, or by staff for one: checked, changed, closed."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Case, ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.database.refused import Refused
from models.employment.people import STAFF
from models.employment.posting import (
    PostingWrong,
    check_held,
    check_pay,
    check_place,
    check_seen,
    check_texts,
    stamp,
)
from models.employment.tables import HOLDING, Employer, Referral, Vacancy
from models.trail.log import record_row

STATES = ("open", "full", "expired", "closed")
CHECKED = ("occupation", "work", "conditions", "skill", "shift", "insurance", "board")


class VacancyUnknown(Refused):
    """No such vacancy, or none that may be seen from here."""

    code: ClassVar[str] = "vacancy_unknown"


class VacancyClosed(Refused):
    """The vacancy is closed: it stays as it was."""

    code: ClassVar[str] = "vacancy_closed"


@dataclass(frozen=True)
class Terms:
    """What is said about a vacancy; pay is yuan a month, ``contact_phone`` None leaves it as is."""

    occupation: str
    headcount: int
    employment_kind: str
    work: str
    conditions: str | None
    place_id: uuid.UUID
    pay_min: int
    pay_max: int | None
    shift: str
    education: str | None
    skill: str | None
    certificate: bool
    hazards: list[str]
    insurance: str | None
    board: str | None
    valid_until: dt.date
    contact_name: str
    contact_phone: str | None


@dataclass(frozen=True)
class Tally:
    """How a vacancy stands: one of ``STATES``, places held, people ever referred."""

    state: str
    held: int
    sent: int


def vacancies(
    scope: Scope, today: dt.date, state: str | None = None, kind: str | None = None
) -> Select[Vacancy]:
    """The vacancies one looks after, last posted or soonest ending first; ``kind`` of employer."""
    wanted = _seen(scope)
    if state is not None:
        wanted = wanted.where(_state(today) == state)
    if kind is not None:
        wanted = wanted.where(Employer.kind == kind)
    return wanted.order_by(
        Vacancy.posted_at.desc().nulls_last(), Vacancy.valid_until, Employer.name, Vacancy.id
    )


def by_state(session: Session, scope: Scope, today: dt.date) -> dict[str, int]:
    """State -> how many of the vacancies one looks after; states without any are left out."""
    state = _state(today).label("state")
    found = _seen(scope).with_only_columns(state).subquery()
    rows = session.execute(select(found.c.state, func.count()).group_by(found.c.state))
    return {code: number for code, number in rows}


def vacancy_in(
    session: Session, scope: Scope, vacancy_id: uuid.UUID, lock: bool = False
) -> Vacancy:
    """A vacancy one looks after; ``lock`` holds it until the end of the transaction."""
    query = _seen(scope).where(Vacancy.id == vacancy_id)
    locked = query.with_for_update(of=Vacancy).execution_options(populate_existing=True)
    found = session.scalar(locked if lock else query)
    if found is None:
        raise VacancyUnknown(Said("没有这个招聘岗位，或不归您管。"))
    return found


def tallies(
    session: Session, vacancies: Sequence[Vacancy], today: dt.date
) -> dict[uuid.UUID, Tally]:
    """Vacancy id -> how it stands."""
    wanted = select(Vacancy.id, _state(today), _held(), _sent())
    rows = session.execute(wanted.where(Vacancy.id.in_([one.id for one in vacancies])))
    return {vacancy_id: Tally(state, held, sent) for vacancy_id, state, held, sent in rows}


def post(
    session: Session,
    scope: Scope,
    employer_id: uuid.UUID,
    terms: Terms,
    today: dt.date,
    now: dt.datetime,
) -> Vacancy:
    """A new vacancy; raises ``TextOffends`` and ``PostingWrong``."""
    _check(session, scope, terms, today)
    if terms.contact_phone is None:
        raise PostingWrong("contact_phone", Said("请填写联系电话。"))
    vacancy = Vacancy(
        employer_id=employer_id, posted_by=scope.account_id, posted_at=now, **vars(terms)
    )
    session.add(vacancy)
    record_row(session, "vacancy.post", vacancy, now, by=scope.account_id, detail=_size(vacancy))
    return vacancy


def change(
    session: Session,
    scope: Scope,
    vacancy_id: uuid.UUID,
    was: str,
    terms: Terms,
    today: dt.date,
    now: dt.datetime,
) -> Vacancy:
    """Other terms for a vacancy; never fewer places than are held.

    ``was`` is the ``seen`` of what was shown: raises ``PostingChanged`` when it is so no more.
    """
    vacancy = vacancy_in(session, scope, vacancy_id, lock=True)
    _still_there(vacancy)
    check_seen(vacancy, Terms, was)
    _check(session, scope, terms, today)
    check_held(terms.headcount, tallies(session, [vacancy], today)[vacancy.id].held)
    if terms.occupation != vacancy.occupation:
        # The code a ledger gave belongs to the occupation it named.
        vacancy.occupation_code = None
    for name, value in vars(terms).items():
        if name != "contact_phone" or value is not None:
            setattr(vacancy, name, value)
    record_row(session, "vacancy.change", vacancy, now, by=scope.account_id, detail=_size(vacancy))
    return vacancy


def seen(vacancy: Vacancy) -> str:
    """A sign of the terms as they stand."""
    return stamp(vacancy, Terms)


def close(
    session: Session, scope: Scope, vacancy_id: uuid.UUID, today: dt.date, now: dt.datetime
) -> Vacancy:
    """Nobody is proposed any more; whoever was referred stays so."""
    vacancy = vacancy_in(session, scope, vacancy_id, lock=True)
    _still_there(vacancy)
    vacancy.closed_on = today
    record_row(session, "vacancy.close", vacancy, now, by=scope.account_id, detail=_size(vacancy))
    return vacancy


def _seen(scope: Scope) -> Select[Vacancy]:
    own: list[ColumnElement[bool]] = []
    if scope.has("employer") and scope.employer_id is not None:
        own = [Vacancy.employer_id == scope.employer_id]
    return (
        select(Vacancy)
        .join(Vacancy.employer)
        .join(Vacancy.place)
        .where(or_(scope.within(STAFF), *own))
        .options(joinedload(Vacancy.employer), joinedload(Vacancy.place))
    )


def _sent() -> ColumnElement[int]:
    count = select(func.count()).where(Referral.vacancy_id == Vacancy.id)
    return count.correlate(Vacancy).scalar_subquery()


def _held() -> ColumnElement[int]:
    count = select(func.count()).where(
        Referral.vacancy_id == Vacancy.id, Referral.state.in_(HOLDING)
    )
    return count.correlate(Vacancy).scalar_subquery()


def _state(today: dt.date) -> Case[str]:
    return case(
        (Vacancy.closed_on.is_not(None), "closed"),
        (Vacancy.valid_until < today, "expired"),
        (_held() >= Vacancy.headcount, "full"),
        else_="open",
    )


def _still_there(vacancy: Vacancy) -> None:
    if vacancy.closed_on is not None:
        raise VacancyClosed(Said("这个岗位已经停招，不能再改。要再招人，请重新发布。"))


def _check(session: Session, scope: Scope, terms: Terms, today: dt.date) -> None:
    """Texts first: what they demand is the one thing that is against the law as such."""
    texts = {name: getattr(terms, name) for name in CHECKED} | {"hazards": "。".join(terms.hazards)}
    check_texts(texts, [*terms.hazards, terms.occupation])
    check_place(session, scope, terms.place_id)
    check_pay(session, terms.pay_min, terms.pay_max, today)
    if terms.valid_until < today:
        raise PostingWrong("valid_until", Said("有效期不能早于今天。"))


def _size(vacancy: Vacancy) -> dict[str, Any]:
    return {
        "occupation": vacancy.occupation,
        "headcount": vacancy.headcount,
        "pay_min": vacancy.pay_min,
        "valid_until": vacancy.valid_until.isoformat(),
    }
