"""A risk a visitor noticed: the tier rises at once, staff hear of it, a visit is owed by tomorrow.

高风险: within 24 hours of a major change (published by one county).
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.care.urgency import HIGH_RISK
from matcher.said import Said
from models.accounts.scope import Scope
from models.care import service_kinds
from models.care.days import civil_day
from models.care.owed.policies import CHECK
from models.care.owed.refusals import FlagHandled
from models.care.owed.tables import Obligation, RiskFlag
from models.care.owed.tiering import place
from models.care.people import resident_in
from models.care.staff import staff_of
from models.care.tables import ServiceKind, Visit
from models.care.tiers import tier
from models.notices.outbox import tell
from models.people.tables import Resident
from models.trail.log import record_row

SIGNS = MappingProxyType(
    {
        "fall": Said("摔倒了，或走不动了"),
        "ill": Said("病重了，或没按时吃药"),
        "hungry": Said("没吃的，没喝的，屋里太冷或太热"),
        "danger": Said("煤气、电线、漏水等，屋里不安全"),
        "despair": Said("情绪很低，说不想活"),
        "alone": Said("平时照顾的人不在了"),
    }
)
# Danger to life, or harm already done: somebody else has to act within minutes, not by tomorrow.
SEVERE = frozenset({"fall", "danger", "despair"})
RAISED = Said("走访时发现风险")


def raise_flag(
    session: Session,
    visit: Visit,
    claim_id: uuid.UUID | None,
    signs: Sequence[str],
    note: str | None,
    now: dt.datetime,
    *,
    by: uuid.UUID,
) -> RiskFlag:
    """Enter what was noticed at a visit, with all that follows; raises ``FlagHandled`` if empty."""
    if not signs or not set(signs) <= set(SIGNS):
        raise FlagHandled(Said("请从列表中选出看到的情况。"))
    flag = RiskFlag(
        resident_id=visit.resident_id,
        claim_id=claim_id,
        signs=list(signs),
        note=note,
        raised_at=now,
        raised_by=by,
    )
    session.add(flag)
    session.flush()
    resident = session.get_one(Resident, visit.resident_id)
    if tier(resident.categories, resident.tier) != HIGH_RISK:
        place(session, resident, HIGH_RISK, str(RAISED), now, by=by, flag_id=flag.id)
    _visit_at_once(session, flag, resident, visit.week, now)
    said = Said("有一位服务对象需要马上关注：走访时发现风险，请今天联系，明天以前上门。")
    link = f"/care/residents/{resident.id}"
    tell(session, staff_of(session, resident.id), f"flag:{flag.id}", said, link, now)
    return flag


def handle(
    session: Session, scope: Scope, flag_id: uuid.UUID, how: str, now: dt.datetime
) -> RiskFlag:
    """Staff say what was done about a flag; the tier stays until they lower it themselves."""
    flag = session.get(RiskFlag, flag_id, with_for_update={"key_share": True})
    if flag is None or flag.handled_at is not None or not how.strip():
        raise FlagHandled(Said("请写明做了什么；别人已经处理过的，不用再填。"))
    resident = resident_in(session, scope, flag.resident_id)
    flag.handled_at, flag.handled_by, flag.handled_how = now, scope.account_id, how
    record_row(session, "care.flag", flag, now, by=scope.account_id, whose=resident.person_id)
    return flag


def flags_of(session: Session, resident_id: uuid.UUID) -> Sequence[RiskFlag]:
    """Every flag about a resident, newest first."""
    wanted = select(RiskFlag).where(RiskFlag.resident_id == resident_id)
    return session.scalars(wanted.order_by(RiskFlag.raised_at.desc())).all()


def _visit_at_once(
    session: Session, flag: RiskFlag, resident: Resident, week: int, now: dt.datetime
) -> None:
    """A visit of its own, not planned with others: it waits for nobody."""
    if session.get(ServiceKind, CHECK) is None:
        service_kinds.seed(session)
    today = civil_day(now)
    window = {"window_from": today, "window_to": today + dt.timedelta(days=1)}
    visit = Visit(
        resident_id=resident.id,
        kinds=[CHECK],
        week=resident.week or week,
        opened_at=now,
        **window,
    )
    session.add(visit)
    session.flush()
    session.add(
        Obligation(
            resident_id=resident.id,
            kind=CHECK,
            origin=f"flag:{flag.id}",
            flag_id=flag.id,
            visit_id=visit.id,
            owed_since=window["window_to"],
            opened_at=now,
            **window,
        )
    )
    session.flush()
