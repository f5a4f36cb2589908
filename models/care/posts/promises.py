"""What holders promised by a day: kept, or carried on; an open one stays in sight until then."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.days import civil_day
from models.care.posts.holding import lock_held
from models.care.posts.refusals import HoldingOver, PostUnknown, PostWrong
from models.care.posts.tables import Commitment, PostHolding

LONGEST = dt.timedelta(days=366)


def promise(
    session: Session, holding_id: uuid.UUID, promised: str, due_on: dt.date, now: dt.datetime
) -> Commitment:
    """A holder gives his word for a day to come."""
    held = lock_held(session, holding_id, "held")
    _check_day(due_on, civil_day(now))
    given = Commitment(holding_id=held.id, promised=promised, due_on=due_on, made_at=now)
    session.add(given)
    session.flush()
    return given


def keep(
    session: Session, helper_id: uuid.UUID, commitment_id: uuid.UUID, now: dt.datetime
) -> Commitment:
    """The holder has done what he promised."""
    given = _open_one(session, helper_id, commitment_id)
    given.kept_on = civil_day(now)
    session.flush()
    return given


def carry(
    session: Session,
    helper_id: uuid.UUID,
    commitment_id: uuid.UUID,
    due_on: dt.date,
    now: dt.datetime,
) -> Commitment:
    """The same word for a later day; the first one stays on record as carried."""
    given = _open_one(session, helper_id, commitment_id)
    _check_day(due_on, civil_day(now))
    if due_on <= given.due_on:
        raise PostWrong(Said("改期要改到原来的日期以后。"))
    given.carried_on = civil_day(now)
    later = Commitment(
        holding_id=given.holding_id,
        promised=given.promised,
        due_on=due_on,
        made_at=now,
        carried_from=given.id,
    )
    session.add(later)
    session.flush()
    return later


def commitments(
    session: Session, holding_ids: Sequence[uuid.UUID], open_only: bool = False
) -> Sequence[Commitment]:
    """Commitments of holdings, the soonest due first; those carried on are told by their heirs."""
    query = select(Commitment).where(
        Commitment.holding_id.in_(holding_ids), Commitment.carried_on.is_(None)
    )
    if open_only:
        query = query.where(Commitment.kept_on.is_(None))
    return session.scalars(query.order_by(Commitment.due_on, Commitment.id)).all()


def _open_one(session: Session, helper_id: uuid.UUID, commitment_id: uuid.UUID) -> Commitment:
    given = session.scalar(
        select(Commitment)
        .join(Commitment.holding)
        .where(Commitment.id == commitment_id, PostHolding.helper_id == helper_id)
        .with_for_update(of=Commitment)
        .execution_options(populate_existing=True)
    )
    if given is None:
        raise PostUnknown(Said("没有找到这项承诺。"))
    if given.kept_on is not None or given.carried_on is not None:
        raise HoldingOver(Said("这项承诺已经完成或改期，没有再改动。"))
    return given


def _check_day(due_on: dt.date, today: dt.date) -> None:
    if not today <= due_on <= today + LONGEST:
        raise PostWrong(Said("请选择今天以后、一年以内的日期。"))
