"""Days on which a resident's care rests: begun by an outcome or by staff, ended by themselves."""

import datetime as dt
import uuid
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.calling_off import call_off
from models.care.owed.refusals import PauseWrong
from models.care.owed.settling import excuse_all, rest
from models.care.owed.tables import CarePause, Obligation
from models.care.people import resident_in
from models.care.staff import staff_of
from models.care.tables import Visit
from models.notices.outbox import tell
from models.people.tables import Person, Resident
from models.places.tables import Place
from models.trail.log import record_row

REASONS = MappingProxyType(
    {
        "hospital": Said("住院"),
        "away": Said("外出"),
        "moved": Said("据报已搬走"),
        "deceased": Said("据报已去世"),
    }
)
# Those that staff begin, each with a last day; the others come from a visit.
BEGUN_BY_STAFF = ("hospital", "away")
WRONG = Said("请选原因，并填写今天以后、一年以内的日期。")
LONGEST = dt.timedelta(days=366)


def pause_of(session: Session, resident_id: uuid.UUID) -> CarePause | None:
    """The pause that is not ended."""
    wanted = select(CarePause).where(
        CarePause.resident_id == resident_id, CarePause.ended_at.is_(None)
    )
    return session.scalar(wanted)


def begin(
    session: Session,
    scope: Scope,
    resident_id: uuid.UUID,
    reason: str,
    until: dt.date,
    today: dt.date,
    now: dt.datetime,
) -> CarePause:
    """Let care rest up to and including a day, or change that day."""
    if reason not in BEGUN_BY_STAFF or not today <= until <= today + LONGEST:
        raise PauseWrong(WRONG)
    resident = resident_in(session, scope, resident_id)
    known = pause_of(session, resident_id)
    since = known.since if known is not None and known.reason == reason else today
    pause = rest(session, resident_id, reason, since, until, now, by=scope.account_id)
    _call_off(session, resident_id, now)
    record_row(session, "care.pause", resident, now, why=reason, **_who(scope, resident))
    return pause


def end(
    session: Session, scope: Scope, resident_id: uuid.UUID, today: dt.date, now: dt.datetime
) -> Resident:
    """Staff found out that visits are welcome again from today; they are opened anew."""
    resident = resident_in(session, scope, resident_id)
    pause = _standing(session, resident_id)
    pause.until = today - dt.timedelta(days=1)
    pause.ended_at, pause.ended_by = now, scope.account_id
    record_row(session, "care.resume", resident, now, why=pause.reason, **_who(scope, resident))
    session.flush()
    return resident


def confirm_gone(
    session: Session, scope: Scope, resident_id: uuid.UUID, now: dt.datetime
) -> Resident:
    """Staff found out that he has moved or died: nothing is owed to him any more."""
    resident = resident_in(session, scope, resident_id)
    pause = _standing(session, resident_id)
    if pause.reason in BEGUN_BY_STAFF:
        raise PauseWrong(Said("住院、外出的人会回来，不能停办。"))
    pause.ended_at, pause.ended_by = now, scope.account_id
    resident.active = False
    excuse_all(session, resident_id, pause.reason, now)
    _call_off(session, resident_id, now)
    record_row(session, "care.gone", resident, now, why=pause.reason, **_who(scope, resident))
    session.flush()
    return resident


def resume_due(
    session: Session, county_path: str, today: dt.date, now: dt.datetime
) -> Sequence[uuid.UUID]:
    """End the pauses whose last day is past and remind staff; returns the residents."""
    over = (
        select(CarePause)
        .join(Resident, Resident.id == CarePause.resident_id)
        .join(Person, Person.id == Resident.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(func.starts_with(Place.path, literal(county_path)))
        .where(CarePause.ended_at.is_(None), CarePause.until < today)
        .with_for_update(of=CarePause, skip_locked=True)
    )
    found = session.scalars(over).all()
    for pause in found:
        pause.ended_at = now
        said = Said("有一位服务对象的探访今天恢复，请先打电话问候，情况有变请改日期。")
        link = f"/care/residents/{pause.resident_id}"
        told = staff_of(session, pause.resident_id)
        tell(session, told, f"pause:{pause.id}:over", said, link, now)
    session.flush()
    return [pause.resident_id for pause in found]


def _standing(session: Session, resident_id: uuid.UUID) -> CarePause:
    pause = pause_of(session, resident_id)
    if pause is None:
        raise PauseWrong(Said("这位服务对象的探访没有暂停。"))
    return pause


def _call_off(session: Session, resident_id: uuid.UUID, now: dt.datetime) -> None:
    """Visits to him that nothing is owed for any more."""
    owed = select(Obligation.id).where(Obligation.visit_id == Visit.id, Obligation.state == "open")
    idle = select(Visit).where(
        Visit.resident_id == resident_id, Visit.state == "open", ~owed.exists()
    )
    for visit in session.scalars(idle.with_for_update(key_share=True)):
        call_off(session, visit, now)
    session.flush()


def _who(scope: Scope, resident: Resident) -> dict[str, Any]:
    return {"by": scope.account_id, "whose": resident.person_id}
