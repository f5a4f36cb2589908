"""Training orders and their classes: what may be, and how they stand."""

import uuid
from dataclasses import replace

import pytest
from sqlalchemy import select

from models.accounts.scope import Scope
from models.employment.placing.life import Asked
from models.employment.posting import PostingWrong
from models.employment.rows import employment_rows
from models.employment.tables import TrainingOrder
from models.employment.texts import TextOffends
from models.employment.training import classes, orders
from models.employment.training.refusals import (
    ClassClosed,
    ClassUnknown,
    OrderUnknown,
)
from models.trail.tables import TrailEntry
from tests.county import NOW, TODAY
from tests.models.employment.training.conftest import BEGINS, DAY, School


def test_numbers_count_by_year_and_leave_the_ledgers_alone(school: School) -> None:
    assert school.order.number == "LX2026-0001"
    of = school.order.employer_id
    for number in ("LX2026-9", "LX2026-00x1", "DD2026-0007"):
        school.county.add(
            TrainingOrder(
                number=number, employer_id=of, occupation="保洁员", headcount=1, pay_min=2000
            )
        )
    later = TODAY + 60 * DAY
    numbers = [
        orders.post(school.session, school.staff, of, school.terms, day, NOW).number
        for day in (TODAY, later, later)
    ]
    assert numbers == ["LX2026-0002", "LX2027-0001", "LX2027-0002"]


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"pay_min": 1949, "pay_max": None}, "pay_min"),
        ({"pay_max": 2700}, "pay_max"),
        ({"place_id": uuid.UUID(int=1)}, "place_id"),
    ],
)
def test_an_order_is_checked_as_a_vacancy_is(school: School, other: dict, field: str) -> None:
    wrong = replace(school.terms, **other)
    of = school.order.employer_id
    with pytest.raises(PostingWrong) as refusal:
        orders.post(school.session, school.staff, of, wrong, TODAY, NOW)
    assert refusal.value.field == field
    with pytest.raises(PostingWrong):
        orders.change(
            school.session,
            school.boss,
            school.order.id,
            orders.seen(school.order),
            wrong,
            TODAY,
            NOW,
        )


@pytest.mark.parametrize("name", ["occupation", "subsidy"])
def test_an_order_demands_nothing_the_law_forbids(school: School, name: str) -> None:
    wrong = replace(school.terms, **{name: "限女性，交押金"})
    with pytest.raises(TextOffends) as refusal:
        orders.change(
            school.session,
            school.boss,
            school.order.id,
            orders.seen(school.order),
            wrong,
            TODAY,
            NOW,
        )
    assert {one.field for one in refusal.value.findings} == {name}


def test_an_order_keeps_the_places_that_are_held(school: School) -> None:
    for state in ("approved", "placed", "failed"):
        school.pupil(state)
    with pytest.raises(PostingWrong, match="已经推荐了 2 人"):
        fewer = replace(school.terms, headcount=1)
        orders.change(
            school.session,
            school.boss,
            school.order.id,
            orders.seen(school.order),
            fewer,
            TODAY,
            NOW,
        )
    fewer = replace(school.terms, headcount=2)
    assert orders.change(
        school.session, school.boss, school.order.id, orders.seen(school.order), fewer, TODAY, NOW
    )
    assert school.tally().missing == 0


def test_how_an_order_stands(school: School) -> None:
    assert school.tally() == orders.Tally(0, 0, 0, 4, 1)
    second = classes.open_class(
        school.session, school.staff, school.order.id, school.plan, TODAY, NOW
    )
    for state in ("approved", "accepted", "placed", "left", "failed", "declined"):
        school.pupil(state, second if state == "placed" else None)
    assert school.tally() == orders.Tally(held=3, passed=2, at_work=1, missing=1, open=2)


def test_a_class_has_no_more_free_seats_than_its_order(school: School) -> None:
    second = classes.open_class(
        school.session, school.staff, school.order.id, school.plan, TODAY, NOW
    )
    for _ in range(3):
        school.pupil(cohort=second)
    assert school.seats() == classes.Seats(held=0, free=1, missing=2)
    rows = employment_rows(school.session, school.county.place.id, TODAY).openings
    assert {row.id for row in rows if row.free and row.group_free == 1} == {school.cohort.id}


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"seats": 5}, "seats"),
        ({"least": 4}, "least"),
        ({"starts_on": TODAY - DAY}, "starts_on"),
        ({"timetable": "另行通知"}, "timetable"),
        ({"timetable": "周一至周五"}, "timetable"),
        ({"place_id": uuid.UUID(int=1)}, "place_id"),
    ],
)
def test_a_class_that_cannot_be_is_told_at_its_field(
    school: School, other: dict, field: str
) -> None:
    wrong = replace(school.plan, **other)
    for work in (
        lambda: classes.open_class(
            school.session, school.staff, school.order.id, wrong, TODAY, NOW
        ),
        lambda: classes.change(school.session, school.staff, school.cohort.id, wrong, TODAY, NOW),
    ):
        with pytest.raises(PostingWrong) as refusal:
            work()
        assert refusal.value.field == field


