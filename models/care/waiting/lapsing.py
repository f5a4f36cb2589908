"""Offers that nobody confirmed, and lines whose visit needs nobody any more: looked at by a job."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from matcher.said import Said
from models.care.checks import HELD
from models.care.days import civil_day
from models.care.tables import IN_LINE, Claim, Visit, Waiting
from models.care.waiting.line import LINK, end, offer_next
from models.care.waiting.params import PARAMS, WaitParams
from models.care.waiting.told import tell_helper

LAPSED = Said("给您留的空位过了确认的时间，已经让给下一位。您还可以再看看其他任务。")
OVER = Said("您排队的任务已经不用再去了，排队到此为止。")


def due(session: Session, now: dt.datetime) -> Sequence[uuid.UUID]:
    """The visits whose line has something to do now, in the order of ids."""
    taken = (
        select(func.count())
        .where(Claim.visit_id == Visit.id, Claim.state.in_(HELD))
        .correlate(Visit)
        .scalar_subquery()
    )
    other = aliased(Waiting)
    held = (
        select(func.count())
        .where(other.visit_id == Visit.id, other.state == "offered")
        .correlate(Visit)
        .scalar_subquery()
    )
    today = civil_day(now)
    lines = (
        select(Visit.id)
        .join(Waiting, Waiting.visit_id == Visit.id)
        .where(
            Waiting.state.in_(IN_LINE),
            or_(
                Visit.state != "open",
                Waiting.confirm_by <= now,
                Waiting.day < today,
                (Waiting.state == "waiting") & (taken + held < Visit.helpers_wanted),
            ),
        )
        .distinct()
        .order_by(Visit.id)
    )
    return session.scalars(lines).all()


def bring_up_to_date(
    session: Session, visit_id: uuid.UUID, now: dt.datetime, params: WaitParams = PARAMS
) -> bool:
    """End what is over in one visit's line and offer what is free; whether a place came free.

    Doing it twice changes nothing.
    """
    visit = session.get_one(Visit, visit_id, with_for_update={"key_share": True})
    today, lapsed = civil_day(now), False
    line = select(Waiting).where(Waiting.visit_id == visit_id, Waiting.state.in_(IN_LINE))
    for entry in session.scalars(line.order_by(Waiting.turn)):
        if visit.state != "open" or entry.day < today:
            _end(session, entry, OVER, now)
        elif entry.confirm_by is not None and entry.confirm_by <= now:
            _end(session, entry, LAPSED, now)
            lapsed = True
    offered = offer_next(session, visit, now, params)
    return lapsed and not offered


def _end(session: Session, entry: Waiting, said: Said, now: dt.datetime) -> None:
    end(session, entry, "lapsed", now)
    tell_helper(session, entry.helper_id, f"waiting:{entry.id}:over", said, LINK, now)
