"""Checking the chain from its beginning, line by line, in constant memory."""

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from models.trail.chain import AT_A_TIME, LINE, LOOK_BACK, NOTHING, SOON, link_hash, unlinked
from models.trail.faults import Fault
from models.trail.shortening import begins, genuine
from models.trail.tables import TrailEntry, TrailLink

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Anchor:
    """The head of the chain as it once was, kept outside the database."""

    number: int
    hash: bytes
    at: dt.datetime


@dataclass
class Walk:
    """How far the check has come; ``late`` counts lines linked long after they were written.

    Many late ones mean that nobody linked for hours, or that the chain was made again since the
    last anchor; they are told of, and are no fault.
    """

    number: int = 0
    hash: bytes | None = NOTHING
    linked_at: dt.datetime | None = None
    entry: int = 0
    late: int = 0


def head(session: Session, now: dt.datetime) -> Anchor:
    """The end of the chain as it stands; number 0 before the first link."""
    last = session.execute(
        select(TrailLink.number, TrailLink.hash).order_by(TrailLink.number.desc()).limit(1)
    ).one_or_none()
    return Anchor(0, NOTHING, now) if last is None else Anchor(last.number, last.hash, now)


def verify(
    session: Session,
    anchors: Collection[Anchor],
    now: dt.datetime,
    progress: Progress,
    walk: Walk,
) -> Iterator[Fault]:
    """Every fault, in the order of the chain; then lines in no link, then a tail cut off.

    ``walk`` is a fresh one, and tells afterwards how far it went. Work from one snapshot: lines
    are linked meanwhile.
    """
    seal = begins(session)
    if seal is not None:
        if not genuine(seal):
            yield Fault("seal", seal.number)
        walk.number, walk.hash = seal.number, seal.hash
    first = walk.number
    kept = {anchor.number: anchor.hash for anchor in anchors if anchor.number > first}
    total = session.scalar(select(func.count()).select_from(TrailLink)) or 0
    while rows := _page(session, walk.number):
        for row in rows:
            yield from _checked(walk, row, kept)
        progress(walk.number - first, total)
    yield from _loose(session, now)
    highest = max(kept, default=0)
    if highest > walk.number:
        yield Fault("cut", highest, upto=walk.number)


def _page(session: Session, after: int) -> Sequence[Row[Any]]:
    wanted = (
        select(TrailLink.number, TrailLink.linked_at, TrailLink.hash, TrailLink.entry_number, *LINE)
        .outerjoin(TrailEntry, TrailEntry.number == TrailLink.entry_number)
        .where(TrailLink.number > after)
        .order_by(TrailLink.number)
        .limit(AT_A_TIME)
    )
    return session.execute(wanted).all()


def _checked(walk: Walk, row: Sequence[Any], anchors: Mapping[int, bytes]) -> Iterator[Fault]:
    number, linked_at, found, entry, *line = row
    if number != walk.number + 1:
        yield Fault("gap", walk.number + 1, upto=number - 1)
        walk.hash = None
    if line[0] is None:
        yield Fault("missing", number, entry)
    elif walk.linked_at is not None and (linked_at, entry) <= (walk.linked_at, walk.entry):
        # Within one run lines are linked by their numbers, and every run is later than the last.
        yield Fault("order", number, entry)
    elif walk.hash is not None and link_hash(walk.hash, number, linked_at, line) != found:
        yield Fault("edited", number, entry)
    if anchors.get(number, found) != found:
        yield Fault("anchor", number)
    walk.late += line[0] is not None and linked_at - line[1] > LOOK_BACK
    walk.number, walk.hash, walk.linked_at, walk.entry = number, found, linked_at, entry


def _loose(session: Session, now: dt.datetime) -> Iterator[Fault]:
    after = 0
    while True:
        wanted = select(TrailEntry.number).where(
            TrailEntry.number > after, TrailEntry.at < now - SOON, unlinked()
        )
        found = session.scalars(wanted.order_by(TrailEntry.number).limit(AT_A_TIME)).all()
        for number in found:
            yield Fault("unlinked", entry=number)
        if len(found) < AT_A_TIME:
            return
        after = found[-1]
