"""What a volunteer is offered, and where an address opens."""

import datetime as dt
import uuid

import pytest

from models.accounts.scope import scope_of
from models.care.contact import contact
from models.care.offers import offers_of, pool
from models.care.refusals import ContactClosed
from tests.models.care.village import NOON, TODAY, Village, day


def test_the_pool_holds_what_the_rules_allow_nearest_first(village: Village) -> None:
    helper = village.volunteer(skills=[], week=1 << 15)
    near = village.visit()
    later = village.visit(village.elder(grid=1))
    village.visit(kinds=["lesson"])
    village.visit(village.elder(grid=village.far))
    village.visit(state="done")
    full = village.visit()
    village.claim(village.volunteer(), full)
    found = pool(village.session, helper, NOON, 0, 10)
    assert [offer.visit_id for offer in found.offers] == [near.id, later.id]
    assert found.total == 2
    assert found.offers[0].slots == ((day(1), 0), (day(8), 0))
    assert found.offers[0].km == 0
    assert pool(village.session, helper, NOON, 1, 1).offers[0].visit_id == later.id


def test_an_offer_says_what_where_and_until_when(village: Village) -> None:
    late = village.visit(window_from=day(-20), window_to=day(-5), kinds=["chat", "wash"])
    offer = offers_of(village.session, village.volunteer(), NOON, [late.id])[late.id]
    assert offer.services == ("陪伴聊天", "生活照料")
    assert (offer.community, offer.grid, offer.dialect) == ("新城社区", "第1网格", "陕南话")
    assert (offer.due, offer.overdue, offer.places) == (day(-5), 5, 1)
    assert len(offer.slots) == 6


def test_a_half_day_that_has_gone_by_is_not_offered(village: Village) -> None:
    helper, visit = village.volunteer(), village.visit()
    seen = [
        offers_of(village.session, helper, moment, [visit.id])[visit.id].slots[0]
        for moment in (NOON - dt.timedelta(hours=6), NOON, NOON + dt.timedelta(hours=11))
    ]
    assert seen == [(TODAY, 0), (TODAY, 1), (day(1), 0)]


def test_a_month_in_which_no_visit_is_left_is_not_offered(village: Village) -> None:
    helper = village.volunteer(monthly_visits=1)
    village.claim(helper, village.visit(), day=day(3))
    visit = village.visit(window_to=day(20))
    offer = offers_of(village.session, helper, NOON, [visit.id])[visit.id]
    assert {(d.year, d.month) for d, _ in offer.slots} == {(2026, 12)}


def test_an_offer_that_is_gone_is_not_there(village: Village) -> None:
    gone = village.visit(state="cancelled")
    assert offers_of(village.session, village.volunteer(), NOON, [gone.id, uuid.uuid4()]) == {}


def test_an_address_opens_from_the_claim_to_the_end(village: Village) -> None:
    helper = village.volunteer()
    own = scope_of(village.login("volunteer", helper.person_id))
    resident = village.elder("张文贵", phone="19912345678", grid=village.flats, note="有狗")
    claim = village.claim(helper, village.visit(resident))
    seen = contact(village.session, claim, own, NOON)
    assert (seen.name, seen.phone, seen.note) == ("张文贵", "19912345678", "有狗")
    assert seen.address == "新城社区 第1网格 2号楼 301"
    stranger = scope_of(village.login("volunteer", village.volunteer().person_id))
    for looker, now in ((stranger, NOON), (own, NOON + dt.timedelta(days=9))):
        with pytest.raises(ContactClosed):
            contact(village.session, claim, looker, now)
    claim.state = "done"
    with pytest.raises(ContactClosed):
        contact(village.session, claim, own, NOON)
