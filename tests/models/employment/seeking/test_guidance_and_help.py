"""Notes only ever added, who is due, and who answers for whom."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.employment.seeking.guidance import Told, how_many_due, notes_of, write
from models.employment.seeking.helping import (
    OVERDUE,
    WITHOUT,
    add_step,
    finish_step,
    hardship,
    help_of,
    helped,
    reassign,
    set_officer,
    set_review,
    station,
    steps_of,
    without_officer,
)
from models.employment.seeking.refusals import SeekingWrong
from models.people.tables import Seeker
from tests.county import NOW, TODAY, County

DAY = dt.timedelta(1)


@pytest.fixture
def county(session: Session) -> County:
    return County(session)


@pytest.fixture
def staff(county: County) -> Scope:
    return county.scope("employment")


@pytest.fixture
def poor(county: County) -> Seeker:
    return county.seeker("王小芳", hardship=["低保家庭"])


def told(day: dt.date, next_on: dt.date | None = None) -> Told:
    return Told(day, "talk", "周三去看社区工厂", next_on)


def test_a_later_note_settles_what_was_arranged(
    session: Session, county: County, staff: Scope
) -> None:
    seeker = county.seeker()
    write(session, staff, seeker.id, told(TODAY - 9 * DAY, TODAY - DAY), TODAY, NOW)
    assert how_many_due(session, staff, TODAY - 2 * DAY) == 0
    assert how_many_due(session, staff, TODAY) == 1
    assert how_many_due(session, county.scope("employment", county.communities[1]), TODAY) == 0
    write(session, staff, seeker.id, told(TODAY), TODAY, NOW)
    assert how_many_due(session, staff, TODAY) == 0
    days = [note.day for note, _who in notes_of(session, seeker.id)]
    assert days == [TODAY, TODAY - 9 * DAY]


def test_nobody_is_due_who_is_no_longer_registered(
    session: Session, county: County, staff: Scope
) -> None:
    seeker = county.seeker()
    write(session, staff, seeker.id, told(TODAY - DAY, TODAY), TODAY, NOW)
    seeker.active = False
    session.flush()
    assert how_many_due(session, staff, TODAY) == 0


@pytest.mark.parametrize(
    ("day", "next_on"), [(TODAY + DAY, None), (TODAY, TODAY), (TODAY, TODAY - DAY)]
)
def test_days_that_cannot_be(
    session: Session, county: County, staff: Scope, day: dt.date, next_on: dt.date | None
) -> None:
    with pytest.raises(SeekingWrong):
        write(session, staff, county.seeker().id, told(day, next_on), TODAY, NOW)


def test_an_officer_is_of_the_station_that_looks_after_the_place(
    session: Session, county: County, staff: Scope, poor: Seeker
) -> None:
    other = county.account("employment", county.communities[1])
    for stranger in (other, county.account("community")):
        with pytest.raises(SeekingWrong):
            set_officer(session, staff, poor.id, stranger.id, NOW)
    with pytest.raises(SeekingWrong):
        set_officer(session, staff, county.seeker().id, staff.account_id, NOW)
    assert without_officer(session, staff) == 1
    set_officer(session, staff, poor.id, staff.account_id, NOW)
    assert without_officer(session, staff) == 0
    found = help_of(session, poor.id)
    assert found is not None and found.officer_id == staff.account_id
    assert {staff.account_id, other.id} <= {one.id for one in station(session, staff)}


def test_the_plan_and_who_is_late(
    session: Session, county: County, staff: Scope, poor: Seeker
) -> None:
    county.seeker("李四")
    with pytest.raises(SeekingWrong):
        add_step(session, staff, poor.id, "看工厂", TODAY - DAY, TODAY, NOW)
    step = add_step(session, staff, poor.id, "看工厂", TODAY, TODAY, NOW)
    set_review(session, staff, poor.id, TODAY + 30 * DAY, TODAY, NOW)

    def shown(day: dt.date, which: str) -> list[Seeker]:
        return list(session.scalars(hardship(session, staff, day, which)))

    assert shown(TODAY, "") == [poor] == shown(TODAY, WITHOUT)
    assert shown(TODAY, OVERDUE) == [] and shown(TODAY + DAY, OVERDUE) == [poor]
    [one] = helped(session, [poor], TODAY + DAY)
    assert (one.officer, one.steps, one.next_on, one.overdue) == (None, 1, TODAY, True)
    finish_step(session, staff, poor.id, step.id, TODAY, NOW)
    assert [row.done_on for row in steps_of(session, poor.id)] == [TODAY]
    assert shown(TODAY + DAY, OVERDUE) == [] and shown(TODAY + 31 * DAY, OVERDUE) == [poor]
    with pytest.raises(SeekingWrong):
        finish_step(session, staff, county.seeker().id, step.id, TODAY, NOW)


def test_all_of_one_officer_go_to_another_or_none(
    session: Session, county: County, staff: Scope, poor: Seeker
) -> None:
    far = county.seeker("赵远", grid=2, hardship=["残疾"])
    for one in (poor, far):
        set_officer(session, staff, one.id, staff.account_id, NOW)
    near_only = county.account("employment", county.communities[0])
    with pytest.raises(SeekingWrong):
        reassign(session, staff, staff.account_id, near_only.id, NOW)
    assert [o.officer for o in helped(session, [poor, far], TODAY)].count(None) == 0
    heir = county.account("employment")
    assert reassign(session, staff, staff.account_id, heir.id, NOW) == 2
    found = [one.officer for one in helped(session, [poor, far], TODAY)]
    assert found == [heir, heir]
    assert session.scalars(hardship(session, staff, TODAY, str(heir.id))).all() == [poor, far]
    heir.status = "disabled"
    session.flush()
    assert without_officer(session, staff) == 2
