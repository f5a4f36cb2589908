"""Taking proposals in hand: found within the scope, locked, and still as they were shown."""

import uuid
from collections.abc import Collection

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.accounts.tables import Account
from models.employment.people import STAFF
from models.matching.refusals import NoSuchProposal, StaleProposal
from models.matching.tables import MARKETS, Proposal, Review
from models.people.tables import Seeker
from models.places.tables import Place

DECIDERS = {
    "care": ("administrator", "county", "town", "community"),
    "employment": STAFF,
}
STATES = {
    "open": Said("待审核"),
    "approved": Said("已同意"),
    "rejected": Said("已退回"),
    "swapped": Said("已改派"),
    "claimed": Said("已认领"),
    "lapsed": Said("已失效"),
}


def take(session: Session, scope: Scope, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Proposal]:
    """The proposals of ``ids`` that this account may decide on, locked in the order of ids.

    Everybody locks proposals in that order and what they lead to afterwards, so decisions wait
    for each other and never cross.
    """
    mine = or_(*(and_(Proposal.market == m, scope.within(DECIDERS[m])) for m in MARKETS))
    found = (
        select(Proposal)
        .join(Place, Place.id == Proposal.place_id)
        .where(Proposal.id.in_(ids), mine)
        .order_by(Proposal.id)
        .with_for_update(of=Proposal)
        .execution_options(populate_existing=True)
    )
    return {proposal.id: proposal for proposal in session.scalars(found)}


def take_one(session: Session, scope: Scope, proposal_id: uuid.UUID, version: int) -> Proposal:
    """One proposal, locked, at the version that was shown."""
    found = take(session, scope, [proposal_id]).get(proposal_id)
    return current(session, found, version)


def current(session: Session, proposal: Proposal | None, version: int) -> Proposal:
    """The proposal if it is there and unchanged; otherwise a refusal that says what changed."""
    if proposal is None:
        raise NoSuchProposal(Said("没有这条方案，或不在您的管理范围内"))
    if proposal.version != version:
        raise StaleProposal(_what_changed(session, proposal))
    return proposal


def opted_out(session: Session, proposal: Proposal) -> bool:
    """Whether the seeker of a proposal has left automated matching."""
    if proposal.seeker_id is None:
        return False
    return not session.get_one(Seeker, proposal.seeker_id).automated


def _what_changed(session: Session, proposal: Proposal) -> Said:
    last = session.execute(
        select(Review.decided_at, Account.name)
        .join(Account, Account.id == Review.decided_by)
        .where(Review.proposal_id == proposal.id)
        .order_by(Review.decided_at.desc(), Review.id.desc())
        .limit(1)
    ).one_or_none()
    if proposal.state == "lapsed" and opted_out(session, proposal):
        return Said("本人已选择不参加自动匹配，这条方案已失效")
    if proposal.state == "lapsed":
        return Said("匹配有了更新，这条方案已失效，请刷新后再看")
    if proposal.state == "claimed":
        return Said("志愿者已认领这次探访，请刷新后再看")
    if last is None:
        return Said("这条方案已有变化，请刷新后再看")
    return Said("%(who)s 刚刚处理过这条方案，请刷新后再看", who=last.name)
