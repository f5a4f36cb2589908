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


def kept_slots(session: Session, county_id: uuid.UUID) -> list[Slot]:
    """(helper, visit, day, part) of the plan now published; rejected ones are not worth keeping."""
    return _slots(session, _published(session, county_id), Proposal.state != "rejected")


def settled_slots(session: Session, county_id: uuid.UUID) -> list[Slot]:
    """Care suggestions that staff approved and nobody has claimed yet: nights build around them."""
    of_county = Proposal.run_id.in_(select(Run.id).where(Run.county_id == county_id))
    return _slots(session, of_county, Proposal.state == "approved")


def claimed_slots(session: Session, county_id: uuid.UUID) -> list[Slot]:
    """Suggestions of the plan now published that their helpers took up since."""
    return _slots(session, _published(session, county_id), Proposal.state == "claimed")


def kept_pairs(session: Session, county_id: uuid.UUID) -> list[Pair]:
    """(seeker, vacancy or cohort) of the plan now published."""
    wanted = (
        select(Proposal.seeker_id, Proposal.vacancy_id, Proposal.cohort_id)
        .where(_published(session, county_id), Proposal.market == "employment")
        .where(Proposal.state != "rejected")
    )
    found = session.execute(wanted.order_by(Proposal.id))
    return [(s, target) for s, v, c in found if s and (target := v or c)]


def decided_pairs(session: Session, county_id: uuid.UUID) -> list[Pair]:
    """(seeker, vacancy or cohort) of the plan now published that staff approved."""
    wanted = (
        select(Proposal.seeker_id, Proposal.vacancy_id, Proposal.cohort_id)
        .where(_published(session, county_id), Proposal.market == "employment")
        .where(Proposal.state == "approved")
    )
    found = session.execute(wanted.order_by(Proposal.id))
    return [(s, target) for s, v, c in found if s and (target := v or c)]


def _slots(session: Session, *which: ColumnElement[bool]) -> list[Slot]:
    wanted = select(Proposal.helper_id, Proposal.visit_id, Proposal.day, Proposal.part)
    wanted = wanted.where(Proposal.market == "care", *which).order_by(Proposal.id)
    found = session.execute(wanted)
    # The columns are empty for the other market only; the types cannot know.
    return [(h, v, d, p) for h, v, d, p in found if h and v and d and p is not None]


def _published(session: Session, county_id: uuid.UUID) -> ColumnElement[bool]:
    run = latest(session, county_id)
    return false() if run is None else Proposal.run_id == run.id
