"""What has become of the needs the station asked for, as much as a seeker's officer has to know."""

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
from models.care.tables import Claim

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
    needs = [duty.need_id for duty in duties if duty.need_id is not None]
    coming = session.execute(
        select(Obligation.need_id, func.min(Claim.day))
        .join(Claim, Claim.visit_id == Obligation.visit_id)
        .where(Obligation.need_id.in_(needs), Obligation.state == "open", Claim.state == "claimed")
        .group_by(Obligation.need_id)
    )
    made = session.execute(
        select(Obligation.need_id, func.max(Obligation.done_on))
        .where(Obligation.need_id.in_(needs), Obligation.done_on.is_not(None))
        .group_by(Obligation.need_id)
    )
    days = {need: day for need, day in coming}, {need: day for need, day in made}
    return {duty.id: _progress(duty, *days) for duty in duties}


def _progress(
    duty: CareDuty,
    coming: Mapping[uuid.UUID | None, dt.date | None],
    made: Mapping[uuid.UUID | None, dt.date | None],
) -> Progress:
    if duty.need is None:
        return Progress("noted")
    if duty.need.closed_on is not None:
        return Progress("ended", duty.need.closed_on)
    if duty.need_id in coming:
        return Progress("matched", coming[duty.need_id])
    if duty.need_id in made:
        return Progress("visited", made[duty.need_id])
    return Progress("asked")
