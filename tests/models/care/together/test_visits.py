"""The night does not offer the half-days that a helper has promised to a station or an activity."""

import datetime as dt
from dataclasses import replace

import pytest

from matcher.care.days import PARTS
from models.care import claims, offers
from models.care.rows import care_arrays
from models.care.together import stations
from models.care.together.refusals import DateTaken
from models.care.waiting import line
from tests.models.care.together.conftest import MORNING, PLAN, Stationed
from tests.models.care.together.test_activities import BEGINS, activity, leave, sign
from tests.models.care.village import TODAY, day

SATURDAY = (BEGINS.date() - TODAY).days


def taken(stationed: Stationed) -> list[tuple[int, int]]:
    """(day, part) from today that the night takes for given away."""
    seen = care_arrays(stationed.session, stationed.village.place.id, TODAY)
    return sorted(divmod(slot, PARTS) for slot in seen.taken_slot.tolist())


def test_an_activity_takes_the_half_day_it_meets(stationed: Stationed) -> None:
    helper = stationed.village.volunteer()
    signup = sign(stationed, activity(stationed), helper)
    assert taken(stationed) == [(SATURDAY, 0)]
    leave(stationed, signup)
    assert taken(stationed) == []


def test_a_whole_day_takes_all_of_it_and_a_shift_what_it_meets(stationed: Stationed) -> None:
    long = activity(stationed, begins_at=BEGINS, ends_at=BEGINS + dt.timedelta(hours=11))
    sign(stationed, long)
    early = replace(PLAN, name="三点半", opens=dt.time(15, 30))
    place = stationed.village.communities[0]
    stations.set_up(stationed.session, stationed.keeper, place.id, early, MORNING)
    stationed.take()
    assert taken(stationed) == [(SATURDAY, part) for part in range(PARTS)]


def test_a_shift_at_half_past_four_leaves_the_afternoon_free(stationed: Stationed) -> None:
    """The usual hours of an afternoon end as the station opens: the same as for a claim."""
    stationed.take()
    assert taken(stationed) == []


def test_neither_offered_nor_claimed_nor_waited_for(stationed: Stationed) -> None:
    village, session = stationed.village, stationed.session
    helper = village.volunteer()
    sign(stationed, activity(stationed), helper)
    visit = village.visit()
    (seen,) = offers.pool(session, helper, MORNING, 0, 9).offers
    assert (day(SATURDAY), 0) not in seen.slots
    by = stationed.keeper.account_id
    with pytest.raises(DateTaken):
        claims.claim(session, helper.id, visit.id, day(SATURDAY), 0, MORNING, by=by)
    other = village.volunteer()
    claims.claim(session, other.id, visit.id, day(SATURDAY), 0, MORNING, by=by)
    with pytest.raises(DateTaken):
        line.join(session, helper.id, visit.id, day(SATURDAY), 0, MORNING)
