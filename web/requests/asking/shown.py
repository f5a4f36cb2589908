"""A request's way as whoever asked is told of it: what was done and when, never by whom."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.places.neighbourhoods import neighbourhoods
from models.places.tables import Place
from models.requests.steps import STEPS
from models.requests.tables import Request, RequestStep

# What is between staff is not told; what was answered is, in its own words.
BETWEEN_STAFF = ("coordinate", "back", "heard", "offer", "decline", "give_back")
IN_WORDS = ("answer",)
ASKED = Said("您提的事收到了")


@dataclass(frozen=True)
class Line:
    """One thing that happened; ``why`` a coded reason, ``words`` what was answered."""

    at: dt.datetime
    done: Said
    why: Said | None = None
    words: str | None = None


def shown(session: Session, request: Request) -> Sequence[Line]:
    """The way so far, the newest first."""
    steps = session.scalars(
        select(RequestStep)
        .where(RequestStep.request_id == request.id, RequestStep.step.not_in(BETWEEN_STAFF))
        .order_by(RequestStep.at.desc(), RequestStep.id.desc())
    )
    lines = [
        Line(
            one.at,
            STEPS[one.step].done,
            STEPS[one.step].reasons.get(one.reason or ""),
            one.remark if one.step in IN_WORDS else None,
        )
        for one in steps
    ]
    return [*lines, Line(request.at, ASKED)]


def named(session: Session, places: Sequence[Place]) -> list[tuple[Place, str]]:
    """Each with its name as people say it."""
    above = neighbourhoods(session, (one.path for one in places))
    return [(one, _whole(above[one.path], one)) for one in places]


def where(session: Session, place: Place) -> str:
    """A place as people say it: community, grid, and the building where it is one."""
    return named(session, [place])[0][1]


def _whole(above: str, place: Place) -> str:
    return above if above.endswith(place.name) else f"{above} {place.name}".strip()
