"""Lines as helpers see them: where they stand, until when a place is held for them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from models.care.around import COMMUNITY, placed
from models.care.tables import IN_LINE, Visit, Waiting
from models.care.work import service_names


@dataclass(frozen=True)
class InLine:
    """A helper's place in a line; ``ahead`` wait before him. No name, no door."""

    entry: Waiting
    services: tuple[str, ...]
    community: str
    ahead: int


def in_line(session: Session, helper_id: uuid.UUID) -> Sequence[InLine]:
    """Where a helper waits: what is held for him first, then the soonest."""
    before = aliased(Waiting)
    ahead = (
        select(func.count())
        .where(
            before.visit_id == Waiting.visit_id,
            before.state.in_(IN_LINE),
            before.turn < Waiting.turn,
        )
        .correlate(Waiting)
        .scalar_subquery()
    )
    mine = (
        select(Waiting, Visit.kinds, func.coalesce(COMMUNITY.name, ""), ahead)
        .join(Visit, Visit.id == Waiting.visit_id)
        .where(Waiting.helper_id == helper_id, Waiting.state.in_(IN_LINE))
        .order_by(Waiting.confirm_by.is_(None), Waiting.confirm_by, Waiting.day, Waiting.part)
    )
    rows = session.execute(placed(mine))
    names = service_names(session)
    return [
        InLine(entry, tuple(names[kind] for kind in kinds), community_name, count)
        for entry, kinds, community_name, count in rows
    ]


def waiting_on(session: Session, visit_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """visit -> how many wait for it."""
    counted = (
        select(Waiting.visit_id, func.count())
        .where(Waiting.visit_id.in_(visit_ids), Waiting.state.in_(IN_LINE))
        .group_by(Waiting.visit_id)
    )
    return {visit: count for visit, count in session.execute(counted)}
