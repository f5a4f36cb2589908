"""A seeker who has to care for somebody: entered, the care market asked, and ended.

The care side learns that the employment station asks, never that somebody would work: that is
nobody's business who comes to help.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.bridge.refusals import DutyUnknown, DutyWrong
from models.bridge.tables import CONSENTS, CareDuty
from models.care.owed.careplan import (
    FROM_STATION,
    LONGEST,
    WHOLE_WEEK,
    Asked,
    close_need,
    open_need,
    standing,
)
from models.care.owed.settling import hold_visits
from models.care.pair import county_of
from models.care.visits import open_due
from models.employment.people import seeker_in
from models.employment.seeking.refusals import SeekerOver
from models.people.identity import age
from models.people.tables import Person, Resident, Seeker
from models.places.tables import Place
from models.trail.log import record_row

# The services that stay with somebody while another is away.
FREEING = ("company", "daily_care", "nursing", "tutoring", "clinic", "errands")
ADULT = 18


@dataclass(frozen=True)
class Given:
    """A duty as it is entered; ``whom`` a resident, or nobody named; ``name`` of one elsewhere."""

    kind: str
    week: int
    every_days: int
    until: dt.date | None
    whom: uuid.UUID | None = None
    name: str | None = None


def cared_for(session: Session, seeker: Seeker) -> Sequence[Resident]:
    """Residents who live with a seeker and are served; who is sheltered is not told of.

    Where no door is known, nobody.
    """
    door = seeker.person.household
    if door is None:
        return []
    wanted = (
        select(Resident)
        .join(Resident.person)
        .where(
            Resident.active,
            Resident.person_id != seeker.person_id,
            Person.household == door,
            ~Person.address_suppressed,
        )
        .options(joinedload(Resident.person))
    )
    return session.scalars(wanted.order_by(Person.name, Resident.id)).all()


def duties_of(session: Session, seeker_id: uuid.UUID) -> Sequence[CareDuty]:
    """Duties that have not ended, the first entered first."""
    wanted = select(CareDuty).where(CareDuty.seeker_id == seeker_id, CareDuty.ended_on.is_(None))
    along = joinedload(CareDuty.resident).joinedload(Resident.person)
    loaded = wanted.options(along, joinedload(CareDuty.need)).order_by(CareDuty.id)
    return session.scalars(loaded).all()


def enter(
    session: Session,
    scope: Scope,
    seeker_id: uuid.UUID,
    given: Given,
    today: dt.date,
    now: dt.datetime,
) -> CareDuty:
    """Note whom a seeker has to care for; asks nobody yet.

    Raises ``DutyWrong``, and ``SeekerOver`` where he is registered no more.
    """
    seeker = seeker_in(session, scope, seeker_id, lock=True)
    _still_registered(seeker)
    if given.kind not in FREEING:
        raise DutyWrong("service", Said("请选一项服务。"))
    if not given.week % WHOLE_WEEK:
        raise DutyWrong("parts", Said("请至少选一个要有人替的时段。"))
    if given.until is not None and given.until < today:
        raise DutyWrong("until", Said("最后一天不能早于今天。"))
    if not 1 <= given.every_days <= LONGEST:
        raise DutyWrong("every_days", Said("隔几天一次，请填 1 到 366。"))
    duty = CareDuty(
        seeker_id=seeker_id,
        resident_id=_whom(session, seeker, given),
        kind=given.kind,
        week=given.week % WHOLE_WEEK,
        every_days=given.every_days,
        until=given.until,
        entered_at=now,
        entered_by=scope.account_id,
    )
    session.add(duty)
    record_row(session, "bridge.duty", duty, now, by=scope.account_id, whose=seeker.person_id)
    return duty


def ask(
    session: Session,
    scope: Scope,
    seeker_id: uuid.UUID,
    duty_id: uuid.UUID,
    consent: str,
    today: dt.date,
    now: dt.datetime,
) -> uuid.UUID:
    """Open the need that would free the seeker; returns the county to be matched again.

    Raises as ``enter`` does.
    """
    duty = _duty(session, scope, seeker_id, duty_id)
    _still_registered(duty.seeker)
    resident = duty.resident
    if resident is None:
        raise DutyWrong("", Said("还没有写明照顾的是谁。请先登记成服务对象，再重新填这一项。"))
    # Of somebody sheltered nobody learns more than of somebody who is served no more.
    if not resident.active or resident.person.address_suppressed:
        raise DutyWrong("", Said("这个人现在不能由照护市场上门，请先和社区核实。"))
    minor = resident.person.born_on is not None and age(resident.person.born_on, today) < ADULT
    if consent not in CONSENTS or (minor and consent == "own"):
        raise DutyWrong("consent", Said("请先问过被照顾的人（未成年人问监护人），再选是谁同意的。"))
    hold_visits(session, resident.id)
    _not_asked_yet(session, duty)
    wanted = Asked(duty.kind, False, None, None, duty.every_days, 1, None, duty.week)
    by = scope.account_id
    need = open_need(session, resident, wanted, FROM_STATION, today, now, by=by)
    duty.need, duty.consent, duty.asked_at, duty.asked_by = need, consent, now, by
    record_row(session, "bridge.asked", duty, now, by=by, whose=resident.person_id, why=consent)
    return _follow(session, resident, today, now)


def end(
    session: Session,
    scope: Scope,
    seeker_id: uuid.UUID,
    duty_id: uuid.UUID,
    today: dt.date,
    now: dt.datetime,
) -> uuid.UUID | None:
    """The duty is over, and with it what was asked for; returns the county to be matched again."""
    return _end(session, _duty(session, scope, seeker_id, duty_id), today, now, scope.account_id)


def overdue(session: Session, today: dt.date) -> Sequence[uuid.UUID]:
    """The duties whose last day has passed."""
    over = select(CareDuty.id).where(CareDuty.ended_on.is_(None), CareDuty.until < today)
    return session.scalars(over.order_by(CareDuty.id)).all()


def end_overdue(
    session: Session, duty_id: uuid.UUID, today: dt.date, now: dt.datetime
) -> uuid.UUID | None:
    """End one of ``overdue``, unless somebody has meanwhile; returns the county to match again.

    A transaction each: of two households held at once another change may wait for the first.
    """
    duty = _loaded(session, duty_id)
    if duty is None or duty.ended_on is not None:
        return None
    return _end(session, duty, today, now, None)


def end_all(
    session: Session, seeker_id: uuid.UUID, today: dt.date, now: dt.datetime, *, by: uuid.UUID
) -> None:
    """A locked seeker is registered no more: every duty ends, and what was asked for it.

    All duties are locked before the visits of any household, and these in one order before what
    follows for the first, so that no two changes cross.
    """
    going = select(CareDuty.id).where(CareDuty.seeker_id == seeker_id, CareDuty.ended_on.is_(None))
    held = session.scalars(going.order_by(CareDuty.id).with_for_update()).all()
    asked = (
        select(Resident.id)
        .select_from(CareDuty)
        .join(CareDuty.resident)
        .join(Resident.person)
        .where(CareDuty.id.in_(held), CareDuty.need_id.is_not(None))
        .order_by(Person.household, Resident.id)
    )
    for resident_id in session.scalars(asked).all():
        hold_visits(session, resident_id)
    for duty_id in held:
        duty = _loaded(session, duty_id)
        assert duty is not None
        _end(session, duty, today, now, by)


def _end(
    session: Session, duty: CareDuty, today: dt.date, now: dt.datetime, by: uuid.UUID | None
) -> uuid.UUID | None:
    duty.ended_on = today
    record_row(session, "bridge.duty_ended", duty, now, by=by, whose=duty.seeker.person_id)
    if duty.need is None or duty.resident is None:
        return None
    hold_visits(session, duty.resident.id)
    session.refresh(duty.need, with_for_update={"key_share": True})
    if duty.need.closed_on is not None:
        return None
    close_need(session, duty.resident, duty.need, today, now, by=by)
    return _follow(session, duty.resident, today, now)


def _still_registered(seeker: Seeker) -> None:
    if not seeker.active:
        raise SeekerOver(Said("此人已不在求职登记中。"))


def _whom(session: Session, seeker: Seeker, given: Given) -> uuid.UUID | None:
    """The resident meant: one of the household, or the only one of that name in the community."""
    if given.name:
        path = seeker.person.place.path
        community = select(Place.path).where(
            Place.kind == "community", func.starts_with(literal(path), Place.path)
        )
        named = (
            select(Resident.id)
            .join(Resident.person)
            .join(Person.place)
            .where(
                Resident.active,
                Person.name == given.name,
                ~Person.address_suppressed,
                func.starts_with(Place.path, community.scalar_subquery()),
            )
        )
        found = session.scalars(named.limit(2)).all()
        if len(found) != 1:
            raise DutyWrong("name", Said("本社区没有这位服务对象，或有同名的，请先和社区核实。"))
        return found[0]
    if given.whom is not None and given.whom not in {one.id for one in cared_for(session, seeker)}:
        raise DutyWrong("whom", Said("请从列表中选择。"))
    return given.whom


def _not_asked_yet(session: Session, duty: CareDuty) -> None:
    assert duty.resident_id is not None
    if duty.need is not None and duty.need.closed_on is None:
        raise DutyWrong("", Said("已经向照护市场提出过了。"))
    if standing(session, duty.resident_id, duty.kind):
        raise DutyWrong(
            "", Said("这个人的照护计划里已有这项服务，没有重复提出。要加时间，请和社区商量。")
        )


def _duty(session: Session, scope: Scope, seeker_id: uuid.UUID, duty_id: uuid.UUID) -> CareDuty:
    """A duty of a seeker within the scope that goes on; the seeker is locked."""
    seeker_in(session, scope, seeker_id, lock=True)
    duty = _loaded(session, duty_id)
    if duty is None or duty.seeker_id != seeker_id or duty.ended_on is not None:
        raise DutyUnknown(Said("这项照料已经结束，或不是这个人的。"))
    return duty


def _loaded(session: Session, duty_id: uuid.UUID) -> CareDuty | None:
    along = joinedload(CareDuty.resident).joinedload(Resident.person)
    return session.scalar(
        select(CareDuty)
        .where(CareDuty.id == duty_id)
        .options(along, joinedload(CareDuty.need), joinedload(CareDuty.seeker))
        .with_for_update(of=CareDuty)
        .execution_options(populate_existing=True)
    )


def _follow(session: Session, resident: Resident, today: dt.date, now: dt.datetime) -> uuid.UUID:
    county = county_of(session, resident.person_id)
    open_due(session, county, today, now, [resident.id])
    return county
