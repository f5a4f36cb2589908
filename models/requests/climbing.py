"""What the clock does by itself: warns before something is due, passes up what was missed.

Everything stands in rows, changed under the lock of the request: run twice, by two workers at once
or after a long sleep, each warning and each rung comes once. A level that is told after a sleep has
its own full time from then; what was promised is judged by its own row, whenever that is noticed.
"""

import datetime as dt

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.requests import deadlines
from models.requests.life import Asked, step
from models.requests.tables import HOLDER, LADDER, LEVELS, Request, RequestDeadline
from models.requests.telling import above, height_of, in_hand, send
from models.requests.who import THE_JOB

WARNINGS = {
    "accept": Said("第 %(number)d 号诉求快过受理时限了，还没有人接。"),
    "answer": Said("第 %(number)d 号诉求快过回应时限了，请先回居民一句。"),
    "handle": Said("第 %(number)d 号诉求快过办理时限了。"),
    "check": Said("第 %(number)d 号诉求快过抽查时限了。"),
}
MISSED = {
    "accept": Said("第 %(number)d 号诉求过了时限没有受理，现在转到您这一级。"),
    "answer": Said("第 %(number)d 号诉求过了时限没有回应居民，现在转到您这一级。"),
    "handle": Said("第 %(number)d 号诉求过了时限没有办好，现在转到您这一级。"),
    "check": Said("第 %(number)d 号诉求过了时限没有抽查，现在转到您这一级。"),
}
# These outrank quiet hours for whoever is told.
AT_ONCE = ("accept", "answer")


def turn(session: Session, now: dt.datetime, limit: int = 100) -> int:
    """Look after up to ``limit`` requests whose clocks call; returns how many there were.

    Requests that somebody else holds are skipped; their turn comes the next time.
    """
    waits = (RequestDeadline.warned_at.is_(None)) & (RequestDeadline.warn_at <= now)
    calls = (
        select(RequestDeadline.request_id)
        .where(
            RequestDeadline.met_at.is_(None),
            RequestDeadline.escalated_at.is_(None),
            RequestDeadline.paused_at.is_(None),
            or_(RequestDeadline.due_at <= now, waits & (RequestDeadline.what != "word")),
        )
        .scalar_subquery()
    )
    wanted = (
        select(Request)
        .where(Request.id.in_(calls))
        .order_by(Request.at, Request.id)
        .limit(limit)
        .options(joinedload(Request.place, innerjoin=True))
        .with_for_update(of=Request, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    found = session.scalars(wanted).all()
    for request in found:
        _look(session, request, now)
    return len(found)


def _look(session: Session, request: Request, now: dt.datetime) -> None:
    for row in deadlines.unmet(session, request.id):
        if row.met_at or row.escalated_at or row.paused_at:
            continue
        if row.what == "word":
            if row.due_at <= now:
                step(session, request, THE_JOB, Asked("silent"), now)
        elif row.due_at <= now:
            _pass_up(session, request, row, now)
        elif row.warn_at <= now and row.warned_at is None:
            _warn(session, request, row, now)


def _warn(session: Session, request: Request, row: RequestDeadline, now: dt.datetime) -> None:
    row.warned_at = now
    to = in_hand(session, request, now)
    if row.level != HOLDER:
        found = above(session, request, LADDER.index(row.level) - 1)
        to = to if found is None else found[1]
    send(session, request, to, f"request:{row.id}:soon", WARNINGS[row.what], now, _now(row))


def _pass_up(session: Session, request: Request, row: RequestDeadline, now: dt.datetime) -> None:
    """To the next rung on which anybody has an account; at the top it stays, and shows."""
    row.missed, row.escalated_at = True, now
    if row.level == HOLDER:
        height = height_of(session, request, in_hand(session, request, now))
    else:
        height = LADDER.index(row.level)
    found = above(session, request, height)
    if found is None:
        return
    number, to = found
    deadlines.promise(session, request, row.what, now, LADDER[number])
    request.level = max(request.level, LADDER[number], key=LEVELS.index)
    send(session, request, to, f"request:{row.id}:missed", MISSED[row.what], now, _now(row))


def _now(row: RequestDeadline) -> bool:
    return row.what in AT_ONCE
