"""What people decided about pairs: what a night keeps, leaves alone, and treats as settled."""

import datetime as dt
import uuid

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from models.care.tables import Visit
from models.matching.runs import latest
from models.matching.tables import ForbiddenPair, Proposal, Run

Pair = tuple[uuid.UUID, uuid.UUID]
Slot = tuple[uuid.UUID, uuid.UUID, dt.date, int]
# Not worth keeping: turned down by staff, or taken back when something else became better.
GIVEN_UP = ("rejected", "lapsed")


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


def plan_slots(session: Session, county_id: uuid.UUID) -> tuple[list[Slot], list[Slot]]:
    """(helper, visit, day, part) of the plan in force that are worth keeping, and those still open.

    What was turned down or taken back is not worth keeping.
    """
    of_plan = _published(session, county_id)
    kept = _slots(session, of_plan, Proposal.state.not_in(GIVEN_UP))
    return [slot for slot, _ in kept], [slot for slot, state in kept if state == "open"]


def settled_slots(session: Session, county_id: uuid.UUID) -> list[Slot]:
    """Care suggestions that staff approved and nobody has claimed yet: nights build around them."""
    of_county = Proposal.run_id.in_(select(Run.id).where(Run.county_id == county_id))
    return [slot for slot, _ in _slots(session, of_county, Proposal.state == "approved")]


def plan_pairs(session: Session, county_id: uuid.UUID) -> tuple[list[Pair], list[Pair]]:
    """(seeker, vacancy or cohort) of the plan in force worth keeping, and those still open."""
    wanted = (
        select(Proposal.seeker_id, Proposal.vacancy_id, Proposal.cohort_id, Proposal.state)
        .where(_published(session, county_id), Proposal.market == "employment")
        .where(Proposal.state.not_in(GIVEN_UP))
        .order_by(Proposal.id)
    )
    found = [
        ((s, target), state)
        for s, v, c, state in session.execute(wanted)
        if s and (target := v or c)
    ]
    return [pair for pair, _ in found], [pair for pair, state in found if state == "open"]


def _slots(session: Session, *which: ColumnElement[bool]) -> list[tuple[Slot, str]]:
    """With the state each is in."""
    wanted = select(
        Proposal.helper_id, Proposal.visit_id, Proposal.day, Proposal.part, Proposal.state
    )
    wanted = wanted.where(Proposal.market == "care", *which).order_by(Proposal.id)
    # The columns are empty for the other market only; the types cannot know.
    return [
        ((h, v, d, p), state)
        for h, v, d, p, state in session.execute(wanted)
        if h and v and d and p is not None
    ]


def _published(session: Session, county_id: uuid.UUID) -> ColumnElement[bool]:
    run = latest(session, county_id)
    return false() if run is None else Proposal.run_id == run.id
