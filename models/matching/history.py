"""What people decided on proposals: who, when, why."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from matcher.said import Said
from models.accounts.tables import Account
from models.matching.desk import Row, line
from models.matching.reasons import REASONS
from models.matching.tables import Proposal, Review


@dataclass(frozen=True)
class Decision:
    """One line of the history; ``to`` is the line of what a swap led to."""

    decision: str
    who: str
    when: dt.datetime
    reason: Said | None
    remark: str | None
    to: Row | None


def history(session: Session, proposals: Sequence[Proposal]) -> dict[uuid.UUID, list[Decision]]:
    """proposal id -> its decisions, oldest first; proposals nobody touched have none."""
    market = {proposal.id: proposal.market for proposal in proposals}
    successor = aliased(Proposal)
    rows = session.execute(
        select(Review, Account.name, successor)
        .join(Account, Account.id == Review.decided_by)
        .outerjoin(successor, successor.id == Review.swapped_to)
        .where(Review.proposal_id.in_(market))
        .order_by(Review.decided_at, Review.id)
    )
    found: dict[uuid.UUID, list[Decision]] = defaultdict(list)
    for review, who, new in rows:
        known = REASONS[market[review.proposal_id]].get(review.reason or "")
        found[review.proposal_id].append(
            Decision(
                review.decision,
                who,
                review.decided_at,
                known.said if known else None,
                review.remark,
                None if new is None else line(session, new),
            )
        )
    return found
