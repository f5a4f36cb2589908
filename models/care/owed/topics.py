"""What a visit's sheet asks about: the topics of the policies that the visit discharges."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.care.owed.policies import TOPICS
from models.care.owed.tables import Obligation, VisitPolicy


def topics_of(
    session: Session, visit_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, Sequence[str]]:
    """visit -> its topics, in their usual order; all of them where no policy asks for the visit."""
    rows = session.execute(
        select(Obligation.visit_id, VisitPolicy.topics)
        .join(VisitPolicy, VisitPolicy.id == Obligation.policy_id)
        .where(Obligation.visit_id.in_(visit_ids))
    )
    asked: dict[uuid.UUID, set[str]] = defaultdict(set)
    for visit_id, topics in rows:
        assert visit_id is not None
        asked[visit_id].update(topics)
    return {
        visit_id: [topic for topic in TOPICS if topic in asked.get(visit_id, TOPICS)]
        for visit_id in visit_ids
    }
