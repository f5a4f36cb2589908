"""What runs in somebody's name, and handing it on, so that it goes not with him."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.accounts.tables import Account
from models.care import claims
from models.care.days import civil_day
from models.care.owed.recipients import recipient_for
from models.care.owed.tables import CaseRecipient, RestrictedCase
from models.care.tables import Claim
from models.employment.seeking.helping import reassign
from models.employment.seeking.tables import SeekerHelp
from models.people.tables import Helper, Resident, Seeker
from models.requests import duty, life
from models.requests.tables import DutyShift, Request
from models.requests.who import actor
from models.trail.log import record_row

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Running:
    """One kind of duty and how many; ``named``: they go to whoever is named."""

    said: Said
    number: int
    named: bool


def running(session: Session, account: Account, today: dt.date) -> list[Running]:
    """What runs in the name of an account now; kinds of which there is nothing are left out.

    Restricted cases are not told of: that there is one is for its recipient alone.
    """
    kinds = (
        (Said("手里正办的诉求"), _requests(account.id), True),
        (Said("做帮扶责任人的就业困难人员"), _helped(account.id), True),
        (Said("没有结束的值班"), _shifts(account.id, today), True),
        (Said("认领了还没有去的探访"), _claims(account, today), False),
    )
    counted = [
        Running(said, session.scalar(_number(wanted)) or 0, named) for said, wanted, named in kinds
    ]
    return [one for one in counted if one.number]


def hand_on(
    session: Session, scope: Scope, account: Account, to: Account | None, now: dt.datetime
) -> None:
    """Everything that runs goes to the account named, or nothing does: raises what refuses it.

    Visits go to nobody in particular: a place is free again at once, and nobody is put into it.
    """
    today = civil_day(now)
    if to is not None:
        _hand_requests(session, scope, account.id, to.id, now)
        _hand_helped(session, scope, account.id, to.id, now)
        _hand_shifts(session, scope, account.id, to.id, now)
    for claim_id in session.scalars(_claims(account, today)).all():
        claims.withdraw(session, claim_id, "other", now, by=scope.account_id)


def pass_cases(session: Session, scope: Scope, account_id: uuid.UUID, now: dt.datetime) -> None:
    """What only he could read goes to the recipient next in line; he is named for no place more.

    Called once the account is closed, so that it is nobody's next in line itself.
    """
    today = civil_day(now)
    ends = or_(CaseRecipient.effective_to.is_(None), CaseRecipient.effective_to >= today)
    named = select(CaseRecipient).where(CaseRecipient.account_id == account_id, ends)
    for one in session.scalars(named).all():
        one.effective_to = today - DAY
    session.flush()
    open_ones = select(RestrictedCase).where(
        RestrictedCase.recipient_id == account_id, RestrictedCase.closed_at.is_(None)
    )
    for case in session.scalars(open_ones.order_by(RestrictedCase.id)).all():
        resident = session.get_one(Resident, case.resident_id)
        case.recipient_id = recipient_for(session, resident, case.suspect, case.writer_id, today)
        record_row(session, "care.case_passed", case, now, by=scope.account_id)


def _hand_requests(
    session: Session, scope: Scope, from_id: uuid.UUID, to_id: uuid.UUID, now: dt.datetime
) -> None:
    for request_id in session.scalars(_requests(from_id)).all():
        request = life.loaded(session, request_id, lock=True)
        if request is not None and request.handler_id == from_id:
            by = actor(session, scope, request)
            life.step(session, request, by, life.Asked("send", to=to_id), now)


def _hand_helped(
    session: Session, scope: Scope, from_id: uuid.UUID, to_id: uuid.UUID, now: dt.datetime
) -> None:
    if session.scalar(_number(_helped(from_id))):
        reassign(session, scope, from_id, to_id, now)


def _hand_shifts(
    session: Session, scope: Scope, from_id: uuid.UUID, to_id: uuid.UUID, now: dt.datetime
) -> None:
    """The same hours from today on; what he had ends today."""
    today = civil_day(now)
    for shift in _found(session, from_id, today):
        hours = (shift.begins, shift.ends)
        days = (max(shift.first_day, today), shift.last_day)
        place, weekdays = shift.place_id, shift.weekdays
        duty.end_shift(session, scope, shift.id, now)
        duty.set_shift(session, scope, place, to_id, weekdays, hours, days, now)


def _found(session: Session, account_id: uuid.UUID, today: dt.date) -> Sequence[DutyShift]:
    wanted = select(DutyShift).where(DutyShift.id.in_(_shifts(account_id, today)))
    loaded = wanted.options(joinedload(DutyShift.place)).order_by(DutyShift.id)
    return session.scalars(loaded).all()


def _requests(account_id: uuid.UUID) -> Select[uuid.UUID]:
    mine = select(Request.id).where(Request.handler_id == account_id, Request.state == "sent")
    return mine.order_by(Request.id)


def _helped(account_id: uuid.UUID) -> Select[uuid.UUID]:
    mine = select(SeekerHelp.seeker_id).join(Seeker, Seeker.id == SeekerHelp.seeker_id)
    return mine.where(SeekerHelp.officer_id == account_id, Seeker.active)


def _shifts(account_id: uuid.UUID, today: dt.date) -> Select[uuid.UUID]:
    lasts = or_(DutyShift.last_day.is_(None), DutyShift.last_day >= today)
    return select(DutyShift.id).where(DutyShift.account_id == account_id, lasts)


def _claims(account: Account, today: dt.date) -> Select[uuid.UUID]:
    mine = select(Claim.id).join(Helper, Helper.id == Claim.helper_id)
    ahead = mine.where(
        Helper.person_id == account.person_id, Claim.state == "claimed", Claim.day >= today
    )
    return ahead.order_by(Claim.visit_id)


def _number(wanted: Select[uuid.UUID]) -> Select[int]:
    return select(func.count()).select_from(wanted.order_by(None).subquery())
