"""Places at an activity, the queue behind them, and who was there."""

import datetime as dt

import pytest
from sqlalchemy import select

from models.care.hours.tables import ServiceHours
from models.care.refusals import NotEligible
from models.care.together import activities
from models.care.together.activities import Plan
from models.care.together.refusals import (
    ConsentMissing,
    DateTaken,
    SignedAlready,
    TogetherOver,
    TogetherUnknown,
    TogetherWrong,
)
from models.care.together.tables import Activity, Signup
from models.notices.tables import Notice
from models.people.tables import Helper
from tests.models.care.together.conftest import MORNING, Stationed

BEGINS = dt.datetime(2026, 11, 28, 1, 0, tzinfo=dt.UTC)
ENDS = BEGINS + dt.timedelta(hours=2)


def activity(stationed: Stationed, places: int = 2, **more: object) -> Activity:
    facts = {"audience": "everyone", "begins_at": BEGINS, "ends_at": ENDS} | more
    plan = Plan(title="清洁河道", what="捡垃圾", spot="河边", places=places, **facts)  # type: ignore[arg-type]
    place = stationed.village.communities[0]
    return activities.set_up(stationed.session, stationed.keeper, place.id, plan, MORNING)


def sign(stationed: Stationed, one: Activity, helper: Helper | None = None) -> Signup:
    who = helper or stationed.village.volunteer()
    by = stationed.keeper.account_id
    return activities.sign_up(stationed.session, who.id, one.id, MORNING, by=by)


def leave(stationed: Stationed, signup: Signup) -> None:
    by = stationed.keeper.account_id
    session = stationed.session
    activities.cancel(session, signup.helper_id, signup.activity_id, MORNING, by=by)


def test_who_comes_late_waits_in_order_and_moves_up(stationed: Stationed) -> None:
    one = activity(stationed)
    waiter = stationed.village.volunteer()
    account = stationed.village.login("volunteer", waiter.person_id)
    signed = [sign(stationed, one), sign(stationed, one), sign(stationed, one, waiter)]
    last = sign(stationed, one)
    assert [(s.state, s.seat) for s in [*signed, last]] == [
        ("seated", 0),
        ("seated", 1),
        ("waiting", None),
        ("waiting", None),
    ]
    leave(stationed, signed[0])
    stationed.session.refresh(signed[2])
    assert (signed[2].state, signed[2].seat, last.state) == ("seated", 0, "waiting")
    assert stationed.session.scalars(select(Notice.account_id)).all() == [account.id]


def test_nobody_is_in_twice_and_whoever_left_comes_back_at_the_end(stationed: Stationed) -> None:
    one = activity(stationed, places=1)
    helper = stationed.village.volunteer()
    first = sign(stationed, one, helper)
    with pytest.raises(SignedAlready):
        sign(stationed, one, helper)
    second = sign(stationed, one)
    leave(stationed, first)
    again = sign(stationed, one, helper)
    assert (second.state, again.state) == ("seated", "waiting")
    with pytest.raises(TogetherUnknown):
        activities.cancel(
            stationed.session,
            stationed.village.volunteer().id,
            one.id,
            MORNING,
            by=stationed.keeper.account_id,
        )


def test_who_may_come_is_kept(stationed: Stationed) -> None:
    members = activity(stationed, audience="members")
    checked = activity(stationed, audience="checked")
    with pytest.raises(NotEligible):
        sign(stationed, members)
    sign(stationed, members, stationed.village.volunteer(political_status="中共党员"))
    with pytest.raises(NotEligible):
        sign(stationed, checked, stationed.village.volunteer(child_check_passed=False))
    with pytest.raises(ConsentMissing):
        young = stationed.village.volunteer(born_on=dt.date(2011, 1, 1))
        sign(stationed, activity(stationed), young)


def test_two_activities_at_one_time_are_one_too_many(stationed: Stationed) -> None:
    helper = stationed.village.volunteer()
    sign(stationed, activity(stationed), helper)
    with pytest.raises(DateTaken):
        sign(stationed, activity(stationed), helper)
    after = activity(stationed, begins_at=ENDS, ends_at=ENDS + dt.timedelta(hours=1))
    assert sign(stationed, after, helper).state == "seated"


def test_who_came_is_entered_once_and_after_the_end(stationed: Stationed) -> None:
    one = activity(stationed)
    came, missed, waited = (sign(stationed, one) for _ in range(3))
    with pytest.raises(TogetherOver):
        activities.attend(stationed.session, stationed.keeper, one.id, {came.id}, MORNING)
    entered = {came.id, waited.id}
    there = activities.attend(stationed.session, stationed.keeper, one.id, entered, ENDS)
    assert there == [came]
    assert (came.state, missed.state, waited.state) == ("came", "missed", "cancelled")
    hours = stationed.session.scalars(select(ServiceHours)).one()
    assert (hours.source_id, hours.minutes, hours.state) == (came.id, 120, "pending")
    with pytest.raises(TogetherOver):
        activities.attend(stationed.session, stationed.keeper, one.id, {missed.id}, ENDS)


def test_called_off_tells_everybody_and_is_over(stationed: Stationed) -> None:
    one = activity(stationed)
    helper = stationed.village.volunteer()
    account = stationed.village.login("volunteer", helper.person_id)
    signup = sign(stationed, one, helper)
    activities.call_off(stationed.session, stationed.keeper, one.id, MORNING)
    assert signup.state == "called_off"
    assert stationed.session.scalars(select(Notice.account_id)).all() == [account.id]
    with pytest.raises(TogetherOver):
        sign(stationed, one)


def test_an_activity_lies_ahead_and_in_ones_own_places(stationed: Stationed) -> None:
    with pytest.raises(TogetherWrong):
        activity(stationed, begins_at=MORNING, ends_at=ENDS)
    elsewhere = stationed.village.scope("community", stationed.village.communities[1])
    with pytest.raises(TogetherUnknown):
        activities.activity_in(stationed.session, elsewhere, activity(stationed).id)


def test_a_helper_sees_places_left_and_his_own_first(stationed: Stationed) -> None:
    activity(stationed, places=3)
    begins, ends = BEGINS + dt.timedelta(days=1), ENDS + dt.timedelta(days=1)
    later = activity(stationed, places=1, begins_at=begins, ends_at=ends)
    helper = stationed.village.volunteer()
    sign(stationed, later, helper)
    sign(stationed, later)
    shown = activities.coming(stationed.session, helper, MORNING, 10)
    assert [(one.free, one.waiting, one.mine is not None) for one in shown] == [
        (0, 1, True),
        (3, 0, False),
    ]


def test_who_comes_by_his_post_alone_earns_no_hours(stationed: Stationed) -> None:
    one = activity(stationed)
    holder = stationed.village.volunteer(political_status="中共党员", volunteer=False)
    came = sign(stationed, one, holder)
    activities.attend(stationed.session, stationed.keeper, one.id, {came.id}, ENDS)
    assert came.state == "came"
    assert stationed.session.scalars(select(ServiceHours)).all() == []
