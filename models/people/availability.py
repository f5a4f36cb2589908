"""When a helper is free: his week, and single days of which he said something else."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import ClassVar

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from matcher.care.days import EVERY_SLOT
from matcher.said import Said
from models.database.refused import Refused
from models.people.tables import Helper, HelperDay

FARTHEST = dt.timedelta(days=366)


class DayOutOfReach(Refused):
    """A day that has gone by, or lies more than a year ahead."""

    code: ClassVar[str] = "day_out_of_reach"


def set_week(
    session: Session, helper_id: uuid.UUID, week: int, school_holidays_only: bool
) -> Helper:
    """Replace a helper's week (21 bits, see ``Helper``); single days he named stay."""
    helper = session.get_one(Helper, helper_id, with_for_update={"key_share": True})
    helper.week = week & EVERY_SLOT
    helper.school_holidays_only = school_holidays_only
    return helper


def set_day(
    session: Session, helper_id: uuid.UUID, day: dt.date, parts: int, today: dt.date
) -> None:
    """Say of one day when a helper is free (bit k = part k, 0 = not at all)."""
    if not today <= day <= today + FARTHEST:
        raise DayOutOfReach(Said("请选择今天以后、一年以内的日期。"))
    said = insert(HelperDay).values(helper_id=helper_id, day=day, parts=parts)
    session.execute(
        said.on_conflict_do_update(index_elements=["helper_id", "day"], set_={"parts": parts})
    )


def clear_day(session: Session, helper_id: uuid.UUID, day: dt.date) -> None:
    """Let the week hold for that day again."""
    session.execute(delete(HelperDay).where(HelperDay.helper_id == helper_id, HelperDay.day == day))


def said_days(session: Session, helper_id: uuid.UUID, today: dt.date) -> Sequence[HelperDay]:
    """The days from today on of which a helper said something, soonest first."""
    mine = select(HelperDay).where(HelperDay.helper_id == helper_id, HelperDay.day >= today)
    return session.scalars(mine.order_by(HelperDay.day)).all()
