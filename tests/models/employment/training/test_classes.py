"""Training orders and their classes: what may be, who holds a seat, who came, all or none."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.employment.people import SeekerUnknown
from models.employment.placing.life import Asked
from models.employment.posting import PostingWrong
from models.employment.rows import employment_rows
from models.employment.tables import Cohort, Referral, ReferralStep, TrainingOrder
from models.employment.texts import TextOffends
from models.employment.training import attendance, classes, orders
from models.employment.training.refusals import (
    ClassClosed,
    ClassUnknown,
    LessonWrong,
    OrderUnknown,
)
from models.matching import referrals
from models.matching.classes import enrol, proposed, step_together, would_learn
from models.matching.refusals import (
    AlternativeUnfit,
    NoSeatLeft,
    NotAllStepped,
    OpeningClosed,
    SeekerPlaced,
)
from models.people.tables import Seeker
from models.trail.tables import TrailEntry
from tests.county import NOW, TODAY, County
from tests.models.matching.proposals import a_run, for_seeker

DAY = dt.timedelta(days=1)
BEGINS = TODAY + 10 * DAY


class School:
    """An order of four people, and a class of three seats for it that opens from two on."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.county = County(session)
        east = self.county.communities[0].id
        self.terms = orders.Terms("缝纫工", 4, east, "初中", 2800, 3200, "免费")
        self.plan = classes.Plan("县职教中心", 3, 2, BEGINS, 80, "周一至周五 14:00-17:00", east)
        self.staff = self.county.scope("employment")
        firm = self.county.employer()
        self.boss = self.county.scope("employer", employer_id=firm.id)
        self.order = orders.post(session, self.boss, firm.id, self.terms, TODAY, NOW)
        self.cohort = classes.open_class(session, self.staff, self.order.id, self.plan, TODAY, NOW)

    def pupil(self, state: str = "accepted", cohort: Cohort | None = None) -> Referral:
        of = cohort or self.cohort
        return self.county.add(
            Referral(
                seeker_id=self.county.seeker().id,
                cohort_id=of.id,
                state=state,
                seeker_yes=state != "approved",
                decided_at=NOW,
                decided_by=self.staff.account_id,
            )
        )

    def tally(self) -> orders.Tally:
        return orders.tallies(self.session, [self.order])[self.order.id]

    def seats(self) -> classes.Seats:
        return classes.seats(self.session, self.order, [self.cohort])[self.cohort.id]

    def together(self, asked: dict[uuid.UUID, Asked], today: dt.date = BEGINS + DAY) -> None:
        step_together(self.session, self.staff, self.cohort.id, asked, today, NOW)

    def lesson(self, day: dt.date, *absent: uuid.UUID, today: dt.date = BEGINS) -> attendance.Came:
        return attendance.keep(
            self.session, self.staff, self.cohort.id, day, set(absent), today, NOW
        )


@pytest.fixture
def school(session: Session) -> School:
    return School(session)


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
        orders.change(school.session, school.boss, school.order.id, wrong, TODAY, NOW)


@pytest.mark.parametrize("name", ["occupation", "subsidy"])
def test_an_order_demands_nothing_the_law_forbids(school: School, name: str) -> None:
    wrong = replace(school.terms, **{name: "限女性，交押金"})
    with pytest.raises(TextOffends) as refusal:
        orders.change(school.session, school.boss, school.order.id, wrong, TODAY, NOW)
    assert {one.field for one in refusal.value.findings} == {name}


def test_an_order_keeps_the_places_that_are_held(school: School) -> None:
    for state in ("approved", "placed", "failed"):
        school.pupil(state)
    with pytest.raises(PostingWrong, match="已经推荐了 2 人"):
        fewer = replace(school.terms, headcount=1)
        orders.change(school.session, school.boss, school.order.id, fewer, TODAY, NOW)
    fewer = replace(school.terms, headcount=2)
    assert orders.change(school.session, school.boss, school.order.id, fewer, TODAY, NOW)
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
        return [one.id for one in school.session.scalars(orders.orders(scope))]

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


def test_everybody_came_but_those_who_are_named(school: School) -> None:
    here, away = school.pupil(), school.pupil()
    school.pupil("approved")
    assert school.lesson(BEGINS, away.id) == attendance.Came(1, 2)
    expected, absent = attendance.lesson(school.session, school.cohort, BEGINS)
    assert {one.id for one in expected} == {here.id, away.id} and absent == {away.id}
    assert school.lesson(BEGINS) == attendance.Came(2, 2)
    school.lesson(BEGINS + DAY, here.id, today=BEGINS + DAY)
    of = school.cohort.id
    assert attendance.by_day(school.session, of) == {
        BEGINS + DAY: attendance.Came(1, 2),
        BEGINS: attendance.Came(2, 2),
    }
    assert attendance.by_person(school.session, of) == {
        here.id: attendance.Came(1, 2),
        away.id: attendance.Came(2, 2),
    }


def test_who_left_stays_in_the_days_he_was_there(school: School) -> None:
    stays, leaves = school.pupil(), school.pupil()
    school.lesson(BEGINS)
    failed = Asked("failed", reason="stopped", day=BEGINS)
    school.together({leaves.id: failed})
    assert school.lesson(BEGINS, leaves.id) == attendance.Came(1, 2)
    assert school.lesson(BEGINS + DAY, today=BEGINS + DAY) == attendance.Came(1, 1)
    with pytest.raises(LessonWrong):
        school.lesson(BEGINS + DAY, leaves.id, today=BEGINS + DAY)
    assert stays.state == "accepted"


