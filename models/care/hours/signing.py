"""The second person who answers for hours: staff who took the word, or the helper himself."""

import datetime as dt
import uuid
from types import MappingProxyType

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.roles import GRID
from models.accounts.scope import Scope
from models.accounts.tables import Account
from models.care.hours.crediting import note
from models.care.hours.refusals import HoursSettled, HoursUnknown, HoursWrong, NotYoursToSign
from models.care.hours.tables import ServiceHours
from models.care.tables import EVIDENCE
from models.people.tables import Helper, Person
from models.places.tables import Place

# An administrator credits nothing: he could open both accounts himself.
SIGNERS = ("county", "town", "community", *GRID)
LOOKERS = ("administrator", *SIGNERS)
GRADES = MappingProxyType(
    {
        "none": Said("还没有凭证"),
        "word": Said("服务对象说去过"),
        "organiser": Said("组织者确认"),
        "call_back": Said("电话回访确认"),
        "door_qr": Said("门口扫码"),
        "code": Said("一次性验证码"),
    }
)
BY_HAND = ("word", "organiser", "call_back")


def hours_in(
    session: Session, scope: Scope, hours_id: uuid.UUID, roles: tuple[str, ...]
) -> ServiceHours:
    """Hours served within the scope that is held in one of ``roles``; the row is locked."""
    found = session.scalar(
        select(ServiceHours)
        .join(Place, Place.id == ServiceHours.place_id)
        .where(ServiceHours.id == hours_id, scope.within(roles))
        .with_for_update(of=ServiceHours)
    )
    if found is None:
        raise HoursUnknown(Said("您所管的地方没有这条工时。"))
    return found


def sign(
    session: Session, scope: Scope, hours_id: uuid.UUID, evidence: str, now: dt.datetime
) -> ServiceHours:
    """Staff answer for hours that wait, saying how they know; then they count."""
    if evidence not in BY_HAND:
        raise HoursWrong(Said("请选一项：您是怎么知道这次服务的。"))
    hours = hours_in(session, scope, hours_id, SIGNERS)
    check_second_person(session, scope, hours)
    _check_waiting(hours)
    if EVIDENCE.index(evidence) > EVIDENCE.index(hours.evidence):
        hours.evidence = evidence
    _sign(session, hours, scope, now)
    return hours


def confirm(session: Session, scope: Scope, hours_id: uuid.UUID, now: dt.datetime) -> ServiceHours:
    """A helper says that what somebody else entered for him, on a resident's word, is right."""
    hours = own_hours(session, scope, hours_id)
    _check_waiting(hours)
    if not may_confirm(hours, scope.account_id):
        raise NotYoursToSign(Said("这条工时要由社区工作人员或网格员签认，您自己不能签认。"))
    _sign(session, hours, scope, now)
    return hours


def may_confirm(hours: ServiceHours, account_id: uuid.UUID) -> bool:
    """Whether the helper's own word is the one that is missing."""
    other = hours.entered_by != account_id
    return hours.state == "pending" and other and hours.evidence != "none" and not hours.late


def query(
    session: Session, scope: Scope, hours_id: uuid.UUID, reason: str, now: dt.datetime
) -> ServiceHours:
    """Staff asked and it was not so: the hours stop counting until somebody has decided."""
    why = said_reason(reason)
    hours = hours_in(session, scope, hours_id, SIGNERS)
    if hours.state not in ("pending", "credited"):
        raise HoursSettled(Said("这条工时已经处理过，请刷新后再看。"))
    hours.state = "queried"
    note(session, hours, "queried", scope.account_id, now, why)
    return hours


def waiting(scope: Scope) -> Select[ServiceHours]:
    """Hours within the scope that wait for a second person, oldest first."""
    people = joinedload(ServiceHours.helper).joinedload(Helper.person)
    return (
        select(ServiceHours)
        .join(Place, Place.id == ServiceHours.place_id)
        .where(ServiceHours.state == "pending", scope.within(LOOKERS))
        .options(people, joinedload(ServiceHours.place))
        .order_by(ServiceHours.began_at, ServiceHours.id)
    )


def own_hours(session: Session, scope: Scope, hours_id: uuid.UUID) -> ServiceHours:
    """One's own hours, locked; nobody else's are found."""
    mine = (
        select(ServiceHours)
        .join(Helper, Helper.id == ServiceHours.helper_id)
        .where(ServiceHours.id == hours_id, Helper.person_id == scope.person_id)
        .with_for_update(of=ServiceHours)
    )
    found = session.scalar(mine)
    if found is None:
        raise HoursUnknown(Said("没有找到这条工时。"))
    return found


def check_second_person(session: Session, scope: Scope, hours: ServiceHours) -> None:
    """Neither who wrote the hours down nor who served them, on whatever account."""
    served = session.scalars(
        select(Person.id)
        .join(Helper, Helper.person_id == Person.id)
        .where(Helper.id == hours.helper_id)
    ).one()
    writer = session.get_one(Account, hours.entered_by).person_id
    mine = scope.person_id is not None and scope.person_id in (served, writer)
    if mine or scope.account_id == hours.entered_by:
        raise NotYoursToSign(Said("这条工时是您服务或填报的，要由另一个人签认。"))


def said_reason(reason: str) -> str:
    """The reason given, in the person's own words."""
    if not reason.strip():
        raise HoursWrong(Said("请写明原因。"))
    return reason.strip()


def _check_waiting(hours: ServiceHours) -> None:
    if hours.state != "pending":
        raise HoursSettled(Said("这条工时已经处理过，请刷新后再看。"))


def _sign(session: Session, hours: ServiceHours, scope: Scope, now: dt.datetime) -> None:
    hours.state, hours.signed_by, hours.signed_at = "credited", scope.account_id, now
    note(session, hours, "signed", scope.account_id, now)
