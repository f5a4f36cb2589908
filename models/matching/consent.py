"""Leaving and joining automated matching: what the nights have proposed follows at once."""

import datetime as dt
import uuid

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.employment import consent
from models.employment.tables import HOLDING, Referral
from models.matching.tables import Proposal
from models.people.tables import Seeker


def set_automated(
    session: Session,
    scope: Scope,
    seeker_id: uuid.UUID,
    automated: bool,
    reason: str,
    now: dt.datetime,
) -> Seeker:
    """The one door for page and API: switched off, an open proposal of the person lapses at once.

    What a person has approved stands: it is no longer a machine's word.
    """
    # Proposals before the seeker, in the order in which the desk locks them.
    waiting = (
        select(Proposal)
        .where(Proposal.seeker_id == seeker_id, Proposal.state == "open")
        .order_by(Proposal.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    proposals = session.scalars(waiting).all()
    seeker = consent.set_automated(session, scope, seeker_id, automated, reason, now)
    if not automated:
        for proposal in proposals:
            proposal.state = "lapsed"
            proposal.version += 1
        session.flush()
    return seeker


def proposal_of(session: Session, seeker_id: uuid.UUID) -> Proposal | None:
    """What is proposed for a seeker now: waiting for a decision, or approved and still held."""
    holds = select(Referral.id).where(Referral.seeker_id == seeker_id, Referral.state.in_(HOLDING))
    approved = (Proposal.state == "approved") & holds.exists()
    standing = (
        select(Proposal)
        .where(Proposal.seeker_id == seeker_id, or_(Proposal.state == "open", approved))
        .order_by(Proposal.state.desc(), Proposal.id.desc())
    )
    return session.scalars(standing.limit(1)).first()
