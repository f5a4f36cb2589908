"""Duties and volunteer hours are two sums; promises stay in sight until kept."""

import datetime as dt

import pytest

from models.care import claims, work
from models.care.posts import duty, holding, lists, promises
from models.care.posts.refusals import HoldingOver, NoPostHeld, PostUnknown, PostWrong
from models.care.refusals import TimesWrong
from models.care.tables import Claim
from models.matching import suggestions
from models.people.tables import Helper
from tests.models.care.posts.conftest import Posted
from tests.models.care.village import NOON, TODAY, day

HOUR = dt.timedelta(hours=1)
LATER = NOON + dt.timedelta(days=3)
BEGAN = dt.datetime(2026, 11, 21, 1, 0, tzinfo=dt.UTC)


def take(posted: Posted, helper: Helper, duty: bool, part: int) -> Claim:
    visit = posted.village.visit()
    return suggestions.claim(
        posted.session, helper.id, visit.id, day(1), part, NOON, by=posted.by.id, duty=duty
    )


def made(posted: Posted, helper: Helper, duty: bool, part: int, began: dt.datetime) -> None:
    held = take(posted, helper, duty, part)
    ended = began + HOUR
    claims.finish(posted.session, held.id, "done", None, began, ended, LATER, by=posted.by.id)


def enter(posted: Posted, held_id: object, began: dt.datetime) -> None:
    ended = began + HOUR
    duty.enter(posted.session, held_id, "巡逻一圈", began, ended, LATER, by=posted.by.id)  # type: ignore[arg-type]


def test_duty_and_volunteering_never_meet_in_one_sum(posted: Posted) -> None:
    held = posted.held()
    made(posted, posted.member, True, 0, BEGAN)
    made(posted, posted.member, False, 1, BEGAN + 3 * HOUR)
    enter(posted, held.id, BEGAN + 6 * HOUR)
    volunteered = work.recorded(posted.session, posted.member.id)
    on_duty = duty.total(duty.done(posted.session, posted.member.id, NOON))
    assert (volunteered, on_duty) == ((1, HOUR), (2, 2 * HOUR))
    whole = work.made(posted.session, posted.member.id)
    assert len(whole) == 2 and sum(one.claim.duty for one in whole) == 1


def test_only_who_holds_a_post_goes_by_duty(posted: Posted) -> None:
    with pytest.raises(NoPostHeld):
        take(posted, posted.member, True, 0)
    held = posted.held()
    assert take(posted, posted.member, True, 0).duty
    holding.end(posted.session, posted.keeper, held.id, "term", NOON)
    with pytest.raises(NoPostHeld):
        take(posted, posted.member, True, 1)


def test_a_time_is_entered_once(posted: Posted) -> None:
    held = posted.held()
    made(posted, posted.member, True, 0, BEGAN)
    with pytest.raises(TimesWrong):
        enter(posted, held.id, BEGAN + HOUR / 2)
    enter(posted, held.id, BEGAN + HOUR)
    with pytest.raises(TimesWrong):
        enter(posted, held.id, BEGAN + 3 * HOUR / 2)


@pytest.mark.parametrize("began", [NOON - dt.timedelta(days=1), LATER])
def test_no_duty_before_the_post_nor_in_the_future(posted: Posted, began: dt.datetime) -> None:
    held = posted.held()
    with pytest.raises(TimesWrong):
        enter(posted, held.id, began)


def test_who_has_left_enters_nothing(posted: Posted) -> None:
    held = posted.held()
    holding.end(posted.session, posted.keeper, held.id, "term", NOON)
    with pytest.raises(HoldingOver):
        enter(posted, held.id, BEGAN)


def test_his_households_are_those_visited_as_duty(posted: Posted) -> None:
    posted.held()
    made(posted, posted.member, True, 0, BEGAN)
    made(posted, posted.member, False, 1, BEGAN + 3 * HOUR)
    homes = lists.households(posted.session, posted.member.id)
    assert [(home.last, home.due) for home in homes] == [(day(1), None)]
    again = posted.village.visit(homes[0].resident)
    homes = lists.households(posted.session, posted.member.id)
    assert [home.due for home in homes] == [again.window_to]


def test_a_promise_stays_until_it_is_kept_or_carried(posted: Posted) -> None:
    held = posted.held()
    first = promises.promise(posted.session, held.id, "修好路灯", day(5), NOON)
    with pytest.raises(PostUnknown):
        promises.keep(posted.session, posted.another().id, first.id, NOON)
    with pytest.raises(PostWrong):
        promises.carry(posted.session, posted.member.id, first.id, day(4), NOON)
    later = promises.carry(posted.session, posted.member.id, first.id, day(9), NOON)
    assert (first.carried_on, later.carried_from, later.promised) == (TODAY, first.id, "修好路灯")
    assert promises.commitments(posted.session, [held.id], open_only=True) == [later]
    late = lists.counts(posted.session, posted.keeper, None, day(10)).late
    promises.keep(posted.session, posted.member.id, later.id, LATER)
    with pytest.raises(HoldingOver):
        promises.keep(posted.session, posted.member.id, first.id, NOON)
    assert (late, lists.counts(posted.session, posted.keeper, None, day(10)).late) == (1, 0)


def test_nothing_is_promised_for_a_day_gone_by(posted: Posted) -> None:
    with pytest.raises(PostWrong):
        promises.promise(posted.session, posted.held().id, "修好路灯", day(-1), NOON)
