"""The figures of requests once more, slowly: one request after another, by hand."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from statistics import quantiles
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models.care.days import SHANGHAI
from models.requests.figures import Line, Share
from models.requests.tables import LADDER, SOURCES, Request, RequestDeadline, RequestStep

MINUTE = dt.timedelta(minutes=1)


class Case:
    """A request with all that hangs on it."""

    def __init__(self, session: Session, request: Request, now: dt.datetime) -> None:
        self.request, self.now = request, now
        self.path = request.place.path
        of = RequestDeadline.request_id == request.id
        self.rows = list(session.scalars(select(RequestDeadline).where(of)))
        taken = select(RequestStep.step).where(RequestStep.request_id == request.id)
        self.steps = set(session.scalars(taken))

    @property
    def monday(self) -> dt.date:
        day = self.request.at.astimezone(SHANGHAI).date()
        return day - dt.timedelta(days=day.weekday())

    def first(self, what: str) -> RequestDeadline | None:
        """The promise that was made first."""
        for row in self.rows:
            if (row.what, row.level, row.round) == (what, "holder", 0):
                return row
        return None

    def kept(self, what: str) -> bool | None:
        """Whether it was; None where it cannot be said."""
        row = self.first(what)
        if row is None:
            return None
        if row.met_at is None:
            return None if row.paused_at is not None or row.due_at > self.now else False
        if row.met_at >= row.due_at:
            return False
        if self.request.state == "withdrawn" and row.met_at == self.request.ended_at:
            return None
        return True

    @property
    def minutes(self) -> float | None:
        row = self.first("accept")
        if row is None or row.met_at is None or self.kept("accept") is None:
            return None
        return (row.met_at - row.since) / MINUTE

    @property
    def overdue(self) -> bool:
        return any(
            row.level == "holder"
            and row.what != "word"
            and row.met_at is None
            and row.paused_at is None
            and row.due_at <= self.now
            for row in self.rows
        )

    @property
    def height(self) -> int:
        return max(
            (LADDER.index(row.level) for row in self.rows if row.level in LADDER), default=-1
        )


def cases(
    session: Session, path: str, first: dt.date, last: dt.date, now: dt.datetime
) -> list[Case]:
    """Those below a place that came in from one day to another."""
    session.expire_all()
    requests = session.scalars(select(Request).options(joinedload(Request.place)))
    return [
        Case(session, one, now)
        for one in requests
        if one.place.path.startswith(path) and first <= one.at.astimezone(SHANGHAI).date() <= last
    ]


def line(found: Sequence[Case]) -> Line:
    def share(part: Callable[[Case], Any], of: Callable[[Case], Any]) -> Share:
        counted = [one for one in found if of(one)]
        return Share(sum(bool(part(one)) for one in counted), len(counted))

    def kept(what: str) -> Share:
        return share(lambda one: one.kept(what), lambda one: one.kept(what) is not None)

    minutes = [one.minutes for one in found if one.minutes is not None]
    tenths = quantiles(minutes, n=10, method="inclusive") if len(minutes) >= 5 else [None] * 9
    sources = Counter(one.request.source for one in found)
    return Line(
        len(found),
        {source: sources[source] for source in SOURCES},
        kept("accept"),
        tenths[4],
        tenths[8],
        kept("answer"),
        kept("handle"),
        share(
            lambda one: "resident_no" in one.steps,
            lambda one: one.steps & {"resident_yes", "resident_no"},
        ),
        share(lambda one: "silent" in one.steps, lambda one: "supervise" in one.steps),
        share(lambda one: "refer" in one.steps, lambda one: True),
        sum(one.request.ended_at is None for one in found),
        sum(one.overdue for one in found),
        {
            rung: Share(sum(one.height >= number for one in found), len(found))
            for number, rung in enumerate(LADDER)
        },
    )
