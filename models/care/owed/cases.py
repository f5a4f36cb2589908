"""Suspected harm to a child or an elder (强制报告): one reader, no trace anywhere else.

The writer gets his confirmation and no more. The case stands in no list, file, search or page of
the resident, and its lines in the trail name no person.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.care.days import civil_day
from models.care.owed.recipients import recipient_for
from models.care.owed.refusals import CaseUnknown, CaseWrong
from models.care.owed.tables import CaseStep, RestrictedCase
from models.care.tables import Visit
from models.notices.outbox import tell
from models.people.tables import Person, Resident
from models.trail.log import record_row

# What the recipient has to do, and within how long after the case was opened.
STEPS = MappingProxyType(
    {
        "safe": (Said("确认人现在安全；有危险先拨 110、120"), dt.timedelta(hours=1)),
        "reported": (Said("向公安机关报案"), dt.timedelta(hours=6)),
        "civil": (Said("告诉民政部门（老人）或未成年人保护部门"), dt.timedelta(hours=24)),
        "seen": (Said("由专业人员上门核实"), dt.timedelta(hours=48)),
        "settled": (Said("定下以后谁照看、怎么保护"), dt.timedelta(days=7)),
    }
)


def open_case(
    session: Session,
    visit: Visit,
    content: str,
    suspect: str | None,
    now: dt.datetime,
    *,
    by: uuid.UUID,
) -> RestrictedCase:
    """Hand a suspicion to its recipient, and tell him that there is something, not what."""
    if not content.strip():
        raise CaseWrong(Said("请写下看到或听到了什么，哪怕只有一句话。"))
    resident = session.get_one(Resident, visit.resident_id)
    case = RestrictedCase(
        resident_id=resident.id,
        recipient_id=recipient_for(session, resident, suspect, by, civil_day(now)),
        writer_id=by,
        content=content,
        suspect=suspect,
        opened_at=now,
    )
    session.add(case)
    session.flush()
    said = Said("有一件只能由您处理的急事，请马上打开。")
    tell(session, [case.recipient_id], f"case:{case.id}", said, f"/care/cases/{case.id}", now)
    record_row(session, "care.case.open", case, now, by=by)
    return case


def cases_for(session: Session, account_id: uuid.UUID) -> Sequence[RestrictedCase]:
    """The cases one account receives, open ones first."""
    mine = select(RestrictedCase).where(RestrictedCase.recipient_id == account_id)
    query = mine.order_by(RestrictedCase.closed_at.desc().nulls_first(), RestrictedCase.opened_at)
    return session.scalars(query).all()


def look(
    session: Session, account_id: uuid.UUID, case_id: uuid.UUID, now: dt.datetime
) -> tuple[RestrictedCase, Resident]:
    """A case with whom it is about, for its recipient; each look leaves a line."""
    case = _mine(session, account_id, case_id)
    about = select(Resident).where(Resident.id == case.resident_id)
    resident = session.scalars(
        about.options(joinedload(Resident.person).joinedload(Person.place))
    ).one()
    record_row(session, "care.case.look", case, now, by=account_id)
    return case, resident


def steps_of(session: Session, case: RestrictedCase) -> dict[str, CaseStep]:
    """What was done, by step."""
    done = select(CaseStep).where(CaseStep.case_id == case.id)
    return {step.step: step for step in session.scalars(done)}


def do_step(
    session: Session,
    account_id: uuid.UUID,
    case_id: uuid.UUID,
    step: str,
    note: str | None,
    now: dt.datetime,
) -> RestrictedCase:
    """Enter a step; the case is closed once all are done."""
    case = _mine(session, account_id, case_id)
    done = steps_of(session, case)
    if step not in STEPS or step in done:
        raise CaseWrong(Said("这一步已经记过，或不在步骤里。"))
    session.add(CaseStep(case_id=case.id, step=step, note=note, done_at=now))
    if len(done) + 1 == len(STEPS):
        case.closed_at = now
    session.flush()
    record_row(session, "care.case.step", case, now, by=account_id)
    return case


def _mine(session: Session, account_id: uuid.UUID, case_id: uuid.UUID) -> RestrictedCase:
    case = session.get(RestrictedCase, case_id)
    if case is None or case.recipient_id != account_id:
        raise CaseUnknown(Said("没有这样的内容。"))
    return case