@pytest.mark.parametrize("timetable", ["周末全天", "晚上 19:00-21:00", "每周二、四 8：30至11：30"])
def test_hours_as_the_ledgers_write_them_are_read(school: School, timetable: str) -> None:
    plan = replace(school.plan, timetable=timetable)
    found = classes.change(school.session, school.staff, school.cohort.id, plan, TODAY, NOW)
    assert found.timetable == timetable


def test_a_class_that_has_begun_keeps_its_first_day(school: School) -> None:
    later = BEGINS + 3 * DAY
    moved = replace(school.plan, starts_on=later + DAY)
    with pytest.raises(PostingWrong, match="已经开班"):
        classes.change(school.session, school.staff, school.cohort.id, moved, later, NOW)
    other = replace(school.plan, provider="巾帼家政学校")
    found = classes.change(school.session, school.staff, school.cohort.id, other, later, NOW)
    assert found.provider == "巾帼家政学校"


def test_a_class_keeps_the_seats_that_are_held(school: School) -> None:
    for _ in range(3):
        school.pupil()
    fewer = replace(school.plan, seats=2)
    with pytest.raises(PostingWrong, match="已经有 3 人"):
        classes.change(school.session, school.staff, school.cohort.id, fewer, TODAY, NOW)


def test_a_closed_class_is_proposed_to_nobody_and_forgets_nobody(school: School) -> None:
    pupil = school.pupil()
    with pytest.raises(PostingWrong):
        classes.close(school.session, school.staff, school.cohort.id, "tired", TODAY, NOW)
    found = classes.close(school.session, school.staff, school.cohort.id, "too_few", TODAY, NOW)
    assert (found.closed_on, found.closed_for) == (TODAY, "too_few")
    assert employment_rows(school.session, school.county.place.id, TODAY).openings == []
    assert [one.id for one in classes.people(school.session, found.id)] == [pupil.id]
    assert pupil.state == "accepted"
    for change in (classes.close, classes.change):
        asked = "too_few" if change is classes.close else school.plan
        with pytest.raises(ClassClosed):
            change(school.session, school.staff, found.id, asked, TODAY, NOW)
    school.together({pupil.id: Asked("withdraw", reason="not_opened")}, TODAY)
    assert pupil.state == "withdrawn"
    rows = employment_rows(school.session, school.county.place.id, TODAY)
    assert [row.id for row in rows.seekers] == [pupil.seeker_id]


def test_who_sees_what(school: School) -> None:
    def seen(scope: Scope) -> list[uuid.UUID]:
        return [one.id for one in school.session.scalars(orders.orders(scope, TODAY))]

    east, west = school.county.communities
    stranger = school.county.scope("employer", employer_id=school.county.employer().id)
    elsewhere = school.county.scope("employment", west)
    assert seen(school.boss) == seen(school.staff) == [school.order.id]
    assert seen(school.county.scope("employment", east)) == [school.order.id]
    assert seen(stranger) == seen(elsewhere) == []
    assert seen(school.county.scope("community")) == []
    with pytest.raises(OrderUnknown):
        orders.order_in(school.session, stranger, school.order.id)
    for scope in (school.boss, elsewhere):
        with pytest.raises(ClassUnknown):
            classes.class_in(school.session, scope, school.cohort.id)
    # What is taught in one's own place is seen there, wherever the work will be.
    there = replace(school.plan, place_id=west.id)
    classes.change(school.session, school.staff, school.cohort.id, there, TODAY, NOW)
    assert seen(elsewhere) == [school.order.id]


def test_every_change_leaves_its_line(school: School) -> None:
    session, staff = school.session, school.staff
    pupil = school.pupil()
    orders.change(
        session, school.boss, school.order.id, orders.seen(school.order), school.terms, TODAY, NOW
    )
    classes.change(session, staff, school.cohort.id, school.plan, TODAY, NOW)
    school.lesson(BEGINS, pupil.id)
    classes.close(session, staff, school.cohort.id, "merged", TODAY, NOW)
    lines = session.scalars(select(TrailEntry).order_by(TrailEntry.number)).all()
    assert [line.action for line in lines] == [
        "order.post",
        "class.open",
        "order.change",
        "class.change",
        "class.attendance",
        "class.close",
    ]
    assert lines[-1].why == "merged"
