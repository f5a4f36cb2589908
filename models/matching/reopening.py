"""Taking a decision back while nothing rests on it."""

import datetime as dt
import uuid

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.tables import Visit
from models.employment.tables import Referral
from models.matching.refusals import BuiltUpon, NotDecided
from models.matching.reviews import decide
from models.matching.runs import latest
from models.matching.seats import held_referral, target_id
from models.matching.tables import ForbiddenPair, Proposal, Review, Run
from models.matching.taking import opted_out, take_one


def reopen(
    session: Session, scope: Scope, proposal_id: uuid.UUID, version: int, now: dt.datetime
) -> Proposal:
    """Take back an approval, a rejection or a swap; a swap is taken back at either proposal.

    A proposal of the night now published is open again; one of an earlier night lapses, and the
    next night deals with it. What was proposed in its place meanwhile is taken back. Raises
    ``BuiltUpon`` once an employer or a helper has acted on it.
    """
    proposal = take_one(session, scope, proposal_id, version)
    if proposal.state == "claimed":
        raise BuiltUpon(Said("志愿者已认领，不能撤回；请联系志愿者退出"))
    if proposal.state == "swapped":
        proposal = _successor(session, scope, proposal)
    if proposal.state == "approved":
        _release(session, proposal, now)
        origin = _origin(session, proposal)
        if origin is not None:
            decide(session, scope, proposal, "reopen", "lapsed", now)
            proposal = origin
    elif proposal.state == "rejected":
        _allow(session, proposal)
    else:
        raise NotDecided(Said("这条方案还没有处理，无需撤回"))
    state = _state_again(session, proposal)
    if state == "open":
        _make_room(session, proposal)
    decide(session, scope, proposal, "reopen", state, now)
    return proposal


def _release(session: Session, proposal: Proposal, now: dt.datetime) -> None:
    """Give the place of an approved referral back."""
    if proposal.market == "care":
        return
    referral = held_referral(session, proposal)
    if referral is None or referral.state != "approved" or _answered(referral):
        raise BuiltUpon(Said("单位或本人已对这次推荐作出答复，不能撤回"))
    referral.state, referral.ended_at = "withdrawn", now
    session.flush()


def _answered(referral: Referral) -> bool:
    return referral.seeker_yes or referral.employer_yes


def _allow(session: Session, proposal: Proposal) -> None:
    """Let nights propose the pair again."""
    if proposal.market == "employment":
        left, rights = proposal.seeker_id, [target_id(proposal)]
    else:
        visit = session.get_one(Visit, proposal.visit_id)
        left, rights = proposal.helper_id, [visit.id, visit.resident_id]
    session.execute(
        delete(ForbiddenPair).where(
            ForbiddenPair.left_id == left, ForbiddenPair.right_id.in_(rights)
        )
    )


def _successor(session: Session, scope: Scope, swapped: Proposal) -> Proposal:
    """The proposal that took the place of a swapped one, locked."""
    wanted = (
        select(Proposal)
        .join(Review, Review.swapped_to == Proposal.id)
        .where(Review.proposal_id == swapped.id)
        .order_by(Review.decided_at.desc(), Review.id.desc())
        .limit(1)
    )
    found = session.scalars(wanted).one()
    session.refresh(found, with_for_update=True)
    if found.state == "claimed":
        raise BuiltUpon(Said("志愿者已认领，不能撤回；请联系志愿者退出"))
    return found


def _origin(session: Session, proposal: Proposal) -> Proposal | None:
    """The swapped proposal that this one replaced, locked."""
    wanted = (
        select(Proposal)
        .join(Review, Review.proposal_id == Proposal.id)
        .where(Review.swapped_to == proposal.id, Proposal.state == "swapped")
        .with_for_update(of=Proposal)
    )
    return session.scalars(wanted).first()


def _make_room(session: Session, proposal: Proposal) -> None:
    """Take back what an event of the day proposed in its place, for the same person or half-day."""
    if proposal.market == "employment":
        taken = Proposal.seeker_id == proposal.seeker_id
    else:
        half_day = and_(
            Proposal.helper_id == proposal.helper_id,
            Proposal.day == proposal.day,
            Proposal.part == proposal.part,
        )
        taken = or_(Proposal.visit_id == proposal.visit_id, half_day)
    wanted = select(Proposal).where(taken, Proposal.state == "open", Proposal.id != proposal.id)
    for other in session.scalars(wanted.order_by(Proposal.id).with_for_update()):
        other.state, other.version = "lapsed", other.version + 1
    session.flush()


def _state_again(session: Session, proposal: Proposal) -> str:
    if opted_out(session, proposal):
        return "lapsed"
    run = session.get_one(Run, proposal.run_id)
    newest = latest(session, run.county_id)
    return "open" if newest is not None and newest.id == run.id else "lapsed"
