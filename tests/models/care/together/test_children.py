"""Children: a place with consent, received by two checked adults, given to whom was named."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select

from models.care.hours.tables import ServiceHours
from models.care.refusals import NotEligible, TimesWrong
from models.care.together import attending, enrolling, waiting
from models.care.together.consents import Guardian
from models.care.together.refusals import (
    ChildStillHere,
    NoPlace,
    NotNamed,
    SignedAlready,
    TogetherOver,
    TogetherUnknown,
    TogetherWrong,
    TooFewAdults,
)
from models.care.together.tables import Attendance, Enrolment, GuardianConsent, PickupPerson
from models.notices.tables import Notice
from models.people.tables import Helper
from tests.models.care.together.conftest import (
    AT_FIVE,
    CLOSED,
    MORNING,
    Stationed,
)
from tests.models.care.village import day


def arrive(stationed: Stationed, place: Enrolment, at: dt.datetime = AT_FIVE) -> Attendance:
    keeper, station_day = stationed.keeper, stationed.day()
    return attending.arrive(stationed.session, keeper, station_day.id, place.id, at, CLOSED)


def fetch(
    stationed: Stationed, came: Attendance, who: uuid.UUID | None, at: dt.datetime = CLOSED
) -> Attendance:
    return attending.pick_up(stationed.session, stationed.keeper, came.id, who, at, CLOSED)


def mother(stationed: Stationed, place: Enrolment) -> PickupPerson:
    return enrolling.named(stationed.session, [place.id])[0]


def test_a_place_rests_on_consent_and_names_the_guardian(stationed: Stationed) -> None:
    place = stationed.enrol()
    given = stationed.session.scalars(select(GuardianConsent)).one()
    assert (given.id, given.guardian_name, given.text_version) == (
        place.consent_id,
        "王秀兰",
        "2026-11",
    )
    assert given.recorded_by == stationed.keeper.account_id
    assert mother(stationed, place).phone == "13800001111"


def test_places_are_two_and_a_child_has_one(stationed: Stationed) -> None:
    child = stationed.child()
    stationed.enrol(child)
    with pytest.raises(SignedAlready):
        stationed.enrol(child)
    stationed.enrol()
    with pytest.raises(NoPlace):
        stationed.enrol()


def test_only_children_and_no_consent_of_tomorrow(stationed: Stationed) -> None:
    with pytest.raises(TogetherWrong):
        stationed.enrol(stationed.child(born_on=dt.date(2008, 11, 20)))
    with pytest.raises(TogetherWrong):
        later = Guardian("王秀兰", "13800001111", "母亲", day(1))
        stationed.enrol(guardian=later)


def test_a_stranger_to_the_place_sees_no_child(stationed: Stationed) -> None:
    elsewhere = stationed.village.scope("community", stationed.village.communities[1])
    with pytest.raises(TogetherUnknown):
        enrolling.enrolment_in(stationed.session, elsewhere, stationed.enrol().id)
    volunteer = stationed.village.scope("volunteer", person_id=stationed.child().id)
    with pytest.raises(TogetherUnknown):
        today = stationed.day()
        attending.day_for(stationed.session, volunteer, today.id, today.day)


def test_fewer_than_two_adults_receive_nobody(stationed: Stationed) -> None:
    place, shift = stationed.enrol(), stationed.take()
    stationed.take()
    with pytest.raises(TooFewAdults):
        arrive(stationed, place)
    attending.present(stationed.session, stationed.keeper, shift.id, AT_FIVE, AT_FIVE)
    with pytest.raises(TooFewAdults):
        arrive(stationed, place)


def test_a_check_that_ran_out_meanwhile_is_seen_at_the_door(stationed: Stationed) -> None:
    shift = stationed.take()
    stationed.session.get_one(Helper, shift.helper_id).child_check_until = day(-1)
    with pytest.raises(NotEligible):
        attending.present(stationed.session, stationed.keeper, shift.id, AT_FIVE, AT_FIVE)


def test_a_child_is_given_to_whom_was_named_and_nobody_else(stationed: Stationed) -> None:
    stationed.manned()
    place, other = stationed.enrol(), stationed.enrol()
    came = arrive(stationed, place)
    for unknown in (None, uuid.uuid4(), mother(stationed, other).id):
        with pytest.raises(NotNamed):
            fetch(stationed, came, unknown)
    went = fetch(stationed, came, mother(stationed, place).id)
    assert (went.picked_up_at, went.handed_over_by) == (CLOSED, stationed.keeper.account_id)
    with pytest.raises(TogetherOver):
        fetch(stationed, came, mother(stationed, place).id)


def test_who_was_taken_off_the_list_is_not_given_the_child(stationed: Stationed) -> None:
    stationed.manned()
    place = stationed.enrol()
    came, named = arrive(stationed, place), mother(stationed, place)
    session, keeper = stationed.session, stationed.keeper
    aunt = enrolling.name(session, keeper, place.id, "王秀梅", "姨", "13800002222", MORNING)
    enrolling.unname(session, keeper, named.id, MORNING)
    with pytest.raises(NotNamed):
        fetch(stationed, came, named.id)
    assert fetch(stationed, came, aunt.id).pickup_id == aunt.id


def test_consent_taken_back_closes_the_door(stationed: Stationed) -> None:
    stationed.manned()
    place = stationed.enrol()
    enrolling.leave(stationed.session, stationed.keeper, place.id, True, MORNING)
    given = stationed.session.get_one(GuardianConsent, place.consent_id)
    assert given.withdrawn_on is not None and place.ended_for == "consent"
    with pytest.raises(TogetherUnknown):
        arrive(stationed, place)
    assert stationed.enrol().seat == 0


def test_times_are_true_times_of_that_day(stationed: Stationed) -> None:
    stationed.manned()
    place = stationed.enrol()
    for wrong in (AT_FIVE - dt.timedelta(days=1), CLOSED + dt.timedelta(minutes=1)):
        with pytest.raises(TimesWrong):
            arrive(stationed, place, wrong)
    came = arrive(stationed, place)
    with pytest.raises(SignedAlready):
        arrive(stationed, place)
    with pytest.raises(TimesWrong):
        named = mother(stationed, place).id
        fetch(stationed, came, named, AT_FIVE - dt.timedelta(minutes=5))


def test_a_child_nobody_fetched_is_told_of_once(stationed: Stationed) -> None:
    shift = stationed.manned()[0]
    person_id = stationed.session.get_one(Helper, shift.helper_id).person_id
    helper = stationed.village.login("volunteer", person_id)
    place = stationed.enrol()
    came = arrive(stationed, place)
    assert waiting.alert(stationed.session, AT_FIVE) == 0
    assert [waiting.alert(stationed.session, CLOSED) for _ in range(2)] == [1, 0]
    told = set(stationed.session.scalars(select(Notice.account_id)))
    assert {helper.id, stationed.keeper.account_id} <= told
    assert came.alerted_at == CLOSED


def test_the_day_ends_when_the_last_child_has_gone(stationed: Stationed) -> None:
    shifts = stationed.manned()
    place = stationed.enrol()
    came = arrive(stationed, place)
    today = stationed.day()
    with pytest.raises(ChildStillHere):
        attending.close(stationed.session, stationed.keeper, today.id, CLOSED)
    fetch(stationed, came, mother(stationed, place).id)
    attending.close(stationed.session, stationed.keeper, today.id, CLOSED)
    assert [(one.state, one.came_at, one.left_at) for one in shifts] == [
        ("came", AT_FIVE, CLOSED)
    ] * 2
    hours = stationed.session.scalars(select(ServiceHours)).all()
    assert {(one.source_id, one.minutes, one.evidence) for one in hours} == {
        (one.id, 61, "organiser") for one in shifts
    }
    with pytest.raises(TogetherOver):
        arrive(stationed, place)


def test_an_adult_on_shift_keeps_the_book_on_that_day_only(stationed: Stationed) -> None:
    shift = stationed.take()
    person_id = stationed.session.get_one(Helper, shift.helper_id).person_id
    on_shift = stationed.village.scope("volunteer", person_id=person_id)
    today = stationed.day()
    assert attending.day_for(stationed.session, on_shift, today.id, today.day).id == today.id
    with pytest.raises(TogetherUnknown):
        attending.day_for(stationed.session, on_shift, today.id, day(1))
