"""Lines and handing on, as staff's word and the duty of a post reach into them."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from models.accounts.tables import Account
from models.care.handing import giving
from models.care.posts.refusals import NoPostHeld
from models.care.posts.tables import Post, PostHolding
from models.care.refusals import NotEligible
from models.care.tables import Claim, Visit, Waiting
from models.matching import suggestions
from models.matching.reviews import reject
from models.notices.tables import Notice
from models.people.tables import Helper
from tests.models.care.village import NOON, Village, day
from tests.models.matching.test_suggestions import propose

SOON = NOON + dt.timedelta(hours=1)


@pytest.fixture
def village(session: Any) -> Village:
    return Village(session)


@pytest.fixture
def by(village: Village) -> Account:
    return village.login("volunteer")


def holder(village: Village, post: Post | None = None) -> Helper:
    helper = village.volunteer()
    facts = {"duty": "关爱服务岗", "title": "关爱", "task": "走访", "set_up_at": NOON}
    of = post or village.add(Post(place_id=village.communities[0].id, set_up_by=None, **facts))
    card = helper.id.int % 10**6
    village.add(PostHolding(post_id=of.id, helper_id=helper.id, state="held", card=card))
    return helper


def full(village: Village, by: Account, helper: Helper | None = None) -> tuple[Visit, Claim]:
    visit, who = village.visit(), helper or village.volunteer()
    by_duty = helper is not None
    given = suggestions.claim(
        village.session, who.id, visit.id, day(4), 0, NOON, by=by.id, duty=by_duty
    )
    return visit, given


def wait(village: Village, helper: Helper, visit: Visit, duty: bool = False) -> Waiting:
    return suggestions.wait(village.session, helper.id, visit.id, day(4), 0, NOON, duty=duty)


def give_back(village: Village, by: Account, held: Claim) -> None:
    suggestions.withdraw(village.session, held.id, "busy", SOON, by=by.id)


def test_a_duty_waited_for_is_a_duty(village: Village, by: Account) -> None:
    helper = holder(village)
    visit, held = full(village, by)
    with pytest.raises(NoPostHeld):
        wait(village, village.volunteer(), visit, duty=True)
    entry = wait(village, helper, visit, duty=True)
    give_back(village, by, held)
    given = suggestions.confirm(village.session, helper.id, entry.id, SOON, by=by.id)
    assert (given.duty, entry.state) == (True, "taken")


def test_who_left_his_post_meanwhile_comes_as_a_volunteer(village: Village, by: Account) -> None:
    helper = holder(village)
    visit, held = full(village, by)
    entry = wait(village, helper, visit, duty=True)
    holding = village.session.scalars(select(PostHolding)).one()
    holding.state = "given_up"
    give_back(village, by, held)
    given = suggestions.confirm(village.session, helper.id, entry.id, SOON, by=by.id)
    assert given.duty is False


@pytest.mark.parametrize("holds", [True, False])
def test_a_duty_handed_on_stays_one_with_a_post_holder(
    village: Village, by: Account, holds: bool
) -> None:
    giver = holder(village)
    _, held = full(village, by, giver)
    post = village.session.scalars(select(Post)).one()
    taker = holder(village, post) if holds else village.volunteer()
    asked = giving.offer(village.session, held.id, taker.id, NOON, by=by.id)
    given = suggestions.take_over(village.session, taker.id, asked.id, NOON, by=by.id)
    assert given.duty is holds


@pytest.mark.parametrize("reason", ["too_far", "resident_declines"])
def test_whom_staff_turn_down_is_offered_nothing(
    village: Village, by: Account, reason: str
) -> None:
    helper, other = village.volunteer(), village.volunteer()
    account = village.login("volunteer", helper.person_id)
    visit, held = full(village, by)
    mine, next_one = wait(village, helper, visit), wait(village, other, visit)
    proposal = propose(village, helper, visit, day=day(4))
    staff = village.scope("community")
    reject(village.session, staff, proposal.id, proposal.version or 1, reason, NOON)
    assert mine.state == "lapsed"
    give_back(village, by, held)
    assert (mine.state, next_one.state) == ("lapsed", "offered")
    told = select(Notice.account_id).where(Notice.key == f"waiting:{mine.id}:over")
    assert village.session.scalars(told).all() == [account.id]
    with pytest.raises(NotEligible):
        wait(village, helper, visit)


def test_a_place_held_for_him_goes_to_the_next(village: Village, by: Account) -> None:
    helper, other = village.volunteer(), village.volunteer()
    visit, held = full(village, by)
    mine, next_one = wait(village, helper, visit), wait(village, other, visit)
    give_back(village, by, held)
    assert (mine.state, next_one.state) == ("offered", "waiting")
    proposal = propose(village, helper, visit, day=day(4))
    reject(village.session, village.scope("community"), proposal.id, 1, "too_far", SOON)
    assert (mine.state, next_one.state) == ("lapsed", "offered")
