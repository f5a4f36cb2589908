"""The night's suggestions to a helper, and what becomes of them when he takes or returns one.

A forbidden pair of the care market is (helper, visit), in this order.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from matcher.care.features import FIRST_VISIT_POINTS
from matcher.care.params import WEIGHTS
from matcher.said import Said
from models.care import claims
from models.care.checks import HELD
from models.care.handing import giving
from models.care.posts.holding import check_holds, holds
from models.care.tables import Claim, Visit, Waiting
from models.care.waiting import line
from models.care.waiting.refusals import NotInLine
from models.matching.pairs import forbid
from models.matching.tables import ForbiddenPair, Proposal, Run

CARE = "care"
STANDING = ("open", "approved")


def for_helper(session: Session, helper_id: uuid.UUID, today: dt.date) -> Sequence[Proposal]:
    """What the published nights suggest to a helper from ``today`` on.

    Families that know him come first, then what is most pressing.
    """
    taken = (
        select(func.count())
        .where(Claim.visit_id == Visit.id, Claim.state.in_(HELD))
        .scalar_subquery()
    )
    mine = (
        select(Proposal)
        .join(Run, Run.id == Proposal.run_id)
        .join(Visit, Visit.id == Proposal.visit_id)
        .where(
            Proposal.helper_id == helper_id,
            Proposal.state.in_(STANDING),
            Proposal.day >= today,
            Run.state == "published",
            Visit.state == "open",
            Visit.helpers_wanted > taken,
        )
        .order_by(Proposal.rank, Proposal.day, Proposal.part, Proposal.id)
    )
    return sorted(session.scalars(mine), key=lambda one: not is_known(one.contributions))


def is_known(contributions: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a proposal sends somebody whom the family knows: paired with it, or there last."""
    new = FIRST_VISIT_POINTS * WEIGHTS["continuity"]
    return any(one["feature"] == "continuity" and one["points"] > new for one in contributions)


def claim(
    session: Session,
    helper_id: uuid.UUID,
    visit_id: uuid.UUID,
    day: dt.date,
    part: int,
    now: dt.datetime,
    *,
    by: uuid.UUID,
    duty: bool = False,
) -> Claim:
    """Claim a visit, suggested or from the open pool: the one door for page and API.

    ``duty``: as a duty of a post he holds.
    """
    if duty:
        check_holds(session, helper_id)
    forbidden = _staff_rejected(session, helper_id, visit_id)
    given = claims.claim(
        session, helper_id, visit_id, day, part, now, by=by, forbidden=forbidden, duty=duty
    )
    taken(session, helper_id, visit_id)
    return given


def withdraw(
    session: Session, claim_id: uuid.UUID, reason: str, now: dt.datetime, *, by: uuid.UUID
) -> Claim:
    """Give a claim back; the nights that follow do not suggest this pair again."""
    given = claims.withdraw(session, claim_id, reason, now, by=by)
    leave_alone(session, given.helper_id, given.visit_id, now)
    return given


def leave_alone(
    session: Session, helper_id: uuid.UUID, visit_id: uuid.UUID, now: dt.datetime
) -> None:
    """What may have been suggested lapses; the nights that follow do not suggest this pair."""
    _set_state(session, helper_id, visit_id, (*STANDING, "claimed"), "lapsed")
    forbid(session, CARE, helper_id, visit_id, now)


def release(session: Session, claim_id: uuid.UUID, now: dt.datetime, *, by: uuid.UUID) -> Claim:
    """Staff give back a claim whose helper does not answer; he may claim it again."""
    given = claims.withdraw(session, claim_id, "no_answer", now, by=by)
    _set_state(session, given.helper_id, given.visit_id, (*STANDING, "claimed"), "lapsed")
    return given


def wait(
    session: Session,
    helper_id: uuid.UUID,
    visit_id: uuid.UUID,
    day: dt.date,
    part: int,
    now: dt.datetime,
    *,
    duty: bool = False,
) -> Waiting:
    """Stand in line for a visit that is full; ``duty`` as in ``claim``."""
    if duty:
        check_holds(session, helper_id)
    slot, forbidden = (day, part), _staff_rejected(session, helper_id, visit_id)
    return line.join(session, helper_id, visit_id, *slot, now, forbidden=forbidden, duty=duty)


def confirm(
    session: Session, helper_id: uuid.UUID, entry_id: uuid.UUID, now: dt.datetime, *, by: uuid.UUID
) -> Claim:
    """Claim the place that is held for a helper in line; a duty as long as he holds a post."""
    entry, _ = line.lock_own(session, helper_id, entry_id)
    if entry.state != "offered":
        raise NotInLine(Said("还没有轮到您，有空位会马上通知您。"))
    duty = entry.duty and holds(session, helper_id)
    slot = (entry.day, entry.part)
    return claim(session, helper_id, entry.visit_id, *slot, now, by=by, duty=duty)


def take_over(
    session: Session,
    helper_id: uuid.UUID,
    handing_id: uuid.UUID,
    now: dt.datetime,
    *,
    by: uuid.UUID,
) -> Claim:
    """Take over a claim that its helper hands on."""
    visit_id = giving.visit_of(session, handing_id)
    forbidden = visit_id is not None and _staff_rejected(session, helper_id, visit_id)
    given = giving.accept(session, helper_id, handing_id, now, by=by, forbidden=forbidden)
    taken(session, helper_id, given.visit_id)
    return given


def taken(session: Session, helper_id: uuid.UUID, visit_id: uuid.UUID) -> None:
    """The helper has claimed what may have been suggested to him."""
    _set_state(session, helper_id, visit_id, STANDING, "claimed")


def _set_state(
    session: Session, helper_id: uuid.UUID, visit_id: uuid.UUID, old: Sequence[str], new: str
) -> None:
    session.execute(
        update(Proposal)
        .where(
            Proposal.helper_id == helper_id,
            Proposal.visit_id == visit_id,
            Proposal.state.in_(old),
        )
        .values(state=new, version=Proposal.version + 1)
        .execution_options(synchronize_session=False)
    )


def _staff_rejected(session: Session, helper_id: uuid.UUID, visit_id: uuid.UUID) -> bool:
    """Staff's word binds the helper too; his own withdrawal does not keep him from coming back."""
    this_time = select(Proposal.id).where(
        Proposal.helper_id == helper_id,
        Proposal.visit_id == visit_id,
        Proposal.state == "rejected",
    )
    for_good = (
        select(ForbiddenPair.left_id)
        .join(Visit, Visit.resident_id == ForbiddenPair.right_id)
        .where(ForbiddenPair.left_id == helper_id, Visit.id == visit_id)
    )
    return bool(session.scalar(select(or_(this_time.exists(), for_good.exists()))))
