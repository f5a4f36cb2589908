"""Who is on duty for a place at a moment, setting and ending duties, and the hours nobody has."""

import datetime as dt
import uuid
from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import Select, func, literal, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from matcher.said import Said
from models.accounts.over import accounts_over
from models.accounts.scope import Scope, scope_of
from models.accounts.tables import Account
from models.care.board import LOOKERS
from models.care.days import SHANGHAI, civil_day
from models.places.tables import Place
from models.requests.clocks import Span
from models.requests.refusals import ShiftWrong
from models.requests.tables import DutyShift
from models.trail.log import record_row

SETTERS = ("administrator", "county", "town", "community")
PLACES = ("county", "town", "community")
DAY = dt.timedelta(days=1)
WEEK = 7


def on_duty(session: Session, path: str, now: dt.datetime) -> list[Account]:
    """Who is on duty at the nearest place above that has anybody on duty now."""
    for shifts in _nearest_first(session, path):
        found = [shift.account for shift in shifts if _runs(shift, now)]
        if found:
            return found
    return []


def duties_now(session: Session, now: dt.datetime) -> dict[str, list[Account]]:
    """Path of a place -> who is on duty there now; without those where nobody is."""
    found: dict[str, list[Account]] = {}
    # One that goes over midnight may have had its last day yesterday.
    for shift in session.scalars(_current(civil_day(now) - DAY)):
        if shift.account.status == "active" and _runs(shift, now):
            found.setdefault(shift.place.path, []).append(shift.account)
    return found


def shifts(session: Session, scope: Scope, today: dt.date) -> Sequence[DutyShift]:
    """The duties of one's own places that are not over, place by place."""
    wanted = (
        _current(today)
        .where(scope.within(SETTERS))
        .order_by(Place.path, DutyShift.begins, DutyShift.first_day, DutyShift.id)
    )
    return session.scalars(wanted).all()


def uncovered(session: Session, place: Place, today: dt.date) -> list[Span]:
    """The stretches of the seven days from today in which nobody is on duty here or above."""
    begin = dt.datetime.combine(today, dt.time(), SHANGHAI)
    spans = sorted(
        span
        for shifts in _nearest_first(session, place.path)
        for shift in shifts
        for number in range(-1, WEEK)
        for span in [_span(shift, today + number * DAY)]
        if span is not None
    )
    found: list[Span] = []
    at, end = begin, begin + WEEK * DAY
    for begins, ends in spans:
        if begins > at:
            found.append((at, min(begins, end)))
        at = max(at, ends)
    return found if at >= end else [*found, (at, end)]


def set_shift(
    session: Session,
    scope: Scope,
    place_id: uuid.UUID,
    account_id: uuid.UUID,
    weekdays: int,
    hours: tuple[dt.time, dt.time],
    days: tuple[dt.date, dt.date | None],
    now: dt.datetime,
) -> DutyShift:
    """Put somebody on duty; raises ``ShiftWrong``."""
    place, account = session.get(Place, place_id), session.get(Account, account_id)
    if place is None or place.kind not in PLACES or not scope.covers(place.path, SETTERS):
        raise ShiftWrong("place", Said("请选您管的社区、镇办或县。"))
    over = account is not None and scope_of(account).covers(place.path, LOOKERS)
    if account is None or account.status != "active" or not over:
        raise ShiftWrong("account", Said("值班的人要管得了整个地方，请选社区或上级的人员。"))
    if not weekdays:
        raise ShiftWrong("weekdays", Said("请选星期几。"))
    first, last = days
    if first < civil_day(now) or (last is not None and last < first):
        raise ShiftWrong("last_day", Said("日子要从今天起，先后不要写反。"))
    shift = DutyShift(
        place=place,
        account=account,
        weekdays=weekdays,
        begins=hours[0],
        ends=hours[1],
        first_day=first,
        last_day=last,
        set_by=scope.account_id,
        set_at=now,
    )
    session.add(shift)
    record_row(session, "request.duty_set", shift, now, by=scope.account_id)
    return shift


def end_shift(session: Session, scope: Scope, shift_id: uuid.UUID, now: dt.datetime) -> DutyShift:
    """Today is the last day; one that has not begun never does."""
    today = civil_day(now)
    found = session.scalar(_current(today).where(DutyShift.id == shift_id, scope.within(SETTERS)))
    if found is None:
        raise ShiftWrong("shift", Said("没有这个值班，或已经结束了。"))
    record_row(session, "request.duty_ended", found, now, by=scope.account_id)
    if found.first_day > today:
        session.delete(found)
    else:
        found.last_day = today
    return found


def places_of(session: Session, scope: Scope) -> Sequence[Place]:
    """The places one sets duties for, the widest first."""
    wanted = select(Place).where(scope.within(SETTERS), Place.kind.in_(PLACES))
    return session.scalars(wanted.order_by(Place.path)).all()


def candidates(session: Session, place: Place) -> Sequence[Account]:
    """Who may be put on duty for a place, by name."""
    over = accounts_over(session, place.path, LOOKERS)
    wanted = select(Account).where(Account.id.in_(over))
    return session.scalars(wanted.order_by(Account.name, Account.id)).all()


def _current(today: dt.date) -> Select[DutyShift]:
    lasts = or_(DutyShift.last_day.is_(None), DutyShift.last_day >= today)
    return (
        select(DutyShift)
        .join(DutyShift.place)
        .where(lasts)
        .options(contains_eager(DutyShift.place), joinedload(DutyShift.account))
    )


def _nearest_first(session: Session, path: str) -> list[list[DutyShift]]:
    """The duties of each place above, of active accounts, the nearest place first."""
    above = select(DutyShift).join(DutyShift.place).join(DutyShift.account)
    above = above.where(
        func.starts_with(literal(path), Place.path), Account.status == "active"
    ).options(contains_eager(DutyShift.place), contains_eager(DutyShift.account))
    found = session.scalars(above.order_by(Place.path.desc(), Account.name, DutyShift.id))
    return [list(shifts) for _path, shifts in groupby(found, key=lambda one: one.place.path)]


def _runs(shift: DutyShift, now: dt.datetime) -> bool:
    """Whether it runs now; one that goes over midnight began yesterday."""
    today = civil_day(now)
    spans = (_span(shift, day) for day in (today - DAY, today))
    return any(span is not None and span[0] <= now < span[1] for span in spans)


def _span(shift: DutyShift, day: dt.date) -> Span | None:
    """From when to when it runs if it begins on a day; None where it does not."""
    lasts = shift.first_day <= day and (shift.last_day is None or day <= shift.last_day)
    if not lasts or not shift.weekdays >> day.weekday() & 1:
        return None
    over = DAY if shift.ends <= shift.begins else dt.timedelta(0)
    return (
        dt.datetime.combine(day, shift.begins, SHANGHAI),
        dt.datetime.combine(day + over, shift.ends, SHANGHAI),
    )