@pytest.mark.parametrize("day", [BEGINS - DAY, BEGINS + DAY])
def test_no_lesson_before_the_first_day_or_ahead(school: School, day: dt.date) -> None:
    school.pupil()
    with pytest.raises(LessonWrong):
        school.lesson(day)


def test_results_for_several_at_once(school: School) -> None:
    good, bad = school.pupil(), school.pupil()
    day = BEGINS + DAY
    school.together(
        {
            good.id: Asked("passed", remark="证 2026-7", day=day),
            bad.id: Asked("failed", reason="exam", day=day),
        }
    )
    assert (good.state, bad.state) == ("passed", "failed")
    remarks = school.session.scalars(
        select(ReferralStep.remark).where(ReferralStep.referral_id == good.id)
    )
    assert remarks.all() == ["证 2026-7"]
    assert school.tally() == orders.Tally(held=1, passed=1, at_work=0, missing=3, open=1)


def test_all_or_none_with_the_names_of_those_who_could_not(
    school: School, session: Session
) -> None:
    good, waiting = school.pupil(), school.pupil("approved")
    other = school.county.cohort(starts_on=BEGINS)
    stranger = school.pupil(cohort=other)
    asked = {one.id: Asked("passed", day=BEGINS) for one in (good, waiting, stranger)}
    session.flush()
    with pytest.raises(NotAllStepped, match="2 人登记不了") as refusal, session.begin_nested():
        school.together(asked)
    assert {one for one, _why in refusal.value.failed} == {waiting.id, stranger.id}
    session.expire_all()
    assert session.get_one(Referral, good.id).state == "accepted"
    assert session.scalars(select(ReferralStep)).all() == []


def test_whom_the_plan_proposes_comes_first_and_others_by_their_wish(school: School) -> None:
    def wishing(**more: object) -> Seeker:
        return school.county.seeker(**({"training_wishes": ["缝纫工"]} | more))

    chosen, free, working = wishing(), wishing(), wishing(wishes=["缝纫工"], training_wishes=[])
    run = a_run(school.county)
    one = for_seeker(
        school.county, run, seeker_id=chosen.id, vacancy_id=None, cohort_id=school.cohort.id
    )
    for_seeker(school.county, run, seeker_id=wishing().id)
    wishing(training="不愿意")
    wishing(automated=False)
    wishing(active=False)
    wishing(skills=["缝纫工"])
    wishing(education="小学")
    wishing(hours="周末")
    wishing(training_wishes=["保洁员"])
    held = wishing()
    school.county.add(
        Referral(
            seeker_id=held.id,
            vacancy_id=school.county.vacancy().id,
            decided_at=NOW,
            decided_by=school.staff.account_id,
        )
    )
    session, cohort = (
        school.session,
        classes.class_in(school.session, school.staff, school.cohort.id),
    )
    found = proposed(session, school.staff, cohort, 20)
    assert [(seeker.id, proposal) for seeker, proposal in found] == [(chosen.id, one.id)]
    learn = [seeker.id for seeker in would_learn(session, school.staff, cohort, 20, TODAY)]
    assert set(learn) == {free.id, working.id}
    assert len(would_learn(session, school.staff, cohort, 1, TODAY)) == 1
    west = school.county.scope("employment", school.county.communities[1])
    assert list(would_learn(session, west, cohort, 20, TODAY)) == []
    assert list(would_learn(session, school.staff, cohort, 20, BEGINS + DAY)) == []
    classes.close(session, school.staff, cohort.id, "provider", TODAY, NOW)
    assert list(would_learn(session, school.staff, cohort, 20, TODAY)) == []


def test_who_was_asked_and_said_yes_takes_a_seat(school: School) -> None:
    session, of = school.session, school.cohort.id

    def joins(scope: Scope = school.staff, today: dt.date = TODAY, **more: object) -> Referral:
        someone = school.county.seeker(**({"training_wishes": ["缝纫工"]} | more))
        return enrol(session, scope, of, someone.id, today, NOW)

    found = joins()
    assert (found.state, found.seeker_yes, school.seats().held) == ("accepted", True, 1)
    with pytest.raises(AlternativeUnfit) as refusal:
        joins(education="小学", skills=["缝纫工"])
    assert {name for name, _said in refusal.value.rules} == {"schooling", "learned"}
    with pytest.raises(AlternativeUnfit):
        joins(automated=False)
    with pytest.raises(AlternativeUnfit):
        joins(today=BEGINS + DAY)
    with pytest.raises(SeekerUnknown):
        joins(school.county.scope("employment", school.county.communities[0]), grid=2)
    with pytest.raises(SeekerPlaced):
        enrol(session, school.staff, of, found.seeker_id, TODAY, NOW)
    joins()
    joins()
    with pytest.raises(NoSeatLeft):
        joins()
    assert school.seats() == classes.Seats(held=3, free=0, missing=0)
    classes.close(session, school.staff, of, "provider", TODAY, NOW)
    with pytest.raises(OpeningClosed):
        joins()


def test_a_seat_given_back_is_free_again(school: School) -> None:
    pupils = [school.pupil("approved") for _ in range(3)]
    assert school.seats() == classes.Seats(held=3, free=0, missing=0)
    for pupil in pupils[:2]:
        referrals.step(school.session, school.staff, pupil.id, Asked("seeker_no"), TODAY, NOW)
    assert school.seats() == classes.Seats(held=1, free=2, missing=1)
    here = [one.state for one in classes.people(school.session, school.cohort.id)]
    assert here == ["approved", "declined", "declined"]


def test_every_change_leaves_its_line(school: School) -> None:
    session, staff = school.session, school.staff
    pupil = school.pupil()
    orders.change(session, school.boss, school.order.id, school.terms, TODAY, NOW)
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
