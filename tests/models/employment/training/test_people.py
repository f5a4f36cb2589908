"""The people of a class: who came, who passed, all or none; who could be asked, who joins."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.employment.people import SeekerUnknown
from models.employment.placing.life import Asked
from models.employment.tables import Referral, ReferralStep
from models.employment.training import attendance, classes, orders
from models.employment.training.refusals import LessonUnlikely, LessonWrong
from models.matching import referrals
from models.matching.classes import enrol, proposed, would_learn
from models.matching.refusals import (
    AlternativeUnfit,
    NoSeatLeft,
    NotAllStepped,
    OpeningClosed,
    SeekerPlaced,
)
from models.people.tables import Seeker
from models.trail.tables import TrailEntry
from tests.county import NOW, TODAY
from tests.models.employment.training.conftest import BEGINS, DAY, School
from tests.models.matching.proposals import a_run, for_seeker


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


SATURDAY = BEGINS + 5 * DAY
WEDNESDAY = BEGINS + 2 * DAY
NATIONAL_DAY, MADE_UP = dt.date(2026, 10, 1), dt.date(2026, 10, 10)


@pytest.mark.parametrize(
    ("timetable", "day", "beside"),
    [
        ("周一至周五 14:00-17:00", WEDNESDAY, False),
        ("周一至周五 14:00-17:00", SATURDAY, True),
        ("周末全天", WEDNESDAY, True),
        ("周末全天", SATURDAY, False),
        ("自由时间", SATURDAY, False),
        # A Thursday off and a Saturday worked: a class of either kind may be held.
        ("周一至周五 14:00-17:00", NATIONAL_DAY, False),
        ("周末全天", NATIONAL_DAY, False),
        ("周一至周五 14:00-17:00", MADE_UP, False),
        ("周末全天", MADE_UP, False),
    ],
)
def test_a_day_is_held_against_the_timetable(
    school: School, timetable: str, day: dt.date, beside: bool
) -> None:
    school.cohort.timetable = timetable
    assert attendance.beside_timetable(school.session, school.cohort, day) is beside


def test_an_unlikely_day_is_asked_back_and_entered_all_the_same(school: School) -> None:
    pupil = school.pupil()
    with pytest.raises(LessonUnlikely, match="却是周末"):
        school.lesson(SATURDAY, today=SATURDAY)
    assert attendance.by_day(school.session, school.cohort.id) == {}
    assert school.lesson(SATURDAY, today=SATURDAY, anyway=True) == attendance.Came(1, 1)
    # Once it is known that there was a lesson, a correction is not asked back again.
    assert school.lesson(SATURDAY, pupil.id, today=SATURDAY) == attendance.Came(0, 1)
    detail = select(TrailEntry.detail).where(TrailEntry.action == "class.attendance")
    told = school.session.scalars(detail).all()
    assert [one["timetable"] for one in told] == ["周一至周五 14:00-17:00"] * 2


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
