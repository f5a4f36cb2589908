"""Nobody promises to be in two places at once: shifts, activities and visits look at each other.

Callers hold the lock on the helper's row, so that nothing slips in between.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.checks import HELD
from models.care.days import HOURS, civil_day, usual_hours
from models.care.tables import Claim
from models.care.together.refusals import DateTaken
from models.care.together.tables import SHIFT_ON, SIGNED, Activity, Shift, Signup, StationDay


def check_dates(
    session: Session, helper_id: uuid.UUID, began_at: dt.datetime, ended_at: dt.datetime
) -> None:
    """The helper has no shift and no activity that meets this time."""
    shift = (
        select(Shift.id)
        .join(Shift.day)
        .where(
            Shift.helper_id == helper_id,
            Shift.state.in_(SHIFT_ON),
            StationDay.opens_at < ended_at,
            StationDay.closes_at > began_at,
        )
    )
    if session.scalar(shift.limit(1)) is not None:
        raise DateTaken(Said("您这个时间在辅导站有班，请换一个时间。"))
    signup = (
        select(Signup.id)
        .join(Signup.activity)
        .where(
            Signup.helper_id == helper_id,
            Signup.state.in_(SIGNED),
            Activity.begins_at < ended_at,
            Activity.ends_at > began_at,
        )
    )
    if session.scalar(signup.limit(1)) is not None:
        raise DateTaken(Said("您这个时间报名了集体活动，请换一个时间。"))


def promised(
    session: Session, first: dt.date, last: dt.date, helper_ids: Collection[uuid.UUID] | None = None
) -> list[tuple[uuid.UUID, dt.date, int]]:
    """(helper, day, part): half-days that meet a shift or an activity, of everybody or those named.

    The same overlap as for a claim: with the usual hours of a half-day.
    """
    from_, until = usual_hours(first, 0)[0], usual_hours(last, len(HOURS) - 1)[1]
    shifts = (
        select(Shift.helper_id, StationDay.opens_at, StationDay.closes_at)
        .join(Shift.day)
        .where(Shift.state.in_(SHIFT_ON), StationDay.closes_at > from_, StationDay.opens_at < until)
    )
    signups = (
        select(Signup.helper_id, Activity.begins_at, Activity.ends_at)
        .join(Signup.activity)
        .where(Signup.state.in_(SIGNED), Activity.ends_at > from_, Activity.begins_at < until)
    )
    if helper_ids is not None:
        shifts = shifts.where(Shift.helper_id.in_(helper_ids))
        signups = signups.where(Signup.helper_id.in_(helper_ids))
    return [
        (helper, day, part)
        for helper, began, ended in [*session.execute(shifts), *session.execute(signups)]
        for day, part in _half_days(began, ended)
        if first <= day <= last
    ]


def _half_days(began: dt.datetime, ended: dt.datetime) -> Iterator[tuple[dt.date, int]]:
    day = civil_day(began)
    while day <= civil_day(ended):
        for part in range(len(HOURS)):
            begins, ends = usual_hours(day, part)
            if begins < ended and ends > began:
                yield day, part
        day += dt.timedelta(days=1)


def check_visits(
    session: Session, helper_id: uuid.UUID, began_at: dt.datetime, ended_at: dt.datetime
) -> None:
    """The helper has claimed no visit whose usual hours meet this time."""
    claims = select(Claim.day, Claim.part).where(
        Claim.helper_id == helper_id,
        Claim.state.in_(HELD),
        Claim.day.between(civil_day(began_at), civil_day(ended_at)),
    )
    for day, part in session.execute(claims):
        began, ended = usual_hours(day, part)
        if began < ended_at and ended > began_at:
            raise DateTaken(Said("您这个时间认领了探访，请换一个时间。"))
