"""Stations are open on school days; who may serve there, and nobody else."""

import datetime as dt

import pytest
from sqlalchemy import select

from models.care import claims
from models.care.leaving import withdraw_helping
from models.care.refusals import NotEligible
from models.care.together import consents, shifts, stations
from models.care.together.refusals import (
    ConsentMissing,
    DateTaken,
    NoPlace,
    SignedAlready,
    TogetherOver,
    TogetherUnknown,
    TogetherWrong,
)
from models.care.together.stations import Plan
from models.care.together.tables import StationDay
from models.matching import suggestions
from models.notices.tables import Notice
from models.people.tables import CodeTable, Helper, Person
from models.places.tables import Holiday
from tests.models.care.together.conftest import GUARDIAN, MORNING, PLAN, Stationed
from tests.models.care.village import TODAY, day

YOUNG = dt.date(2010, 1, 1)


def open_on(stationed: Stationed) -> list[dt.date]:
    query = select(StationDay.day).where(StationDay.called_off_for.is_(None))
    return list(stationed.session.scalars(query.order_by(StationDay.day)))


def young(stationed: Stationed, born: dt.date = YOUNG, consent: bool = True) -> Helper:
    helper = stationed.village.volunteer("小周", born_on=born)
    if consent:
        person = stationed.session.get_one(Person, helper.person_id)
        by = stationed.keeper.account_id
        consents.give(stationed.session, person, "helping", GUARDIAN, MORNING, by=by)
    return helper


def test_two_weeks_of_school_days_are_written_down(stationed: Stationed) -> None:
    days = open_on(stationed)
    assert days[0] == TODAY and days[-1] == day(14)
    assert [one.weekday() for one in days] == [4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4]
    first = stationed.day()
    assert (first.opens_at, first.closes_at) == (
        dt.datetime(2026, 11, 20, 8, 30, tzinfo=dt.UTC),
        dt.datetime(2026, 11, 20, 10, 0, tzinfo=dt.UTC),
    )
    stations.open_days(stationed.session, stationed.station, MORNING)
    assert open_on(stationed) == days


def test_a_saturday_worked_instead_is_a_school_day_and_a_free_monday_none(
    stationed: Stationed,
) -> None:
    add = stationed.village.add
    add(Holiday(day=day(1), working=True, name="调休"))
    add(Holiday(day=day(3), working=False, name="放假"))
    taken = stationed.take(on=day(3))
    stations.open_all(stationed.session, MORNING)
    assert day(1) in open_on(stationed) and day(3) not in open_on(stationed)
    stationed.session.refresh(taken)
    assert taken.state == "called_off"


def test_holidays_called_and_taken_back(stationed: Stationed) -> None:
    ranges = {"ranges": [[day(3).isoformat(), day(30).isoformat()]]}
    table = stationed.village.add(
        CodeTable(name="school_holidays", effective_from=TODAY, values=ranges)
    )
    stations.open_all(stationed.session, MORNING)
    assert open_on(stationed) == [TODAY]
    stationed.session.delete(table)
    stationed.session.flush()
    stations.open_all(stationed.session, MORNING)
    assert len(open_on(stationed)) == 11


@pytest.mark.parametrize("wrong", [{"adults": 1}, {"closes": dt.time(16)}, {"places": 0}])
def test_a_station_with_one_adult_or_no_time_is_refused(
    stationed: Stationed, wrong: dict[str, object]
) -> None:
    plan = Plan(**{**vars(PLAN), "name": "另一个", **wrong})
    with pytest.raises(TogetherWrong):
        stations.set_up(
            stationed.session, stationed.keeper, stationed.station.place_id, plan, MORNING
        )


@pytest.mark.parametrize(
    "check",
    [
        {"child_check_passed": False, "child_check_until": None},
        {"child_check_passed": True, "child_check_until": None},
        {"child_check_passed": True, "child_check_until": day(-1)},
    ],
)
def test_without_a_check_that_holds_nobody_serves_children(
    stationed: Stationed, check: dict[str, object]
) -> None:
    with pytest.raises(NotEligible) as refused:
        stationed.take(stationed.village.volunteer(**check))
    assert [rule for rule, _ in refused.value.rules] == ["child_check"]


