"""What everybody may know of requests: how many, how fast, how often again; never whose.

Whole weeks that are over, so that nobody sees one more request from one day to the next. Groups of
fewer than five are not shown, nor one more where it could be worked out by taking away; the same
holds of the parts of a group.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session, aliased

from models.care.days import SHANGHAI, civil_day
from models.places.tables import Place
from models.requests.tables import Request, RequestStep

LEAST = 5
WEEKS = 13
CLOSED = ("done", "unconfirmed", "settled", "referred")


@dataclass(frozen=True)
class One:
    """A request as it stood at the end of the last week; ``hours`` until it was closed."""

    kind: str
    place: str
    settled: bool
    again: bool
    minutes: float | None
    hours: float | None


@dataclass(frozen=True)
class Told:
    """A group as it is published; None: too few to tell."""

    name: str
    asked: int
    settled: int | None
    again: int | None
    minutes: int | None
    hours: int | None


@dataclass(frozen=True)
class Published:
    """``whole`` None: fewer than five in all. ``hidden``: some groups are too small to show."""

    first: dt.date
    last: dt.date
    whole: Told | None
    kinds: Sequence[Told]
    communities: Sequence[Told]
    hidden: bool


def published(session: Session, now: dt.datetime) -> Published:
    """The last thirteen whole weeks, Monday to Sunday, in China's time."""
    today = civil_day(now)
    end = today - dt.timedelta(days=today.weekday())
    first = end - dt.timedelta(weeks=WEEKS)
    rows = _rows(session, *(dt.datetime.combine(day, dt.time(), SHANGHAI) for day in (first, end)))
    communities = _communities(session)
    kinds, few = _told(rows, lambda one: one.kind)
    places, small = _told(rows, lambda one: communities.get(_within(one.place, communities), ""))
    whole = _group("", rows) if len(rows) >= LEAST else None
    last = end - dt.timedelta(days=1)
    return Published(first, last, whole, kinds, places, few or small)


def shown_parts(part: int, of: int) -> int | None:
    """A part of a group, None where it or the rest of the group is between one and four."""
    return None if 0 < part < LEAST or 0 < of - part < LEAST else part


def _rows(session: Session, first: dt.datetime, end: dt.datetime) -> list[One]:
    accepted = _first_step("accept", end)
    again = _first_step("resident_no", end)
    found = session.execute(
        select(
            Request.kind,
            Place.path,
            Request.state,
            Request.at,
            Request.ended_at,
            accepted.c.at,
            again.c.at,
        )
        .join(Place, Place.id == Request.place_id)
        .outerjoin(accepted, accepted.c.request_id == Request.id)
        .outerjoin(again, again.c.request_id == Request.id)
        .where(Request.at >= first, Request.at < end, Request.state != "withdrawn")
    )
    return [
        One(
            kind,
            path,
            settled=state == "done" and ended < end,
            again=no is not None,
            minutes=None if taken is None else (taken - at) / dt.timedelta(minutes=1),
            hours=(ended - at) / dt.timedelta(hours=1) if state in CLOSED and ended < end else None,
        )
        for kind, path, state, at, ended, taken, no in found
    ]


def _first_step(name: str, end: dt.datetime) -> Subquery:
    """The first step of that name of every request before the end."""
    return (
        select(RequestStep.request_id, func.min(RequestStep.at).label("at"))
        .where(RequestStep.step == name, RequestStep.at < end)
        .group_by(RequestStep.request_id)
        .subquery()
    )


def _communities(session: Session) -> Mapping[str, str]:
    """Path -> name, with what it lies in: two towns may have communities of one name."""
    above = aliased(Place)
    rows = session.execute(
        select(Place.path, Place.name, above.name)
        .join(above, above.id == Place.parent_id)
        .where(Place.kind == "community")
    )
    return {path: f"{town} {name}" for path, name, town in rows}


def _within(path: str, communities: Mapping[str, str]) -> str:
    steps = path.rstrip("/").split("/")
    above = ("/".join(steps[:end]) + "/" for end in range(1, len(steps) + 1))
    return next((one for one in above if one in communities), "")


def _told(rows: Sequence[One], by: Callable[[One], str]) -> tuple[list[Told], bool]:
    """The groups that may be shown, the largest first, and whether any may not."""
    groups: dict[str, list[One]] = defaultdict(list)
    for one in rows:
        groups[by(one)].append(one)
    ranked = sorted(groups, key=lambda name: (len(groups[name]), name))
    hidden = [name for name in ranked if len(groups[name]) < LEAST]
    while hidden and (len(hidden) < 2 or sum(len(groups[one]) for one in hidden) < LEAST):
        more = [name for name in ranked if name not in hidden]
        if not more:
            break
        hidden.append(more[0])
    told = [_group(name, groups[name]) for name in reversed(ranked) if name not in hidden]
    return _covered(_covered(told, rows, "settled"), rows, "again"), bool(hidden)


def _covered(told: Sequence[Told], rows: Sequence[One], part: str) -> list[Told]:
    """With more of a column left out, the smallest group first, until what is left out cannot be
    worked out from the whole. Where the whole has no figure itself, there is nothing to take from.
    """
    told, all_of = list(told), sum(getattr(one, part) for one in rows)
    nothing: dict[str, Any] = {part: None}
    if shown_parts(all_of, len(rows)) is None:
        return told
    while open_ := [one for one in told if getattr(one, part) is not None]:
        left = all_of - sum(getattr(one, part) for one in open_)
        if shown_parts(left, len(rows) - sum(one.asked for one in open_)) is not None:
            break
        told[told.index(open_[-1])] = replace(open_[-1], **nothing)
    return told


def _group(name: str, rows: Sequence[One]) -> Told:
    return Told(
        name,
        len(rows),
        shown_parts(sum(one.settled for one in rows), len(rows)),
        shown_parts(sum(one.again for one in rows), len(rows)),
        _middle([one.minutes for one in rows if one.minutes is not None]),
        _middle([one.hours for one in rows if one.hours is not None]),
    )


def _middle(values: Sequence[float]) -> int | None:
    return round(median(values)) if len(values) >= LEAST else None
