"""A resident's care plan: what is needed, how, by whom; a change ends a need and opens the next."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.owed.licences import NAMES
from models.care.owed.refusals import PlanWrong
from models.care.people import resident_in
from models.care.tables import Need, ServiceKind
from models.people.tables import CODE_TO, Resident
from models.trail.log import record_row

FROM_PLAN = "plan"
# The employment station asked for it; why is not the business of those who serve.
FROM_STATION = "station"
# Somebody asked, and waits for an answer.
FROM_REQUEST = "request"
MOST_HELPERS = 4
LONGEST = 366
WHOLE_WEEK = 1 << 21


@dataclass(frozen=True)
class Asked:
    """A need as it is agreed upon; for once between two days, or standing."""

    kind: str
    once: bool
    first_day: dt.date | None
    last_day: dt.date | None
    every_days: int | None
    helpers_wanted: int
    licence: str | None
    week: int

    def check(self, today: dt.date) -> None:
        """Raise ``PlanWrong`` for what cannot be."""
        if self.once:
            first, last = self.first_day, self.last_day
            if first is None or last is None or not today <= last or first > last:
                raise PlanWrong(Said("只做一次的，请填从哪天到哪天，最后一天不能早于今天。"))
        if self.every_days is not None and not 1 <= self.every_days <= LONGEST:
            raise PlanWrong(Said("隔几天一次，请填 1 到 366。"))
        if not 1 <= self.helpers_wanted <= MOST_HELPERS:
            raise PlanWrong(Said("几个人一起去，请填 1 到 4。"))
        if self.licence is not None and self.licence not in NAMES:
            raise PlanWrong(Said("请从列表中选一种证件。"))


def agree(
    session: Session,
    scope: Scope,
    resident_id: uuid.UUID,
    asked: Asked,
    today: dt.date,
    now: dt.datetime,
) -> Need:
    """Put a need into the plan; a standing one takes the place of the one of its kind."""
    resident = resident_in(session, scope, resident_id)
    by = scope.account_id
    return open_need(session, resident, asked, FROM_PLAN, today, now, by=by)


def open_need(
    session: Session,
    resident: Resident,
    asked: Asked,
    source: str,
    today: dt.date,
    now: dt.datetime,
    *,
    by: uuid.UUID | None,
) -> Need:
    """The same for whoever may, of a resident already found; ``source`` is who asks for it,
    ``by`` None where nobody's hand was needed."""
    asked.check(today)
    if session.get(ServiceKind, asked.kind) is None:
        raise PlanWrong(Said("没有这项服务。"))
    if not asked.once:
        for old in standing(session, resident.id, asked.kind):
            old.closed_on = today
        session.flush()
    need = Need(
        resident_id=resident.id,
        kind=asked.kind,
        source=source,
        once=asked.once,
        first_day=asked.first_day if asked.once else None,
        last_day=asked.last_day if asked.once else None,
        every_days=None if asked.once else asked.every_days,
        helpers_wanted=asked.helpers_wanted,
        licence=asked.licence,
        week=asked.week % WHOLE_WEEK,
        opened_on=today,
    )
    session.add(need)
    session.flush()
    record_row(session, "care.need", need, now, by=by, whose=resident.person_id)
    return need


def close(
    session: Session,
    scope: Scope,
    resident_id: uuid.UUID,
    need_id: uuid.UUID,
    today: dt.date,
    now: dt.datetime,
) -> None:
    """Take a need out of the plan; what it was stays on record."""
    resident = resident_in(session, scope, resident_id)
    need = session.get(Need, need_id, with_for_update={"key_share": True})
    if need is None or need.resident_id != resident_id or need.closed_on is not None:
        raise PlanWrong(Said("这项需求已经停办，或不是这个人的。"))
    close_need(session, resident, need, today, now, by=scope.account_id)


def close_need(
    session: Session,
    resident: Resident,
    need: Need,
    today: dt.date,
    now: dt.datetime,
    *,
    by: uuid.UUID | None,
) -> None:
    """The same for whoever may; ``by`` None: its day has come."""
    need.closed_on = today
    record_row(session, "care.need_closed", need, now, by=by, whose=resident.person_id)


def set_wishes(
    session: Session,
    scope: Scope,
    resident_id: uuid.UUID,
    week: int,
    wished_sex: int,
    dialect: str | None,
    code_to: str,
    now: dt.datetime,
) -> Resident:
    """When visits are welcome, who may help with washing, the dialect, who is texted the code."""
    if not week % WHOLE_WEEK or wished_sex not in (0, 1, 2) or code_to not in CODE_TO:
        raise PlanWrong(Said("请至少选一个方便的半天。"))
    resident = resident_in(session, scope, resident_id)
    resident.week, resident.wished_sex = week % WHOLE_WEEK, wished_sex
    resident.dialect, resident.code_to = dialect, code_to
    session.flush()
    record_row(session, "care.wishes", resident, now, by=scope.account_id, whose=resident.person_id)
    return resident


def history(session: Session, resident_id: uuid.UUID) -> Sequence[Need]:
    """Every need there was and is, those of today first."""
    wanted = select(Need).where(Need.resident_id == resident_id)
    return session.scalars(wanted.order_by(Need.closed_on.desc().nulls_first(), Need.id)).all()


def standing(session: Session, resident_id: uuid.UUID, kind: str) -> Sequence[Need]:
    """The standing need of a kind that is open, if there is one."""
    wanted = select(Need).where(
        Need.resident_id == resident_id, Need.kind == kind, Need.closed_on.is_(None), ~Need.once
    )
    return session.scalars(wanted).all()
