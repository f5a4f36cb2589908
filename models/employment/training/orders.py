"""Training orders 订单式培训: posted by an employer, or by staff for one; how each stands."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
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
from models.employment.tables import (
    HOLDING,
    PUBLIC_WELFARE,
    Cohort,
    Employer,
    Referral,
    TrainingOrder,
)
from models.employment.training.refusals import OrderClosed, OrderUnknown
from models.places.tables import Place
from models.trail.log import record_row

# A class may be running whether the order still wants people, has them all, or is closed.
STATES = ("open", "full", "running", "closed")
# Numbers given here begin with other letters than those of the county's own ledger.
LETTERS = "LX"
PASSED = ("passed", "placed", "left")
CHECKED = ("occupation", "subsidy")
NO_WELFARE = Said("公益性岗位只安排就业困难人员，不办订单培训。请改为发布岗位。")


@dataclass(frozen=True)
class Terms:
    """What is said about an order; pay is yuan a month after the class."""

    occupation: str
    headcount: int
    place_id: uuid.UUID
    education: str | None
    pay_min: int
    pay_max: int | None
    subsidy: str | None


@dataclass(frozen=True)
class Tally:
    """People of all classes of an order: who holds a place, ever passed, is at work now.

    ``missing`` places nobody holds, none once the order is closed; ``open`` classes that are not.
    """

    held: int
    passed: int
    at_work: int
    missing: int
    open: int


def orders(
    scope: Scope, today: dt.date, state: str | None = None, text: str = ""
) -> Select[TrainingOrder]:
    """Those one looks after, the latest first; in one of ``STATES``.

    ``text`` is part of the employer's name, of the occupation or of the number.
    """
    wanted = _seen(scope).join(TrainingOrder.employer)
    if state is not None:
        wanted = wanted.where(_state(state, today))
    named = (Employer.name, TrainingOrder.occupation, TrainingOrder.number)
    wanted = wanted.where(or_(*(column.contains(text, autoescape=True) for column in named)))
    return wanted.order_by(TrainingOrder.id.desc())


def order_in(
    session: Session, scope: Scope, order_id: uuid.UUID, lock: bool = False
) -> TrainingOrder:
    """An order one looks after; ``lock`` holds it until the end of the transaction."""
    query = _seen(scope).where(TrainingOrder.id == order_id)
    locked = query.with_for_update(of=TrainingOrder).execution_options(populate_existing=True)
    found = session.scalar(locked if lock else query)
    if found is None:
        raise OrderUnknown(Said("没有这个培训订单，或不归您管。"))
    return found


def tallies(session: Session, orders: Sequence[TrainingOrder]) -> dict[uuid.UUID, Tally]:
    """Order id -> how it stands."""
    ids = [order.id for order in orders]
    counted = (
        select(
            Cohort.order_id,
            _how_many(Referral.state.in_(HOLDING)),
            _how_many(Referral.state.in_(PASSED)),
            _how_many(Referral.state == "placed"),
            func.count(Cohort.id.distinct()).filter(Cohort.closed_on.is_(None)),
        )
        .outerjoin(Referral, Referral.cohort_id == Cohort.id)
        .where(Cohort.order_id.in_(ids))
        .group_by(Cohort.order_id)
    )
    found = {order_id: counts for order_id, *counts in session.execute(counted)}
    return {order.id: _tally(order, *found.get(order.id, (0, 0, 0, 0))) for order in orders}


def running(session: Session, orders: Sequence[TrainingOrder], today: dt.date) -> set[uuid.UUID]:
    """The ids of those of which a class is running."""
    ids = [order.id for order in orders]
    found = select(TrainingOrder.id).where(TrainingOrder.id.in_(ids), _state("running", today))
    return set(session.scalars(found))


def still_open(order: TrainingOrder) -> None:
    """Raises ``OrderClosed``."""
    if order.closed_on is not None:
        raise OrderClosed(Said("这个订单已经结束，不能再改，也不能再开班。要再招人，请重新发布。"))


def may_train(employer: Employer) -> None:
    """A class is no public-welfare post, nor a way into one; raises ``PostingWrong``."""
    if employer.kind == PUBLIC_WELFARE:
        raise PostingWrong("", NO_WELFARE)


def post(
    session: Session,
    scope: Scope,
    employer_id: uuid.UUID,
    terms: Terms,
    today: dt.date,
    now: dt.datetime,
) -> TrainingOrder:
    """A new order under the next number; raises ``TextOffends`` and ``PostingWrong``."""
    may_train(session.get_one(Employer, employer_id))
    _check(session, scope, terms, today)
    number = _next_number(session, today)
    order = TrainingOrder(number=number, employer_id=employer_id, **vars(terms))
    session.add(order)
    record_row(session, "order.post", order, now, by=scope.account_id, detail=_size(order))
    return order


def change(
    session: Session,
    scope: Scope,
    order_id: uuid.UUID,
    was: str,
    terms: Terms,
    today: dt.date,
    now: dt.datetime,
) -> TrainingOrder:
    """Other terms for an order; never fewer places than are held.

    ``was`` is the ``seen`` of what was shown: raises ``PostingChanged`` when it is so no more.
    """
    order = order_in(session, scope, order_id, lock=True)
    still_open(order)
    may_train(order.employer)
    check_seen(order, Terms, was)
    _check(session, scope, terms, today)
    check_held(terms.headcount, tallies(session, [order])[order.id].held)
    if terms.occupation != order.occupation:
        # The code a ledger gave belongs to the occupation it named.
        order.occupation_code = None
    for name, value in vars(terms).items():
        setattr(order, name, value)
    record_row(session, "order.change", order, now, by=scope.account_id, detail=_size(order))
    return order


def seen(order: TrainingOrder) -> str:
    """A sign of the terms as they stand."""
    return stamp(order, Terms)


def _seen(scope: Scope) -> Select[TrainingOrder]:
    """Staff see what is to be worked or taught in their places, an employer its own."""
    places = select(Place.id).where(scope.within(STAFF))
    taught = select(Cohort.order_id).where(Cohort.place_id.in_(places))
    seen: list[ColumnElement[bool]] = [
        TrainingOrder.place_id.in_(places),
        TrainingOrder.id.in_(taught),
    ]
    if scope.has("employer") and scope.employer_id is not None:
        seen.append(TrainingOrder.employer_id == scope.employer_id)
    return (
        select(TrainingOrder)
        .where(or_(*seen))
        .options(joinedload(TrainingOrder.employer), joinedload(TrainingOrder.place))
    )


def _state(state: str, today: dt.date) -> ColumnElement[bool]:
    of_order = Cohort.order_id == TrainingOrder.id
    if state == "closed":
        return TrainingOrder.closed_on.is_not(None)
    if state == "running":
        in_class = select(Cohort.id).join(Referral, Referral.cohort_id == Cohort.id)
        begun = and_(Cohort.closed_on.is_(None), Cohort.starts_on <= today)
        return in_class.where(of_order, begun, Referral.state == "accepted").exists()
    counted = select(func.count(Referral.id)).join(Cohort, Cohort.id == Referral.cohort_id)
    held = counted.where(of_order, Referral.state.in_(HOLDING)).correlate(TrainingOrder)
    full = held.scalar_subquery() >= TrainingOrder.headcount
    return and_(TrainingOrder.closed_on.is_(None), full if state == "full" else ~full)


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(Referral.id).filter(condition)


def _tally(order: TrainingOrder, held: int, passed: int, at_work: int, open: int) -> Tally:
    missing = max(0, order.headcount - held) if order.closed_on is None else 0
    return Tally(held, passed, at_work, missing, open)


def _check(session: Session, scope: Scope, terms: Terms, today: dt.date) -> None:
    check_texts({name: getattr(terms, name) for name in CHECKED}, [terms.occupation])
    check_place(session, scope, terms.place_id)
    check_pay(session, terms.pay_min, terms.pay_max, today)


def _next_number(session: Session, today: dt.date) -> str:
    """Letters, year and a count; one transaction at a time gives one."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("order number", 0))))
    start = f"{LETTERS}{today.year}-"
    ours = TrainingOrder.number.regexp_match(rf"^{start}\d{{4}}$")
    last = session.scalar(select(func.max(TrainingOrder.number)).where(ours))
    return f"{start}{int(last.removeprefix(start)) + 1 if last else 1:04}"


def _size(order: TrainingOrder) -> dict[str, Any]:
    return {
        "occupation": order.occupation,
        "headcount": order.headcount,
        "pay_min": order.pay_min,
    }
