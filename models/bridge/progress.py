"""What has become of needs others than the care side asked for, as much as those have to know."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.bridge.tables import CareDuty
from models.care.owed.tables import Obligation
from models.care.tables import Claim, Need

STATES = MappingProxyType(
    {
        "noted": Said("还没有提出"),
        "asked": Said("已提出，等人认领"),
        "matched": Said("有人认领了"),
        "visited": Said("有人上门了"),
        "ended": Said("照护市场已停办"),
    }
)


@dataclass(frozen=True)
class Progress:
    """``state`` is one of ``STATES``; ``day`` on which somebody comes, came, or it was closed."""

    state: str
    day: dt.date | None = None


def progress_of(session: Session, duties: Sequence[CareDuty]) -> Mapping[uuid.UUID, Progress]:
    """duty -> how far it is; the duties come with their needs."""
    asked = progress_of_needs(session, [duty.need for duty in duties if duty.need is not None])
    noted = Progress("noted")
    return {duty.id: asked[duty.need_id] if duty.need_id else noted for duty in duties}


def progress_of_needs(session: Session, needs: Sequence[Need]) -> Mapping[uuid.UUID, Progress]:
    """need -> how far it is, whoever asked for it."""
    ids = [need.id for need in needs]
    coming = session.execute(
        select(Obligation.need_id, func.min(Claim.day))
        .join(Claim, Claim.visit_id == Obligation.visit_id)
        .where(Obligation.need_id.in_(ids), Obligation.state == "open", Claim.state == "claimed")
        .group_by(Obligation.need_id)
    )
    made = session.execute(
        select(Obligation.need_id, func.max(Obligation.done_on))
        .where(Obligation.need_id.in_(ids), Obligation.done_on.is_not(None))
        .group_by(Obligation.need_id)
    )
    days = {need: day for need, day in coming}, {need: day for need, day in made}
    return {need.id: _progress(need, *days) for need in needs}


def _progress(
    need: Need,
    coming: Mapping[uuid.UUID | None, dt.date | None],
    made: Mapping[uuid.UUID | None, dt.date | None],
) -> Progress:
    if need.closed_on is not None:
        return Progress("ended", need.closed_on)
    if need.id in coming:
        return Progress("matched", coming[need.id])
    if need.id in made:
        return Progress("visited", made[need.id])
    return Progress("asked")
