"""Who came to a class on which day: everybody enrolled, unless said otherwise."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute, Session, contains_eager

from matcher.said import Said
from models.accounts.scope import Scope
from models.employment.hours import of_opening
from models.employment.tables import Cohort, Referral
from models.employment.training.classes import class_in
from models.employment.training.refusals import LessonUnlikely, LessonWrong
from models.employment.training.tables import ClassAttendance
from models.people.tables import Person, Seeker
from models.places.working_days import SATURDAY, working_days
from models.trail.log import record_row

Key = TypeVar("Key", dt.date, uuid.UUID)


@dataclass(frozen=True)
class Came:
    """On how many of the days entered somebody came, or how many came on one day."""

    present: int
    entered: int


def lesson(
    session: Session, cohort: Cohort, day: dt.date
) -> tuple[Sequence[Referral], set[uuid.UUID]]:
    """Whom to expect on a day, by name, and the ids of those entered as absent."""
    there = select(ClassAttendance.referral_id, ClassAttendance.present).where(
        ClassAttendance.day == day,
        ClassAttendance.referral_id.in_(
            select(Referral.id).where(Referral.cohort_id == cohort.id),
        ),
    )
    entered = {referral_id: present for referral_id, present in session.execute(there)}
    # Whoever left the class afterwards was there all the same.
    expected = or_(Referral.state == "accepted", Referral.id.in_(entered))
    found = session.scalars(
        select(Referral)
        .join(Referral.seeker)
        .join(Seeker.person)
        .where(Referral.cohort_id == cohort.id, expected)
        .options(contains_eager(Referral.seeker).contains_eager(Seeker.person))
        .order_by(Person.name, Referral.id)
    )
    return found.all(), {one for one, present in entered.items() if not present}


def beside_timetable(session: Session, cohort: Cohort, day: dt.date) -> bool:
    """Whether there should be no lesson: a weekday of a class at weekends, or the other way round.

    On a holiday and on a day worked instead of one, either may be held. So may a class whose
    timetable names no hours.
    """
    weekend = day.weekday() >= SATURDAY
    if working_days(session, day, 1) == [weekend]:
        return False
    hours = of_opening(cohort.timetable)
    held, other = hours.weekday, hours.weekend
    if weekend:
        held, other = other, held
    return not held and bool(other)


def keep(
    session: Session,
    scope: Scope,
    class_id: uuid.UUID,
    day: dt.date,
    absent: Collection[uuid.UUID],
    today: dt.date,
    now: dt.datetime,
    *,
    anyway: bool = False,
) -> Came:
    """Enter a day of a class that has begun; entered before, it is corrected.

    A day ``beside_timetable`` is asked back with ``LessonUnlikely`` unless ``anyway``.
    """
    cohort = class_in(session, scope, class_id, lock=True)
    if not cohort.starts_on <= day <= today:
        raise LessonWrong(Said("这一天还没有上课，或在开班以前。什么都没有改动。"))
    beside = beside_timetable(session, cohort, day)
    if beside and not anyway and day not in by_day(session, class_id):
        raise LessonUnlikely(_unlikely(cohort, day))
    expected, _before = lesson(session, cohort, day)
    ids = {one.id for one in expected}
    if not ids or not ids.issuperset(absent):
        raise LessonWrong(Said("班里的人有了变化，请看过再登记。什么都没有改动。"))
    rows = [
        {
            "referral_id": one,
            "day": day,
            "present": one not in absent,
            "entered_at": now,
            "entered_by": scope.account_id,
        }
        for one in sorted(ids)
    ]
    entry = insert(ClassAttendance)
    newer = {name: entry.excluded[name] for name in ("present", "entered_at", "entered_by")}
    session.execute(
        entry.on_conflict_do_update(index_elements=["referral_id", "day"], set_=newer), rows
    )
    came = Came(len(ids) - len(set(absent)), len(ids))
    detail = {"day": day.isoformat(), "present": came.present, "entered": came.entered}
    if beside:
        detail["timetable"] = cohort.timetable
    record_row(session, "class.attendance", cohort, now, by=scope.account_id, detail=detail)
    return came


def by_day(session: Session, class_id: uuid.UUID) -> dict[dt.date, Came]:
    """Day -> how many came, the latest first."""
    return _counted(session, class_id, ClassAttendance.day)


def by_person(session: Session, class_id: uuid.UUID) -> dict[uuid.UUID, Came]:
    """Referral id -> on how many days he or she came."""
    return _counted(session, class_id, ClassAttendance.referral_id)


def _unlikely(cohort: Cohort, day: dt.date) -> Said:
    facts = {"timetable": cohort.timetable, "day": day.isoformat()}
    if day.weekday() >= SATURDAY:
        return Said("上课时间是“%(timetable)s”，%(day)s却是周末。还没有登记。", **facts)
    return Said("上课时间是“%(timetable)s”，%(day)s却不是周末。还没有登记。", **facts)


def _counted(
    session: Session, class_id: uuid.UUID, key: InstrumentedAttribute[Key]
) -> dict[Key, Came]:
    wanted = (
        select(key, func.count().filter(ClassAttendance.present), func.count())
        .join(Referral, Referral.id == ClassAttendance.referral_id)
        .where(Referral.cohort_id == class_id)
        .group_by(key)
        .order_by(key.desc())
    )
    return {one: Came(present, entered) for one, present, entered in session.execute(wanted)}
