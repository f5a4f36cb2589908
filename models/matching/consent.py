"""Leaving and joining automated matching: what the nights have proposed follows at once."""

import datetime as dt
import uuid
from collections.abc import Sequence

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
    proposals = hold_open(session, seeker_id)
    seeker = consent.set_automated(session, scope, seeker_id, automated, reason, now)
    if not automated:
        lapse(session, proposals)
    return seeker


def hold_open(session: Session, seeker_id: uuid.UUID) -> Sequence[Proposal]:
    """The open proposals of a seeker, locked: before the seeker, in the order of the desk."""
    waiting = (
        select(Proposal)
        .where(Proposal.seeker_id == seeker_id, Proposal.state == "open")
        .order_by(Proposal.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalars(waiting).all()


def lapse(session: Session, proposals: Sequence[Proposal]) -> None:
    for proposal in proposals:
        proposal.state = "lapsed"
        proposal.version += 1
    session.flush()


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
