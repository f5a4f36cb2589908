"""Who may not go alone goes beside somebody who may, and never stands at a door without him."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.care.checks import HELD, lock_held
from models.care.days import civil_day
from models.care.newcomers import leaders, may_go_alone
from models.care.owed.knowing import is_first
from models.care.refusals import NobodyAlong
from models.care.staff import accounts_of
from models.care.tables import Claim, Visit
from models.notices.outbox import tell
from models.people.tables import Helper, Resident
from models.trail.log import record_row


@dataclass(frozen=True)
class Party:
    """Who goes to a visit: how many are wanted, who comes beside the one who looks.

    ``along``: a place is kept for somebody who is learning; ``may_lead``: this one could take
    somebody along; ``first``: nobody has been there yet.
    """

    wanted: int
    others: Sequence[Helper]
    along: bool
    may_lead: bool
    first: bool

    @property
    def complete(self) -> bool:
        return len(self.others) + 1 >= self.wanted


NO_LEADER = Said("同去的志愿者去不了了，这次您也不用去。有人带的时候再请您。")


def release_followers(session: Session, visit: Visit, now: dt.datetime) -> None:
    """Once nobody is left who may go alone, the others need not go, and hear so.

    The visit is locked, and what changed is flushed.
    """
    for claim_id, helper_id in _end(session, visit, now, "withdrawn", "no_leader"):
        accounts = accounts_of(session, [helper_id])
        tell(session, accounts, f"claim:{claim_id}:alone", NO_LEADER, "/care", now)


def follow(session: Session, visit: Visit, now: dt.datetime) -> None:
    """Who went along stood at the same closed door: his claim ends with the one he followed."""
    _end(session, visit, now, "not_done", None)


def _end(
    session: Session, visit: Visit, now: dt.datetime, state: str, why: str | None
) -> Sequence[tuple[uuid.UUID, uuid.UUID]]:
    """(claim, helper) ended because nobody who leads is left; none where somebody is."""
    if visit.helpers_wanted < 2 or leaders(session, civil_day(now), [visit.id]):
        return []
    gone = (
        update(Claim)
        .where(Claim.visit_id == visit.id, Claim.state == "claimed")
        .values(state=state, withdrawn_for=why, ended_at=now)
        .returning(Claim.id, Claim.helper_id)
    )
    ended = [(claim_id, helper_id) for claim_id, helper_id in session.execute(gone)]
    if visit.along:
        visit.along, visit.helpers_wanted = False, visit.helpers_wanted - 1
    session.flush()
    return ended


def party(session: Session, held: Claim, today: dt.date) -> Party:
    """Who goes along with whoever holds this claim."""
    visit = session.get_one(Visit, held.visit_id)
    others = session.scalars(
        select(Helper)
        .join(Claim, Claim.helper_id == Helper.id)
        .where(Claim.visit_id == visit.id, Claim.state.in_(HELD), Claim.id != held.id)
        .options(joinedload(Helper.person))
        .order_by(Claim.seat)
    ).all()
    may_lead = may_go_alone(session, today, held.helper_id)
    home = session.get_one(Resident, visit.resident_id)
    first = is_first(home.categories, home.last_visit_on, home.known_on)
    return Party(visit.helpers_wanted, others, visit.along, may_lead, first)


def take_along(session: Session, claim_id: uuid.UUID, now: dt.datetime, *, by: uuid.UUID) -> None:
    """Whoever goes alone opens a place beside himself for somebody who is still learning."""
    held, visit = lock_held(session, claim_id)
    if visit.helpers_wanted != 1:
        raise NobodyAlong(Said("这次本来就是几个人同去，不用再加人。"))
    if not may_go_alone(session, civil_day(now), held.helper_id):
        raise NobodyAlong(Said("您还要跟着有经验的志愿者去几次，才能带新人。"))
    visit.along, visit.helpers_wanted = True, 2
    session.flush()
    record_row(session, "care.take_along", held, now, by=by)


def go_alone(session: Session, claim_id: uuid.UUID, now: dt.datetime, *, by: uuid.UUID) -> None:
    """He takes nobody along after all; refused once somebody has said that he comes."""
    held, visit = lock_held(session, claim_id)
    others = select(Claim.id).where(
        Claim.visit_id == visit.id, Claim.state == "claimed", Claim.id != held.id
    )
    if not visit.along or session.scalar(others.limit(1)) is not None:
        raise NobodyAlong(Said("已经有人答应跟您一起去。带不了的话，请先和他说一声，再退出。"))
    visit.along, visit.helpers_wanted = False, 1
    session.flush()
    record_row(session, "care.go_alone", held, now, by=by)
