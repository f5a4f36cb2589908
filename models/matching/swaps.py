"""Giving the one to be served to somebody else than the night proposed, decided on the spot."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.days import civil_day
from models.employment.tables import Vacancy
from models.matching.eligible import Fit, care_fit, employment_fit
from models.matching.refusals import AlternativeUnfit, OpeningClosed
from models.matching.reviews import check_visit_open, decide, must_be_open
from models.matching.seats import Target, lock_targets, refer
from models.matching.tables import Proposal
from models.matching.taking import take_one

Slot = tuple[dt.date, int]


def swap(
    session: Session,
    scope: Scope,
    proposal_id: uuid.UUID,
    version: int,
    to: uuid.UUID,
    now: dt.datetime,
    *,
    slot: Slot | None = None,
    remark: str | None = None,
) -> Proposal:
    """Approve the seeker for another opening, or recommend the visit to another helper.

    ``to`` is a vacancy, a cohort, or a helper; any that passes the night's named rules will do,
    not only the alternatives stored. ``slot`` is the (day, part) of the visit; when not given, the
    proposed one or the first that suits both. Returns the new, approved proposal; the old one is
    ``swapped``.
    """
    old = take_one(session, scope, proposal_id, version)
    must_be_open(old)
    if old.market == "employment":
        new = _to_opening(session, scope, old, to, now)
    else:
        new = _to_helper(session, old, to, slot, now)
    session.add(new)
    session.flush()
    decide(session, scope, old, "swap", "swapped", now, remark=remark, swapped_to=new.id)
    decide(session, scope, new, "approve", "approved", now, remark=remark)
    return new


def _to_opening(
    session: Session, scope: Scope, old: Proposal, to: uuid.UUID, now: dt.datetime
) -> Proposal:
    target = lock_targets(session, [to]).get(to)
    if target is None or to in (old.vacancy_id, old.cohort_id):
        raise OpeningClosed(Said("请选择另一个在招的岗位或培训班"))
    assert old.seeker_id is not None
    fit = _fitting(employment_fit(session, old, to, civil_day(now)))
    refer(session, old.seeker_id, target, scope.account_id, civil_day(now), now)
    new = _copy(old, fit)
    new.seeker_id = old.seeker_id
    _point_at(new, target)
    return new


def _to_helper(
    session: Session, old: Proposal, to: uuid.UUID, slot: Slot | None, now: dt.datetime
) -> Proposal:
    check_visit_open(session, old)
    fit = _fitting(care_fit(session, old, to, slot, civil_day(now)))
    assert fit.slot is not None
    day, part = fit.slot
    _check_not_asked(session, to, day, part, old)
    new = _copy(old, fit)
    new.visit_id, new.helper_id, new.day, new.part = old.visit_id, to, day, part
    return new


def _fitting(fit: Fit) -> Fit:
    if fit.broken:
        raise AlternativeUnfit(Said("不能改派：不符合匹配规则"), fit.broken)
    return fit


def _check_not_asked(
    session: Session, helper_id: uuid.UUID, day: dt.date, part: int, old: Proposal
) -> None:
    """One helper is not recommended two visits in one half-day by people either."""
    other = select(Proposal.id).where(
        Proposal.helper_id == helper_id,
        Proposal.day == day,
        Proposal.part == part,
        Proposal.state == "approved",
        Proposal.id != old.id,
    )
    if session.scalar(other.limit(1)) is not None:
        rule = ("time", Said("这位志愿者在这个半天已有工作人员推荐的任务"))
        raise AlternativeUnfit(Said("不能改派：不符合匹配规则"), [rule])


def _point_at(new: Proposal, target: Target) -> None:
    if isinstance(target, Vacancy):
        new.vacancy_id = target.id
    else:
        new.cohort_id = target.id


def _copy(old: Proposal, fit: Fit) -> Proposal:
    """The place in the queue is that of the one served; the rest belongs to the new pair."""
    return Proposal(
        run_id=old.run_id,
        market=old.market,
        place_id=old.place_id,
        rank=old.rank,
        score=fit.score,
        contributions=list(fit.contributions),
        queue=old.queue,
        warnings=[],
        alternatives=[],
        change="changed",
        state="approved",
    )
