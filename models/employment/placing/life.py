"""A referral on its way: one step, by somebody who may take it, at a moment when it can be taken.

Rows: the step is added, the referral says where it stands, and work that begins has a placement.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.employment.months import months_after
from models.employment.people import STAFF as STAFF_ROLES
from models.employment.people import STATES
from models.employment.placing.checks import due_on
from models.employment.placing.refusals import StepNotNow, StepWrong
from models.employment.placing.steps import AFTER, CLASS, EMPLOYER, POST, SEEKER, STAFF, STEPS
from models.employment.tables import (
    ENDED,
    PUBLIC_WELFARE,
    Cohort,
    Placement,
    Referral,
    ReferralStep,
    TrainingOrder,
    Vacancy,
)
from models.employment.welfare_term import why_not
from models.people.tables import Person, Seeker
from models.places.civil import civil_day
from models.trail.log import record_row

NOT_YOURS = Said("这一步不由您来做。")
# A check may be made this long before its day: nobody calls on the very day.
EARLY = dt.timedelta(days=7)


@dataclass(frozen=True)
class Asked:
    """A step as it was asked for; ``day`` None = today."""

    step: str
    reason: str | None = None
    remark: str | None = None
    day: dt.date | None = None


@dataclass(frozen=True)
class Actor:
    """Who takes a step: for which side, and by which account; None = by the code on the letter.

    With the seeker's side an account is that of whoever brought his word.
    """

    side: str
    account_id: uuid.UUID | None


def actor(scope: Scope, referral: Referral) -> Actor | None:
    """For which side an account may act on a loaded referral; None = for neither."""
    if scope.covers(referral.seeker.person.place.path, STAFF_ROLES):
        return Actor(STAFF, scope.account_id)
    if scope.has("employer") and scope.employer_id == employer_of(referral):
        return Actor(EMPLOYER, scope.account_id)
    return None


def loaded(session: Session, referral_id: uuid.UUID, lock: bool = False) -> Referral | None:
    """A referral with all that is said about it; ``lock`` holds it until the end."""
    order = joinedload(Referral.cohort).joinedload(Cohort.order).joinedload(TrainingOrder.employer)
    person = joinedload(Referral.seeker).joinedload(Seeker.person).joinedload(Person.place)
    if lock:
        session.get(Referral, referral_id, with_for_update=True, populate_existing=True)
    return session.scalar(
        select(Referral)
        .where(Referral.id == referral_id)
        .options(
            person,
            order,
            joinedload(Referral.cohort).joinedload(Cohort.place),
            joinedload(Referral.vacancy).joinedload(Vacancy.employer),
            joinedload(Referral.vacancy).joinedload(Vacancy.place),
            joinedload(Referral.placement),
        )
    )


def target(referral: Referral) -> Vacancy | TrainingOrder:
    """What somebody is to work as afterwards: the vacancy, or the order that a class serves."""
    if referral.cohort is not None:
        return referral.cohort.order
    assert referral.vacancy is not None
    return referral.vacancy


def employer_of(referral: Referral) -> uuid.UUID:
    return target(referral).employer_id


def open_steps(referral: Referral, side: str, today: dt.date) -> list[str]:
    """The steps this side may take now, in the order of the table."""
    return [step for step in STEPS if _why_not(referral, side, step, today) is None]


def check_open(referral: Referral, side: str, step: str, today: dt.date) -> None:
    """Raise ``StepNotNow`` where this side may not take the step now."""
    refusal = _why_not(referral, side, step, today)
    if refusal is not None:
        raise StepNotNow(refusal)


def take(
    session: Session, referral: Referral, by: Actor, asked: Asked, today: dt.date, now: dt.datetime
) -> ReferralStep:
    """Take a step on a locked referral; raises ``StepNotNow`` and ``StepWrong``."""
    check_open(referral, by.side, asked.step, today)
    _check(referral, asked, by, today)
    day = asked.day or today
    if asked.step == "started" and target(referral).employer.kind == PUBLIC_WELFARE:
        _check_last_resort(session, referral, by, day)
    step = ReferralStep(
        referral_id=referral.id,
        step=asked.step,
        side=by.side,
        reason=asked.reason,
        remark=asked.remark,
        day=day,
        at=now,
        account_id=by.account_id,
    )
    session.add(step)
    _move(session, referral, asked, day, now)
    record_row(
        session,
        f"referral.{asked.step}",
        referral,
        now,
        by=by.account_id,
        whose=referral.seeker.person_id,
        why=asked.reason,
    )
    return step


def _why_not(referral: Referral, side: str, name: str, today: dt.date) -> Said | None:
    """Why a step cannot be taken now, None where it can."""
    step = STEPS.get(name)
    kind = POST if referral.cohort is None else CLASS
    if step is None or side not in step.sides or kind not in step.of:
        return NOT_YOURS
    there = referral.state in step.before
    # A class is passed before work begins; a post needs no class.
    there &= not (name == "started" and kind == CLASS and referral.state == "accepted")
    # One side's yes is asked for once, until the other has spoken.
    there &= not (name == "seeker_yes" and referral.seeker_yes)
    there &= not (name == "employer_yes" and referral.employer_yes)
    if not there:
        return Said("这次推荐现在是“%(state)s”，请看过再定。", state=STATES[referral.state])
    if name == "stayed":
        due = due_on(referral.placement) if referral.placement else None
        if due is None or today < due - EARLY:
            return Said("还没到核实的时间。")
    return None


def _check(referral: Referral, asked: Asked, by: Actor, today: dt.date) -> None:
    step = STEPS[asked.step]
    if step.reasons and asked.reason not in step.reasons and (asked.reason or not step.free):
        raise StepWrong("reason", Said("请选择原因。"))
    if asked.reason == "other" and by.side != SEEKER and not asked.remark:
        raise StepWrong("remark", Said("选“其他原因”时请写明是什么。"))
    if not step.dated:
        return
    if asked.day is None:
        raise StepWrong("day", Said("请填写日期。"))
    if step.ahead and asked.day < today:
        raise StepWrong("day", Said("面试的日期已经过了。"))
    if not step.ahead and asked.day > today:
        raise StepWrong("day", Said("日期还没有到，到了那天再登记。"))
    began = _began(referral)
    if not step.ahead and began is not None and asked.day < began:
        raise StepWrong("day", Said("日期早于开始的那天（%(day)s）。", day=began))
    decided = civil_day(referral.decided_at)
    if asked.step == "started" and asked.day < decided:
        raise StepWrong("day", Said("日期早于决定推荐的那天（%(day)s）。", day=decided))


def _check_last_resort(session: Session, referral: Referral, by: Actor, day: dt.date) -> None:
    """What was so when the referral was decided may not be so any more; raises ``StepWrong``."""
    if referral.cohort is not None:
        raise StepWrong("", Said("培训班不能通向公益性岗位。请撤回，另按岗位推荐。"))
    reason = why_not(session, referral.seeker, day)
    if reason is not None:
        # An employer is told no hardship.
        told = Said("这次上岗要先由就业服务站核实，请和服务站联系。")
        raise StepWrong("", reason if by.side == STAFF else told)


def _began(referral: Referral) -> dt.date | None:
    """Before which day what is asked about cannot have happened."""
    if referral.placement is not None:
        return referral.placement.started_on
    return referral.cohort.starts_on if referral.cohort is not None else None


def _move(
    session: Session, referral: Referral, asked: Asked, day: dt.date, now: dt.datetime
) -> None:
    """Where the referral stands afterwards."""
    name = asked.step
    if name in ("seeker_yes", "employer_yes"):
        setattr(referral, name, True)
        if referral.seeker_yes and (referral.employer_yes or referral.cohort is not None):
            referral.state = "accepted"
    elif name == "interview":
        referral.interview_on = day
    elif name in ("call", "ask"):
        referral.call_wanted = name == "ask"
    elif name == "started":
        post = target(referral)
        session.add(
            Placement(
                referral=referral,
                employer_id=post.employer_id,
                employer_kind=post.employer.kind,
                occupation=post.occupation,
                started_on=day,
            )
        )
    elif referral.placement is not None:
        _placed(referral.placement, asked, day)
    referral.state = AFTER.get(name, referral.state)
    if referral.state in ENDED:
        referral.ended_at = now
        referral.call_wanted = False


def _placed(placement: Placement, asked: Asked, day: dt.date) -> None:
    """Whether somebody is still at work, and for how long that is known."""
    if asked.step == "left":
        placement.left_on, placement.left_reason = day, asked.reason
    elif day >= months_after(placement.started_on, 6) - EARLY:
        placement.stayed_3 = placement.stayed_3 or day
        placement.stayed_6 = day
    else:
        placement.stayed_3 = day
