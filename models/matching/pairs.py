"""What people decided about pairs: what a night keeps, leaves alone, and treats as settled."""

import datetime as dt
import uuid
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models.care.tables import Visit
from models.database.since import written
from models.matching.runs import latest
from models.matching.tables import ForbiddenPair, Proposal, Run

Pair = tuple[uuid.UUID, uuid.UUID]
Slot = tuple[uuid.UUID, uuid.UUID, dt.date, int]
# Not worth keeping: turned down by staff, or taken back when something else became better.
GIVEN_UP = ("rejected", "lapsed")
SUBJECT = func.coalesce(Proposal.visit_id, Proposal.seeker_id)
GIVER = func.coalesce(Proposal.helper_id, Proposal.vacancy_id, Proposal.cohort_id)


class Standing(NamedTuple):
    """One proposal: helper and visit with their half-day, or opening and seeker without."""

    giver: Any
    subject: Any
    day: Any
    part: Any
    state: str


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


def in_force(
    session: Session,
    county_id: uuid.UUID,
    market: str,
    known: InForce | None = None,
    since: int = 0,
) -> InForce:
    """What the plan in force proposes, by proposal, and what became of it.

    ``known`` of the same plan is brought up to date with what was written ``since`` that moment.
    """
    run = latest(session, county_id)
    if run is None:
        return {}
    wanted = select(Proposal.id, GIVER, SUBJECT, Proposal.day, Proposal.part, Proposal.state)
    wanted = wanted.where(Proposal.run_id == run.id, Proposal.market == market)
    if known is not None:
        wanted = wanted.where(written(Proposal, since))
    rows = session.execute(wanted.order_by(Proposal.id))
    return (known or {}) | {row[0]: Standing(*row[1:]) for row in rows}


def plan_slots(found: InForce) -> tuple[list[Slot], list[Slot]]:
    """(helper, visit, day, part) of a care plan that are worth keeping, and those still open."""
    kept, waiting = _kept(found)
    return [one[:4] for one in kept], [one[:4] for one in waiting]


def plan_pairs(found: InForce) -> tuple[list[Pair], list[Pair]]:
    """(seeker, vacancy or cohort) of a plan worth keeping, and those still open."""
    kept, waiting = _kept(found)
    return [(one[1], one[0]) for one in kept], [(one[1], one[0]) for one in waiting]


def _kept(found: InForce) -> tuple[list[Standing], list[Standing]]:
    """What was turned down or taken back is not worth keeping."""
    kept = [one for one in found.values() if one.state not in GIVEN_UP]
    return kept, [one for one in kept if one.state == "open"]


def settled_slots(session: Session, county_id: uuid.UUID) -> list[Slot]:
    """Care suggestions that staff approved and nobody has claimed yet: nights build around them."""
    of_county = Proposal.run_id.in_(select(Run.id).where(Run.county_id == county_id))
    wanted = select(Proposal.helper_id, Proposal.visit_id, Proposal.day, Proposal.part)
    wanted = wanted.where(Proposal.market == "care", Proposal.state == "approved", of_county)
    # The columns are empty for the other market only; the types cannot know.
    return [
        (h, v, d, p)
        for h, v, d, p in session.execute(wanted.order_by(Proposal.id))
        if h and v and d and p is not None
    ]
