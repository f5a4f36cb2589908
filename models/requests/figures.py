"""How requests were dealt with: by level of place, by kind and by week; never by person.

Counted are those that came in within a span of days, in China's time. Whether a promise was kept is
judged by the times of its own row, the first time round: a worker that slept changes nothing.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    FromClause,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from models.accounts.scope import Scope
from models.care.board import LOOKERS
from models.care.days import SHANGHAI, civil_day
from models.places.tables import Place
from models.requests.tables import (
    HOLDER,
    KINDS,
    LADDER,
    SOURCES,
    Request,
    RequestDeadline,
    RequestStep,
)

# From here on a part is told as a percentage, and a middle as one.
LEAST = 5
# The levels that have a line each, the highest first; 片区 and 社区 are one.
LEVELS = (("county",), ("town",), ("community", "district"))
PROMISES = ("accept", "answer", "handle")
_KINDS = tuple(kind for kinds in LEVELS for kind in kinds)


@dataclass(frozen=True)
class Share:
    """``part`` of ``of``; ``percent`` None: too few to say so."""

    part: int
    of: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.part / self.of) if self.of >= LEAST else None


@dataclass(frozen=True)
class Line:
    """One group of requests. ``accepted``, ``answered`` and ``handled``: in time, of those whose
    time is up or that were done. ``middle`` and ``ninth``: minutes until acceptance, the median and
    the 90th percentile, None where too few. ``climbed``: rung -> so high or higher."""

    asked: int
    sources: Mapping[str, int]
    accepted: Share
    middle: float | None
    ninth: float | None
    answered: Share
    handled: Share
    reopened: Share
    silent: Share
    referred: Share
    open: int
    overdue: int
    climbed: Mapping[str, Share]


@dataclass(frozen=True)
class Statistics:
    """``places``: each place of a level within the scope, or what is looked after below."""

    whole: Line
    places: Sequence[tuple[Place, Line]]
    kinds: Sequence[tuple[str, Line]]
    weeks: Sequence[tuple[dt.date, Line]]


def statistics(
    session: Session, scope: Scope, first: dt.date, last: dt.date, now: dt.datetime
) -> Statistics:
    """The figures of the days from ``first`` to ``last``, as they stand at ``now``."""
    facts, places = _facts(scope, first, last, now), _places(session, scope)
    found = _lines(session, facts, places)
    none = _line([0] * len(_sums(facts)))

    def line(by: str, key: object) -> Line:
        return found.get((by, str(key)), none)

    weeks = _mondays(first, min(last, civil_day(now)))
    return Statistics(
        line("whole", ""),
        [(one, line("place", one.id)) for one in places],
        [(kind, line("kind", kind)) for kind in KINDS if ("kind", kind) in found],
        [(monday, line("week", monday)) for monday in weeks],
    )


def _places(session: Session, scope: Scope) -> Sequence[Place]:
    wanted = select(Place).where(scope.within(LOOKERS)).order_by(Place.path)
    found = session.scalars(wanted.where(Place.kind.in_(_KINDS))).all()
    return found or session.scalars(wanted.where(Place.path.in_(scope.paths(LOOKERS)))).all()


def _mondays(first: dt.date, last: dt.date) -> list[dt.date]:
    begin = first - dt.timedelta(days=first.weekday())
    return [begin + dt.timedelta(days=7 * n) for n in range((last - begin).days // 7 + 1)]


def _facts(scope: Scope, first: dt.date, last: dt.date, now: dt.datetime) -> CTE:
    """One row for each request, with what there is to count of it."""
    begins = dt.datetime.combine(first, dt.time(), SHANGHAI)
    ends = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), SHANGHAI)
    rows, steps = {what: _promise(what) for what in PROMISES}, _steps()
    accept = rows["accept"]
    took = func.extract("epoch", accept.c.met_at - accept.c.since) / 60
    wanted: Any = select(
        Request.place_id,
        Request.kind,
        Request.source,
        cast(func.date_trunc("week", func.timezone(str(SHANGHAI), Request.at)), Date).label("week"),
        *(_judged(row, now).label(f"{what}_of") for what, row in rows.items()),
        *((row.c.met_at < row.c.due_at).label(what) for what, row in rows.items()),
        case((_judged(accept, now), took)).label("minutes"),
        (Request.reopened > 0).label("again"),
        *steps.c,
        Request.ended_at.is_(None).label("open"),
        _overdue(now).label("overdue"),
        _height().label("height"),
    ).join(Place, Place.id == Request.place_id)
    wanted = wanted.join(steps, true())
    for row in rows.values():
        wanted = wanted.outerjoin(row, row.c.request_id == Request.id)
    within = (scope.within(LOOKERS), Request.at >= begins, Request.at < ends)
    # Else PostgreSQL works it out anew for each sum.
    found: CTE = wanted.where(*within).cte("facts").prefix_with("MATERIALIZED")
    return found


def _promise(what: str) -> Subquery:
    """The promise itself, as it was made when the request came in."""
    rows = select(RequestDeadline).where(
        RequestDeadline.what == what,
        RequestDeadline.round == 0,
        RequestDeadline.level == HOLDER,
    )
    return rows.subquery(what)


def _judged(row: Subquery, now: dt.datetime) -> ColumnElement[bool]:
    """Whether it can be said: done, or its time is up; not what was taken back before that."""
    runs = and_(row.c.met_at.is_(None), (row.c.due_at > now) | row.c.paused_at.is_not(None))
    taken_back = and_(
        Request.state == "withdrawn",
        row.c.met_at.is_not_distinct_from(Request.ended_at),
        row.c.met_at < row.c.due_at,
    )
    return and_(row.c.id.is_not(None), ~runs, ~func.coalesce(taken_back, False))


def _steps() -> FromClause:
    """Which of these steps were ever taken on a request."""
    step = RequestStep.step
    return (
        select(
            func.bool_or(step.in_(("resident_yes", "resident_no"))).label("word"),
            func.bool_or(step == "supervise").label("asked"),
            func.bool_or(step == "silent").label("silent"),
            func.bool_or(step == "refer").label("referred"),
        )
        .where(RequestStep.request_id == Request.id)
        .lateral("steps")
    )


def _overdue(now: dt.datetime) -> ColumnElement[bool]:
    """Something promised to the resident is late; the days for his own word are no promise."""
    return exists().where(
        RequestDeadline.request_id == Request.id,
        RequestDeadline.level == HOLDER,
        RequestDeadline.what != "word",
        RequestDeadline.met_at.is_(None),
        RequestDeadline.paused_at.is_(None),
        RequestDeadline.due_at <= now,
    )


def _height() -> ColumnElement[Any]:
    """The number of the highest rung it was passed up to; NULL for none."""
    number = case({rung: n for n, rung in enumerate(LADDER)}, value=RequestDeadline.level)
    climbed = select(func.max(number)).where(RequestDeadline.request_id == Request.id)
    return climbed.correlate(Request).scalar_subquery()


def _sums(facts: CTE) -> list[ColumnElement[Any]]:
    """What is counted of a group, in the order in which ``_line`` reads it."""
    c = facts.c

    def many(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count().filter(and_(*conditions)) if conditions else func.count()

    def within(share: float) -> ColumnElement[Any]:
        return func.percentile_cont(share).within_group(c.minutes)

    pairs: list[tuple[ColumnElement[bool], ColumnElement[bool]]]
    pairs = [(c[f"{what}_of"], c[what]) for what in PROMISES]
    pairs += [(c.word, c.again), (c.asked, c.silent), (true(), c.referred)]
    return [
        many(),
        *(many(c.source == source) for source in SOURCES),
        many(c.minutes.is_not(None)),
        within(0.5),
        within(0.9),
        *(sum_ for of, part in pairs for sum_ in (many(of, part), many(of))),
        many(c.open),
        many(c.overdue),
        *(many(c.height >= number) for number in range(len(LADDER))),
    ]


def _lines(session: Session, facts: CTE, places: Sequence[Place]) -> dict[tuple[str, str], Line]:
    """(by what, which) -> the line of that group; groups without a request are not there."""
    above = aliased(Place)
    within = (
        select(Place.id.label("place_id"), above.id.label("line"))
        .join(above, func.starts_with(Place.path, above.path))
        .where(above.id.in_([one.id for one in places]))
        .subquery()
    )
    places_of = facts.join(within, within.c.place_id == facts.c.place_id)

    def grouped(by: str, key: ColumnElement[Any], rows: FromClause) -> Select[Any]:
        named = (literal(by), cast(key, Text))
        return select(*named, *_sums(facts)).select_from(rows).group_by(key)

    found = union_all(
        select(literal("whole"), literal(""), *_sums(facts)).select_from(facts),
        grouped("kind", facts.c.kind, facts),
        grouped("week", facts.c.week, facts),
        grouped("place", within.c.line, places_of),
    )
    return {(row[0], row[1]): _line(row[2:]) for row in session.execute(found)}


def _line(sums: Sequence[Any]) -> Line:
    left = iter(sums)
    asked = next(left)
    sources = {source: next(left) for source in SOURCES}
    timed, middle, ninth = next(left), next(left), next(left)
    enough = timed >= LEAST
    shares = [Share(next(left), next(left)) for _ in range(len(PROMISES) + 3)]
    accepted, answered, handled, reopened, silent, referred = shares
    return Line(
        asked,
        sources,
        accepted,
        float(middle) if enough else None,
        float(ninth) if enough else None,
        answered,
        handled,
        reopened,
        silent,
        referred,
        next(left),
        next(left),
        {rung: Share(next(left), asked) for rung in LADDER},
    )
