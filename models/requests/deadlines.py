"""The promises of a request as rows: made, met, stopped, taken up again."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.requests.clocks import Clock, Span, due
from models.requests.rules import calendar, clock_for
from models.requests.tables import HOLDER, Request, RequestDeadline, RequestStep

# A warning goes out when so much of the time is used up.
WARN_NUM, WARN_DEN = 3, 5
# By these steps stopped clocks run on: said so, or somebody came although they stood.
RUN_ON = ("resume", "visited")


def promise(
    session: Session, request: Request, what: str, now: dt.datetime, level: str = HOLDER
) -> None:
    """Promise something of this round, counted from now; once for each level."""
    known = select(RequestDeadline.id).where(
        RequestDeadline.request_id == request.id,
        RequestDeadline.round == request.reopened,
        RequestDeadline.what == what,
        RequestDeadline.level == level,
    )
    if session.scalar(known) is not None:
        return
    clock = clock_for(session, request.kind, what, level, now)
    row = RequestDeadline(
        request_id=request.id,
        round=request.reopened,
        what=what,
        level=level,
        minutes=clock.minutes,
        working=clock.working,
        since=now,
    )
    _reckon(session, row, (), now)
    session.add(row)
    session.flush()


def meet(
    session: Session, request: Request, now: dt.datetime, what: Sequence[str] | None = None
) -> None:
    """What was promised is done; ``what`` None: nothing is owed any more, on any account."""
    for row in unmet(session, request.id):
        if what is None or row.what in what:
            row.met_at, row.missed = now, row.missed or _late(row, now)
            row.paused_at = row.paused_for = None


def pause(session: Session, request: Request, why: str, now: dt.datetime) -> None:
    """Stop the clocks of the handling that still run."""
    for row in running(session, request.id, now):
        row.paused_at, row.paused_for = now, why


def running(session: Session, request_id: uuid.UUID, now: dt.datetime) -> list[RequestDeadline]:
    """The clocks of the handling that can be stopped: neither run out nor standing still."""
    return [
        row
        for row in unmet(session, request_id)
        if row.what == "handle" and row.paused_at is None and row.due_at > now
    ]


def resume(session: Session, request: Request, now: dt.datetime) -> None:
    """Let stopped clocks run on; what was left when they were stopped is left now."""
    stopped = [row for row in unmet(session, request.id) if row.paused_at is not None]
    pauses = pauses_of(session, request.id, now)
    for row in stopped:
        row.paused_at = row.paused_for = None
        _reckon(session, row, pauses, now)


def is_paused(session: Session, request_id: uuid.UUID) -> bool:
    return any(row.paused_at is not None for row in unmet(session, request_id))


def unmet(session: Session, request_id: uuid.UUID) -> Sequence[RequestDeadline]:
    """What is still owed on a request, the first due first."""
    open_rows = (
        select(RequestDeadline)
        .where(RequestDeadline.request_id == request_id, RequestDeadline.met_at.is_(None))
        .order_by(RequestDeadline.due_at, RequestDeadline.id)
        .execution_options(populate_existing=True)
    )
    return session.scalars(open_rows).all()


def pauses_of(session: Session, request_id: uuid.UUID, now: dt.datetime) -> list[Span]:
    """When the clocks of a request stood still, by its steps; one that lasts ends now."""
    steps = session.execute(
        select(RequestStep.step, RequestStep.at)
        .where(RequestStep.request_id == request_id, RequestStep.step.in_(("pause", *RUN_ON)))
        .order_by(RequestStep.at, RequestStep.id)
    ).all()
    found: list[Span] = []
    began: dt.datetime | None = None
    for step, at in steps:
        if step in RUN_ON and began is not None:
            found.append((began, at))
        began = at if step == "pause" else None
    return found if began is None else [*found, (began, now)]


def _late(row: RequestDeadline, now: dt.datetime) -> bool:
    # In the moment it is due its time is up, as for the clock that passes it up. Nobody misses the
    # days a resident has for his word.
    return row.what != "word" and row.paused_at is None and now >= row.due_at


def _reckon(
    session: Session, row: RequestDeadline, pauses: Sequence[Span], now: dt.datetime
) -> None:
    days = calendar(session, row.since, now, row.minutes)
    row.due_at = due(Clock(row.minutes, row.working), row.since, days, pauses)
    early = Clock(max(1, row.minutes * WARN_NUM // WARN_DEN), row.working)
    row.warn_at = due(early, row.since, days, pauses)
