"""What must hold at the moment of a claim, once helper and visit are locked."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.days import PARTS
from models.care.refusals import (
    AlreadyClaimed,
    CareUnknown,
    ClaimOver,
    OutsideWindow,
    OwnTimeTaken,
    VisitClosed,
    VisitFull,
)
from models.care.tables import Claim, Visit, Waiting
from models.care.windows import bookable
from models.people.tables import Helper

HELD = ("claimed", "done")
FULL = Said("名额已满，别的志愿者先认领了。您可以再看看其他任务。")
MINE = Said("您已经认领了这个任务，在“我的任务”里可以看到。")
TIME_TAKEN = Said("您在这个半天已经有别的任务，请换一个时间。")


def lock(session: Session, helper_id: uuid.UUID, visit_id: uuid.UUID) -> tuple[Helper, Visit]:
    """The helper's row, then the visit's: always in this order, so that no two changes cross."""
    helper = session.get(Helper, helper_id, with_for_update={"key_share": True})
    visit = session.get(Visit, visit_id, with_for_update={"key_share": True})
    if helper is None or visit is None:
        raise CareUnknown(Said("没有找到这个任务，可能已经撤下。"))
    return helper, visit


def lock_held(session: Session, claim_id: uuid.UUID) -> tuple[Claim, Visit]:
    """A claim that still stands, with its helper and visit locked."""
    held = session.get(Claim, claim_id)
    if held is None:
        raise CareUnknown(Said("没有找到这次认领。"))
    _, visit = lock(session, held.helper_id, held.visit_id)
    session.refresh(held)
    if held.state != "claimed":
        raise ClaimOver(Said("这次认领已经退出或已经填报，没有再改动。"))
    return held, visit


def standing(session: Session, visit_id: uuid.UUID) -> Sequence[Claim]:
    """The claims that hold a place of a visit."""
    held = select(Claim).where(Claim.visit_id == visit_id, Claim.state.in_(HELD))
    return session.scalars(held).all()


def check_visit(visit: Visit, taken: Sequence[Claim], helper_id: uuid.UUID) -> None:
    """The visit is owed, has a place left, and is not this helper's already."""
    if any(held.helper_id == helper_id for held in taken):
        raise AlreadyClaimed(MINE)
    if visit.state != "open":
        raise VisitClosed(Said("这个任务已经完成或取消，不用再去了。"))
    if len(taken) >= visit.helpers_wanted:
        raise VisitFull(FULL)


def check_slot(
    visit: Visit, taken: Sequence[Claim | Waiting], day: dt.date, part: int, today: dt.date
) -> None:
    """The half-day lies in the window, and is the one on which the others come."""
    first, last = bookable(visit.window_from, visit.window_to, today)
    if not first <= day <= last or not 0 <= part < len(PARTS):
        raise OutsideWindow(
            Said(
                "这次探访要在 %(first)s 到 %(last)s 之间，请换一天。",
                first=first.isoformat(),
                last=last.isoformat(),
            )
        )
    if any((held.day, held.part) != (day, part) for held in taken):
        raise OutsideWindow(Said("这次探访要几个人同一时间去，时间已由先认领的人定下。"))


def check_own_time(session: Session, helper_id: uuid.UUID, day: dt.date, part: int) -> None:
    """The helper has nothing else in that half-day."""
    other = select(Claim.id).where(
        Claim.helper_id == helper_id,
        Claim.day == day,
        Claim.part == part,
        Claim.state.in_(HELD),
    )
    if session.scalar(other) is not None:
        raise OwnTimeTaken(TIME_TAKEN)
