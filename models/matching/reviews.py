"""Decisions at the review desk: approve, reject, many at once; who, when, why.

Every function locks the proposals first and what they lead to afterwards, and refuses a proposal
that is not as it was shown. What is decided here no later night undoes.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.days import civil_day
from models.care.tables import Claim, Visit
from models.care.waiting import line
from models.database.refused import Refused
from models.matching.pairs import forbid
from models.matching.reasons import REASONS
from models.matching.refusals import (
    NightAtWork,
    NotAllApproved,
    NotLockable,
    NotOpen,
    UnknownReason,
    VisitOver,
)
from models.matching.runs import under_way
from models.matching.seats import Target, lock_targets, refer, target_id
from models.matching.tables import Proposal, Review, Run
from models.matching.taking import current, take, take_one
from models.people.tables import Helper, Seeker
from models.trail.log import record

MOST_AT_ONCE = 500
REMARK_LENGTH = 500


def approve(
    session: Session, scope: Scope, proposal_id: uuid.UUID, version: int, now: dt.datetime
) -> Proposal:
    """Employment: refer the seeker, holding a place. Care: recommend the visit to the helper."""
    proposal = take_one(session, scope, proposal_id, version)
    _approve(session, scope, proposal, _targets(session, [proposal]), now)
    return proposal


def approve_many(
    session: Session,
    scope: Scope,
    chosen: Sequence[tuple[uuid.UUID, int]],
    now: dt.datetime,
) -> list[Proposal]:
    """Approve all (id, version), or none: ``NotAllApproved`` says which could not be and why."""
    if len(chosen) > MOST_AT_ONCE:
        raise NotAllApproved(Said("一次最多同意 %(most)d 条", most=MOST_AT_ONCE), [])
    found = take(session, scope, [proposal_id for proposal_id, _ in chosen])
    targets = _targets(session, list(found.values()))
    failed: list[tuple[uuid.UUID, Refused]] = []
    for proposal_id, version in sorted(set(chosen)):
        try:
            proposal = current(session, found.get(proposal_id), version)
            _approve(session, scope, proposal, targets, now)
        except Refused as refusal:
            failed.append((proposal_id, refusal))
    if failed:
        said = Said("%(n)d 条不能同意，所以一条也没有处理", n=len(failed))
        raise NotAllApproved(said, failed)
    return list(found.values())


def reject(
    session: Session,
    scope: Scope,
    proposal_id: uuid.UUID,
    version: int,
    reason: str,
    now: dt.datetime,
    remark: str | None = None,
) -> Proposal:
    """Turn a proposal down with a coded reason; no later night proposes the pair again."""
    proposal = take_one(session, scope, proposal_id, version)
    remark = (remark or "").strip()[:REMARK_LENGTH] or None
    known = REASONS[proposal.market].get(reason)
    if known is None:
        raise UnknownReason(Said("请从列表中选择一个退回原因"))
    if known.remark and remark is None:
        raise UnknownReason(Said("选择“其他原因”时请写明情况"))
    must_be_open(proposal)
    _forbid(session, proposal, known.lasting, now)
    decide(session, scope, proposal, "reject", "rejected", now, reason=reason, remark=remark)
    return proposal


def set_locked(
    session: Session,
    scope: Scope,
    proposal_id: uuid.UUID,
    version: int,
    locked: bool,
    now: dt.datetime,
) -> Proposal:
    """Hold an open proposal for a job fast, or let it go: no night and no event moves it then.

    It falls all the same once a rule stands against it or no place is left.
    """
    proposal = take_one(session, scope, proposal_id, version)
    must_be_open(proposal)
    if proposal.vacancy_id is None:
        raise NotLockable(Said("只有岗位的方案可以锁定；培训班满了才开，请直接同意或退回。"))
    if under_way(session, session.get_one(Run, proposal.run_id)):
        raise NightAtWork(Said("正在重新匹配，请过一分钟再试。"))
    decide(session, scope, proposal, "lock" if locked else "unlock", "open", now)
    return proposal


def decide(
    session: Session,
    scope: Scope,
    proposal: Proposal,
    decision: str,
    state: str,
    now: dt.datetime,
    *,
    reason: str | None = None,
    remark: str | None = None,
    swapped_to: uuid.UUID | None = None,
) -> None:
    """Change the state of a locked proposal and write down who did it, when and why."""
    proposal.state = state
    proposal.locked = decision == "lock"
    proposal.version += 1
    session.add(
        Review(
            proposal_id=proposal.id,
            decision=decision,
            reason=reason,
            remark=remark,
            swapped_to=swapped_to,
            decided_at=now,
            decided_by=scope.account_id,
        )
    )
    record(
        session,
        action=f"proposal.{decision}",
        account_id=scope.account_id,
        now=now,
        subject="proposal",
        subject_id=proposal.id,
        whose=person_of(session, proposal),
        why=reason,
    )
    session.flush()


def must_be_open(proposal: Proposal) -> None:
    if proposal.state != "open":
        raise NotOpen(Said("这条方案已经处理过，不能再处理一次"))


def check_visit_open(session: Session, proposal: Proposal) -> None:
    """The visit is still owed and has a place that nobody has claimed."""
    visit = session.get_one(Visit, proposal.visit_id)
    claimed = select(func.count()).where(
        Claim.visit_id == visit.id, Claim.state.in_(("claimed", "done"))
    )
    if visit.state != "open" or (session.scalar(claimed) or 0) >= visit.helpers_wanted:
        raise VisitOver(Said("这次探访已有人认领、已完成或已取消"))


def person_of(session: Session, proposal: Proposal) -> uuid.UUID | None:
    """The person the decision is about: the seeker, or the helper who is asked."""
    if proposal.seeker_id is not None:
        return session.scalar(select(Seeker.person_id).where(Seeker.id == proposal.seeker_id))
    return session.scalar(select(Helper.person_id).where(Helper.id == proposal.helper_id))


def _targets(session: Session, proposals: Sequence[Proposal]) -> dict[uuid.UUID, Target]:
    ids = [target_id(one) for one in proposals if one.market == "employment"]
    return lock_targets(session, ids) if ids else {}


def _approve(
    session: Session,
    scope: Scope,
    proposal: Proposal,
    targets: dict[uuid.UUID, Target],
    now: dt.datetime,
) -> None:
    must_be_open(proposal)
    if proposal.market == "employment":
        assert proposal.seeker_id is not None
        target = targets[target_id(proposal)]
        refer(session, proposal.seeker_id, target, scope.account_id, civil_day(now), now)
    else:
        check_visit_open(session, proposal)
    decide(session, scope, proposal, "approve", "approved", now)


def _forbid(session: Session, proposal: Proposal, lasting: bool, now: dt.datetime) -> None:
    if proposal.market == "employment":
        left, right = proposal.seeker_id, target_id(proposal)
    else:
        left = proposal.helper_id
        visit = session.get_one(Visit, proposal.visit_id)
        right = visit.resident_id if lasting else visit.id
        _strike(session, proposal, visit, lasting, now)
    assert left is not None
    forbid(session, proposal.market, left, right, now)


def _strike(
    session: Session, proposal: Proposal, visit: Visit, lasting: bool, now: dt.datetime
) -> None:
    """The helper does not wait for what staff have decided against."""
    assert proposal.helper_id is not None
    there = select(Visit.id).where(Visit.resident_id == visit.resident_id, Visit.state == "open")
    visits = session.scalars(there).all() if lasting else [visit.id]
    line.strike(session, proposal.helper_id, visits, now)