def test_a_check_is_looked_at_for_the_day_itself(stationed: Stationed) -> None:
    helper = stationed.village.volunteer(child_check_until=day(3))
    stationed.take(helper, on=day(3))
    with pytest.raises(NotEligible):
        stationed.take(helper, on=day(4))


def test_seats_are_two_and_each_is_taken_once(stationed: Stationed) -> None:
    first = stationed.village.volunteer()
    assert stationed.take(first).seat == 0
    with pytest.raises(SignedAlready):
        stationed.take(first)
    assert stationed.take().seat == 1
    with pytest.raises(NoPlace):
        stationed.take()


def test_a_minor_comes_with_consent_and_beside_an_adult_only(stationed: Stationed) -> None:
    with pytest.raises(ConsentMissing):
        stationed.take(young(stationed, consent=False))
    with pytest.raises(ConsentMissing):
        stationed.take(young(stationed, born=dt.date(2013, 1, 1)))
    helper = young(stationed)
    with pytest.raises(NotEligible) as alone:
        stationed.take(helper)
    assert [rule for rule, _ in alone.value.rules] == ["beside_adult"]
    stationed.take()
    shift = stationed.take(helper)
    assert (shift.minor, shift.seat) == (True, 2)


def test_the_last_adult_who_withdraws_releases_the_minor_and_staff_hear(
    stationed: Stationed,
) -> None:
    adult, minor = stationed.take(), stationed.take(young(stationed))
    keeper = stationed.keeper.account_id
    shifts.withdraw(stationed.session, adult.helper_id, adult.id, MORNING, by=keeper)
    assert (adult.state, minor.state) == ("withdrawn", "called_off")
    assert keeper in stationed.session.scalars(select(Notice.account_id)).all()


def test_consent_taken_back_takes_the_shifts_with_it(stationed: Stationed) -> None:
    stationed.take(on=day(3))
    helper = young(stationed)
    shift = stationed.take(helper, on=day(3))
    by = stationed.keeper.account_id
    withdraw_helping(stationed.session, helper, MORNING, by=by)
    assert shift.state == "called_off"
    with pytest.raises(ConsentMissing):
        stationed.take(helper, on=day(3))


def test_a_shift_belongs_to_its_helper_and_to_a_day_to_come(stationed: Stationed) -> None:
    shift, by = stationed.take(), stationed.keeper.account_id
    with pytest.raises(TogetherUnknown):
        other = stationed.village.volunteer().id
        shifts.withdraw(stationed.session, other, shift.id, MORNING, by=by)
    evening = MORNING + dt.timedelta(hours=12)
    with pytest.raises(TogetherOver):
        stationed.take(now=evening)
    stations.call_off_day(stationed.session, stationed.keeper, stationed.day(day(3)).id, MORNING)
    with pytest.raises(TogetherOver):
        stationed.take(on=day(3))


def test_a_visit_and_a_shift_are_not_promised_for_one_time(stationed: Stationed) -> None:
    village, by = stationed.village, stationed.keeper.account_id
    stationed.station.closes = dt.time(19)
    stationed.day(day(3)).closes_at += dt.timedelta(hours=1)
    helper = village.volunteer()
    stationed.take(helper, on=day(3))
    with pytest.raises(DateTaken):
        suggestions.claim(
            stationed.session, helper.id, village.visit().id, day(3), 2, MORNING, by=by
        )
    other = village.volunteer()
    claims.claim(stationed.session, other.id, village.visit().id, day(3), 2, MORNING, by=by)
    with pytest.raises(DateTaken):
        stationed.take(other, on=day(3))


def test_days_that_want_somebody_are_shown_with_how_many(stationed: Stationed) -> None:
    stationed.take(on=day(3))
    helper = stationed.village.volunteer()
    stationed.take(helper, on=day(4))
    shown = {
        one.day.day: (one.adults, one.minors)
        for one in shifts.open_days(stationed.session, helper, MORNING, 20)
    }
    assert shown[day(3)] == (1, 1) and shown[TODAY] == (2, 1) and day(4) not in shown
