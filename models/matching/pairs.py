"""What people decided about pairs: what a night keeps, leaves alone, and treats as settled."""

import datetime as dt
import uuid
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import SQLColumnExpression, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.care.columns import Slot
from models.care.tables import Visit
from models.database.since import written
from models.matching.tables import ForbiddenPair, Proposal, Run

Pair = tuple[uuid.UUID, uuid.UUID]
# Not worth keeping: turned down by staff, or taken back when something else became better.
GIVEN_UP = ("rejected", "lapsed")
# Who is served, and by whom or what.
SUBJECT: Mapping[str, SQLColumnExpression[Any]] = MappingProxyType(
    {"care": Proposal.visit_id, "employment": Proposal.seeker_id}
)
GIVER: Mapping[str, SQLColumnExpression[Any]] = MappingProxyType(
    {
        "care": Proposal.helper_id,
        "employment": func.coalesce(Proposal.vacancy_id, Proposal.cohort_id),
    }
)


class Standing(NamedTuple):
    """One proposal and what became of it: a ``Slot`` of care, a ``Pair`` of seeker and opening."""

    pair: Any
    state: str
    locked: bool


InForce = dict[uuid.UUID, Standing]


def forbidden(session: Session, market: str, day: dt.date) -> list[Pair]:
    """Pairs that were rejected or withdrawn and still are on ``day``, in order."""
    pairs = select(ForbiddenPair.left_id, ForbiddenPair.right_id).where(
        ForbiddenPair.market == market,
        or_(ForbiddenPair.until.is_(None), ForbiddenPair.until >= day),
    )
    found = set(session.execute(pairs))
    if market == "care":
        # A resident who does not want this helper does not want him at the next visit either.
        known = pairs.subquery()
        of_residents = (
            select(known.c.left_id, Visit.id)
            .join(Visit, Visit.resident_id == known.c.right_id)
            .where(Visit.state == "open")
        )
        found |= set(session.execute(of_residents))
    return sorted(found)


def forbid(
    session: Session, market: str, left: uuid.UUID, right: uuid.UUID, now: dt.datetime
) -> None:
    """Nights leave this pair alone from now on; once is enough."""
    pair = insert(ForbiddenPair).values(left_id=left, right_id=right, market=market, since=now)
    session.execute(pair.on_conflict_do_nothing())


def in_force(
    session: Session,
    run: Run | None,
    market: str,
    known: InForce | None = None,
    since: int = 0,
) -> InForce:
    """What a published plan proposes, by proposal, and what became of it; nothing without one.

    ``known`` of the same plan is brought up to date with what was written ``since`` that moment.
    """
    if run is None:
        return {}
    ends = GIVER[market], SUBJECT[market]
    wanted = select(
        Proposal.id, *ends, Proposal.day, Proposal.part, Proposal.state, Proposal.locked
    )
    wanted = wanted.where(Proposal.run_id == run.id, Proposal.market == market)
    if known is not None:
        wanted = wanted.where(written(Proposal, since))
    rows = session.execute(wanted.order_by(Proposal.id))
    pair: Any = _slot if market == "care" else _pair
    return (known or {}) | {
        key: Standing(pair(*row), state, locked) for key, *row, state, locked in rows
    }


def kept_and_open(found: InForce) -> tuple[list[Any], list[Any]]:
    """The pairs of a plan that are worth keeping, and those nobody has decided on."""
    kept = [one.pair for one in found.values() if one.state not in GIVEN_UP]
    return kept, [one.pair for one in found.values() if one.state == "open"]


def held_fast(found: InForce) -> list[Pair]:
    """The open proposals of a plan that somebody locked."""
    return [one.pair for one in found.values() if one.state == "open" and one.locked]


def _slot(helper: uuid.UUID, visit: uuid.UUID, day: dt.date, part: int) -> Slot:
    return helper.hex, visit.hex, day.toordinal(), part


def _pair(opening: uuid.UUID, seeker: uuid.UUID, *_: None) -> Pair:
    return seeker, opening


def settled_slots(session: Session, county_id: uuid.UUID) -> list[Slot]:
    """Care suggestions that staff approved and nobody has claimed yet: nights build around them."""
    of_county = Proposal.run_id.in_(select(Run.id).where(Run.county_id == county_id))
    wanted = select(Proposal.helper_id, Proposal.visit_id, Proposal.day, Proposal.part)
    wanted = wanted.where(Proposal.market == "care", Proposal.state == "approved", of_county)
    # The columns are empty for the other market only; the types cannot know.
    return [
        _slot(h, v, d, p)
        for h, v, d, p in session.execute(wanted.order_by(Proposal.id))
        if h and v and d and p is not None
    ]
