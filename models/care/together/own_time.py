"""Nobody promises to be in two places at once: shifts, activities and visits look at each other.

Callers hold the lock on the helper's row, so that nothing slips in between.
"""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.care.checks import HELD
from models.care.days import civil_day, usual_hours
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
