"""Classes 培训班 of a training order: opened, changed, closed by staff; who is in each."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.employment.hours import readable
from models.employment.people import STAFF
from models.employment.posting import PostingWrong, check_place, check_texts
from models.employment.tables import HOLDING, Cohort, Referral, TrainingOrder
from models.employment.training.orders import may_train, order_in, still_open, tallies
from models.employment.training.refusals import ClassClosed, ClassUnknown
from models.people.tables import Person, Seeker
from models.trail.log import record_row

CLOSING: Mapping[str, Said] = MappingProxyType(
    {
        "too_few": Said("报名的人不够"),
        "provider": Said("培训机构开不了班"),
        "order_gone": Said("单位不再要人"),
        "merged": Said("并到别的班"),
    }
)
# Who is still waiting for the class, or in it: whoever has not passed and not left.
IN_CLASS = ("approved", "accepted")
CHECKED = ("provider", "timetable")


@dataclass(frozen=True)
class Plan:
    """How a class is to be held; ``hours`` of teaching in all, ``least`` people to open at all."""

    provider: str
    seats: int
    least: int
    starts_on: dt.date
    hours: int | None
    timetable: str
    place_id: uuid.UUID


@dataclass(frozen=True)
class Seats:
    """``held`` of a class, still ``free`` there and in its order, ``missing`` to open at all."""

    held: int
    free: int
    missing: int


def class_in(session: Session, scope: Scope, class_id: uuid.UUID, lock: bool = False) -> Cohort:
    """A class held in one's places, its order with it.

    ``lock`` holds both until the end, the order first: its classes share its headcount.
    """
    if lock:
        _lock(session, class_id)
    found = session.scalar(
        select(Cohort)
        .join(Cohort.place)
        .where(Cohort.id == class_id, scope.within(STAFF))
        .options(
            joinedload(Cohort.place), joinedload(Cohort.order).joinedload(TrainingOrder.employer)
        )
    )
    if found is None:
        raise ClassUnknown(Said("没有这个培训班，或不归您管。"))
    return found


def classes_of(session: Session, order_id: uuid.UUID) -> Sequence[Cohort]:
    """By their first day."""
    return classes_of_orders(session, [order_id])[order_id]


def classes_of_orders(
    session: Session, order_ids: Sequence[uuid.UUID]
) -> Mapping[uuid.UUID, Sequence[Cohort]]:
    """Order -> its classes by their first day, for many at once."""
    wanted = select(Cohort).where(Cohort.order_id.in_(order_ids)).options(joinedload(Cohort.place))
    found: dict[uuid.UUID, list[Cohort]] = {order_id: [] for order_id in order_ids}
    for one in session.scalars(wanted.order_by(Cohort.starts_on, Cohort.id)):
        found[one.order_id].append(one)
    return found


def seats(
    session: Session, order: TrainingOrder, cohorts: Sequence[Cohort]
) -> dict[uuid.UUID, Seats]:
    """Class id -> its seats, for classes of one order."""
    held = (
        select(Referral.cohort_id, func.count())
        .where(Referral.cohort_id.in_([one.id for one in cohorts]), Referral.state.in_(HOLDING))
        .group_by(Referral.cohort_id)
    )
    taken = {cohort_id: number for cohort_id, number in session.execute(held)}
    left = tallies(session, [order])[order.id].missing
    return {one.id: _seats(one, taken.get(one.id, 0), left) for one in cohorts}


def people(session: Session, class_id: uuid.UUID) -> Sequence[Referral]:
    """Everybody ever referred to a class, whoever holds a seat first, by name."""
    return session.scalars(
        select(Referral)
        .join(Referral.seeker)
        .join(Seeker.person)
        .where(Referral.cohort_id == class_id)
        .options(
            contains_eager(Referral.seeker).contains_eager(Seeker.person).joinedload(Person.place)
        )
        .order_by(Referral.state.in_(HOLDING).desc(), Person.name, Referral.id)
    ).all()


def untold(session: Session, order_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """Class id -> how many people of a closed class of an order do not know it yet."""
    counted = (
        select(Cohort.id, func.count())
        .join(Referral, Referral.cohort_id == Cohort.id)
        .where(
            Cohort.order_id == order_id,
            Cohort.closed_on.is_not(None),
            Referral.state.in_(IN_CLASS),
        )
        .group_by(Cohort.id)
    )
    return {class_id: number for class_id, number in session.execute(counted)}


def open_class(
    session: Session,
    scope: Scope,
    order_id: uuid.UUID,
    plan: Plan,
    today: dt.date,
    now: dt.datetime,
) -> Cohort:
    """A new class for an order; raises ``TextOffends`` and ``PostingWrong``."""
    order = order_in(session, scope, order_id, lock=True)
    still_open(order)
    may_train(order.employer)
    _check(session, scope, order, plan)
    _check_first_day(plan.starts_on, today)
    found = Cohort(order_id=order.id, **vars(plan))
    session.add(found)
    record_row(session, "class.open", found, now, by=scope.account_id, detail=_size(found))
    return found


def change(
    session: Session,
    scope: Scope,
    class_id: uuid.UUID,
    plan: Plan,
    today: dt.date,
    now: dt.datetime,
) -> Cohort:
    """Another plan for a class; never fewer seats than are held, no other first day once begun."""
    found = class_in(session, scope, class_id, lock=True)
    _still_there(found)
    _check(session, scope, found.order, plan)
    if plan.starts_on != found.starts_on:
        still_open(found.order)
        if found.starts_on < today:
            raise PostingWrong("starts_on", Said("已经开班，开班日期不能再改。"))
        _check_first_day(plan.starts_on, today)
    held = seats(session, found.order, [found])[found.id].held
    if plan.seats < held:
        raise PostingWrong("seats", Said("已经有 %(held)d 人，名额不能再少。", held=held))
    for name, value in vars(plan).items():
        setattr(found, name, value)
    record_row(session, "class.change", found, now, by=scope.account_id, detail=_size(found))
    return found


def close(
    session: Session,
    scope: Scope,
    class_id: uuid.UUID,
    reason: str,
    today: dt.date,
    now: dt.datetime,
) -> Cohort:
    """Nobody is proposed any more; whoever is in it stays so until he has been told."""
    if reason not in CLOSING:
        raise PostingWrong("reason", Said("请选择原因。"))
    found = class_in(session, scope, class_id, lock=True)
    _still_there(found)
    found.closed_on, found.closed_for = today, reason
    record_row(session, "class.close", found, now, by=scope.account_id, why=reason)
    return found


def _lock(session: Session, class_id: uuid.UUID) -> None:
    order_id = select(Cohort.order_id).where(Cohort.id == class_id).scalar_subquery()
    for wanted in (
        select(TrainingOrder).where(TrainingOrder.id == order_id),
        select(Cohort).where(Cohort.id == class_id),
    ):
        locked = wanted.with_for_update().execution_options(populate_existing=True)
        session.scalars(locked).one_or_none()


def _seats(cohort: Cohort, held: int, left: int) -> Seats:
    free = max(0, min(cohort.seats - held, left))
    return Seats(held, free, max(0, cohort.least - held))


def _still_there(cohort: Cohort) -> None:
    if cohort.closed_on is not None:
        raise ClassClosed(Said("这个班已经停办，不能再改。要再开，请新开一个班。"))


def _check_first_day(day: dt.date, today: dt.date) -> None:
    if day < today:
        raise PostingWrong("starts_on", Said("开班日期不能早于今天。"))


def _check(session: Session, scope: Scope, order: TrainingOrder, plan: Plan) -> None:
    check_texts({name: getattr(plan, name) for name in CHECKED}, ())
    check_place(session, scope, plan.place_id)
    if plan.seats > order.headcount:
        raise PostingWrong("seats", Said("这个订单一共只要 %(n)d 人。", n=order.headcount))
    if plan.least > plan.seats:
        raise PostingWrong("least", Said("最少开班人数不能多于名额。"))
    if not readable(plan.timetable):
        raise PostingWrong(
            "timetable", Said("看不出几点上课。请写明钟点，例如“周一至周五 14:00-17:00”。")
        )


def _size(cohort: Cohort) -> dict[str, Any]:
    return {
        "seats": cohort.seats,
        "least": cohort.least,
        "starts_on": cohort.starts_on.isoformat(),
    }
