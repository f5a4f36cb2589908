"""Every referral as it stood at the end of a day: one row each, with the days of its steps.

A step counts by the day on which it took place: what comes later changes nothing of a day before,
what is entered late puts it right. What was withdrawn as a mistake never was.
"""

import datetime as dt
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from models.accounts.scope import Scope
from models.employment.people import STAFF
from models.employment.placing.steps import AFTER
from models.employment.tables import ENDED, Placement, Referral, ReferralStep
from models.people.tables import Person, Seeker

# The steps of which the first day is told, besides those that end a referral.
DATED = ("seeker_yes", "employer_yes", "passed", "failed")
ENDING = tuple(step for step, state in AFTER.items() if state in ENDED)


def ways(day: dt.date) -> CTE:
    """Referrals decided by that day. Columns: the ids, ``state``, and a day or None for each of
    ``decided_on``, ``seeker_yes_on``, ``employer_yes_on``, ``passed_on``, ``failed_on``,
    ``ended_on``, ``started_on``, ``stayed_3``, ``stayed_6``, ``left_on``; ``employer_id`` of the
    work, ``left_reason``; ``moved`` = went over to another class."""
    decided = civil(Referral.decided_at)
    steps = and_(ReferralStep.referral_id == Referral.id, ReferralStep.day <= day)
    work = and_(Placement.referral_id == Referral.id, Placement.started_on <= day)
    days = {name: _first(ReferralStep.step == name) for name in DATED}
    # Those that ended before steps were kept have the moment alone.
    ended_at = _known(civil(Referral.ended_at), day)
    ended = func.coalesce(_first(ReferralStep.step.in_(ENDING)), ended_at)
    return (
        select(
            Referral.id,
            Referral.seeker_id,
            Referral.vacancy_id,
            Referral.cohort_id,
            decided.label("decided_on"),
            *(value.label(f"{name}_on") for name, value in days.items()),
            ended.label("ended_on"),
            _state(ended, days).label("state"),
            func.coalesce(func.bool_or(ReferralStep.reason == "moved"), False).label("moved"),
            Placement.employer_id,
            Placement.started_on,
            _known(Placement.stayed_3, day).label("stayed_3"),
            _known(Placement.stayed_6, day).label("stayed_6"),
            _known(Placement.left_on, day).label("left_on"),
            case((Placement.left_on <= day, Placement.left_reason)).label("left_reason"),
        )
        .outerjoin(ReferralStep, steps)
        .outerjoin(Placement, work)
        .where(decided <= day, ~_mistake())
        .group_by(Referral.id, Placement.referral_id)
        .cte("ways")
    )


def within(scope: Scope, way: CTE) -> ColumnElement[bool]:
    """Those of people who live in the places of staff."""
    here = select(Seeker.id).join(Seeker.person).join(Person.place).where(scope.within(STAFF))
    return way.c.seeker_id.in_(here)


def civil(moment: Any) -> ColumnElement[Any]:
    """The day in China at a moment."""
    return func.date(func.timezone("Asia/Shanghai", moment))


def _state(ended: ColumnElement[Any], days: dict[str, ColumnElement[Any]]) -> ColumnElement[str]:
    """One of ``REFERRAL_STATES``; how a referral ended is final, so that it stands in its row."""
    both = and_(
        days["seeker_yes"].is_not(None),
        or_(days["employer_yes"].is_not(None), Referral.cohort_id.is_not(None)),
    )
    return case(
        (ended.is_not(None), Referral.state),
        (Placement.started_on.is_not(None), "placed"),
        (days["passed"].is_not(None), "passed"),
        (both, "accepted"),
        else_="approved",
    )


def _first(which: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.min(ReferralStep.day).filter(which)


def _known(value: Any, day: dt.date) -> ColumnElement[Any]:
    """A day, None while it lay ahead."""
    return case((value <= day, value))


def _mistake() -> ColumnElement[bool]:
    step = aliased(ReferralStep)
    return exists().where(
        step.referral_id == Referral.id, step.step == "withdraw", step.reason == "mistake"
    )
