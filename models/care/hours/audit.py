"""The monthly random audit: a stated share of the hours credited, drawn by lot, called back."""

import datetime as dt
import math
import random
import uuid

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.days import SHANGHAI
from models.care.hours.crediting import note, prove
from models.care.hours.refusals import HoursSettled, HoursUnknown, HoursWrong
from models.care.hours.signing import LOOKERS, SIGNERS, check_second_person, query, said_reason
from models.care.hours.tables import CALL_RESULTS, HoursAudit, ServiceHours
from models.people.tables import Helper
from models.places.tables import Place

SHARE = 0.05
LEAST = 5


def month_before(day: dt.date) -> dt.date:
    """The first day of the month before the one of ``day``."""
    return (day.replace(day=1) - dt.timedelta(days=1)).replace(day=1)


def draw(session: Session, county_id: uuid.UUID, month: dt.date, now: dt.datetime) -> int:
    """Draw the list of ``month`` (its first day) for a county, once; returns how many are on it.

    The lot is cast by county and month alone, so that nobody can draw until it suits him.
    """
    county = session.get_one(Place, county_id, with_for_update={"key_share": True})
    drawn = select(HoursAudit.id).where(
        HoursAudit.month == month, HoursAudit.county_id == county_id
    )
    if session.scalar(drawn.limit(1)) is not None:
        return 0
    ids = session.scalars(_credited(county.path, month)).all()
    wanted = min(len(ids), max(LEAST, math.ceil(len(ids) * SHARE)))
    chosen = random.Random(f"{county_id}:{month}").sample(ids, wanted)
    rows = [
        {"month": month, "county_id": county_id, "hours_id": one, "drawn_at": now} for one in chosen
    ]
    if rows:
        session.execute(insert(HoursAudit).values(rows).on_conflict_do_nothing())
    return len(rows)


def called(
    session: Session,
    scope: Scope,
    audit_id: uuid.UUID,
    result: str,
    reason: str,
    now: dt.datetime,
) -> HoursAudit:
    """Staff called the person served: it was so, it was not so, or nobody answered.

    Confirmed raises the evidence to a call back; denied questions the hours (with a reason); who
    could not be reached may be called again.
    """
    if result not in CALL_RESULTS:
        raise HoursWrong(Said("请选一个回访结果。"))
    if result == "denied":
        said_reason(reason)
    drawn = session.get(HoursAudit, audit_id, with_for_update=True)
    hours = None if drawn is None else _hours(session, scope, drawn)
    if drawn is None or hours is None:
        raise HoursUnknown(Said("抽查名单里没有这一条。"))
    if drawn.result in ("confirmed", "denied"):
        raise HoursSettled(Said("这一条已经回访过了。"))
    check_second_person(session, scope, hours)
    drawn.result, drawn.called_by, drawn.called_at = result, scope.account_id, now
    if result == "confirmed":
        prove(session, hours, "call_back", scope.account_id, now)
    if result == "denied":
        query(session, scope, hours.id, reason, now)
    else:
        note(session, hours, "called", scope.account_id, now)
    return drawn


def audited(scope: Scope, month: dt.date) -> Select[HoursAudit]:
    """The list of a month within the scope, those still to be called first."""
    hours = joinedload(HoursAudit.hours)
    return (
        select(HoursAudit)
        .join(ServiceHours, ServiceHours.id == HoursAudit.hours_id)
        .join(Place, Place.id == ServiceHours.place_id)
        .where(HoursAudit.month == month, scope.within(LOOKERS))
        .options(
            hours.joinedload(ServiceHours.helper).joinedload(Helper.person),
            hours.joinedload(ServiceHours.place),
        )
        .order_by(HoursAudit.result.nulls_first(), HoursAudit.id)
    )


def _hours(session: Session, scope: Scope, drawn: HoursAudit) -> ServiceHours | None:
    return session.scalar(
        select(ServiceHours)
        .join(Place, Place.id == ServiceHours.place_id)
        .where(ServiceHours.id == drawn.hours_id, scope.within(SIGNERS))
        .with_for_update(of=ServiceHours)
    )


def _credited(path: str, month: dt.date) -> Select[uuid.UUID]:
    first = dt.datetime.combine(month, dt.time(), SHANGHAI)
    after = dt.datetime.combine((month + dt.timedelta(days=32)).replace(day=1), dt.time(), SHANGHAI)
    return (
        select(ServiceHours.id)
        .join(Place, Place.id == ServiceHours.place_id)
        .where(
            ServiceHours.state == "credited",
            ServiceHours.began_at >= first,
            ServiceHours.began_at < after,
            Place.path.startswith(path, autoescape=True),
        )
        .order_by(ServiceHours.id)
    )
