"""Posts set up, chosen, confirmed, left; a card for each; nobody decides in his own matter."""

import datetime as dt

import pytest
from sqlalchemy import select

from models.care.posts import holding, lists, setting
from models.care.posts.refusals import (
    AlreadyHolds,
    HoldingOver,
    NotPartyMember,
    OwnMatter,
    PostClosed,
    PostFull,
    PostUnknown,
    PostWrong,
)
from models.care.posts.setting import Terms
from models.care.posts.tables import Post
from models.notices.tables import Notice
from models.people.tables import CodeTable
from tests.models.care.posts.conftest import TERMS, Posted
from tests.models.care.village import NOON, TODAY, day


def test_a_choice_keeps_a_place_until_it_is_confirmed(posted: Posted) -> None:
    chosen = posted.chosen(posted.open_post())
    assert (chosen.state, chosen.seat, chosen.card) == ("chosen", 0, None)
    held = holding.confirm(posted.session, posted.keeper, chosen.id, NOON)
    assert (held.state, held.taken_on) == ("held", TODAY)
    assert held.card is not None and holding.holds(posted.session, posted.member.id)
    assert posted.session.scalars(select(Notice.account_id)).all() == [posted.by.id]


def test_every_card_has_a_number_of_its_own(posted: Posted) -> None:
    cards = [posted.held(helper).card for helper in (posted.member, posted.another())]
    assert len(set(cards)) == 2


def test_only_party_members_choose(posted: Posted) -> None:
    with pytest.raises(NotPartyMember):
        posted.chosen(posted.open_post(), posted.village.volunteer())


def test_the_last_place_is_given_once_and_comes_back(posted: Posted) -> None:
    post, other = posted.open_post(places=1), posted.another()
    first = posted.chosen(post)
    with pytest.raises(AlreadyHolds):
        posted.chosen(post)
    with pytest.raises(PostFull):
        posted.chosen(post, other)
    holding.decline(posted.session, posted.keeper, first.id, NOON)
    assert posted.chosen(post, other).seat == 0


def test_a_choice_can_be_given_up_but_not_somebody_elses(posted: Posted) -> None:
    chosen = posted.chosen(posted.open_post())
    with pytest.raises(PostUnknown):
        holding.give_up(posted.session, posted.another().id, chosen.id, NOON, by=posted.by.id)
    holding.give_up(posted.session, posted.member.id, chosen.id, NOON, by=posted.by.id)
    with pytest.raises(HoldingOver):
        holding.confirm(posted.session, posted.keeper, chosen.id, NOON)


def test_who_leaves_keeps_his_history_and_frees_the_place(posted: Posted) -> None:
    held = posted.held()
    holding.end(posted.session, posted.keeper, held.id, "moved", NOON)
    assert (held.state, held.ended_on, held.ended_for) == ("ended", TODAY, "moved")
    assert not holding.holds(posted.session, posted.member.id)
    assert setting.taken(posted.session, held.post_id) == 0


def test_nobody_confirms_himself(posted: Posted) -> None:
    chosen = posted.chosen(posted.open_post())
    community = posted.village.communities[0]
    himself = posted.village.scope("community", community, person_id=posted.member.person_id)
    with pytest.raises(OwnMatter):
        holding.confirm(posted.session, himself, chosen.id, NOON)


def test_staff_decide_for_their_own_community_only(posted: Posted) -> None:
    chosen = posted.chosen(posted.open_post())
    elsewhere = posted.village.scope("community", posted.village.communities[1])
    with pytest.raises(PostUnknown):
        holding.confirm(posted.session, elsewhere, chosen.id, NOON)
    with pytest.raises(PostWrong):
        place = posted.village.communities[0]
        setting.set_up(posted.session, elsewhere, place.id, TERMS, NOON)


def test_duties_come_from_the_dated_table(posted: Posted) -> None:
    names = {"names": ["护河岗"]}
    posted.village.add(CodeTable(name="post_duties", effective_from=TODAY, values=names))
    with pytest.raises(PostWrong):
        posted.open_post()
    river = Terms(**{**vars(TERMS), "duty": "护河岗"})
    place = posted.village.communities[0]
    assert setting.set_up(posted.session, posted.keeper, place.id, river, NOON).duty == "护河岗"


def test_places_taken_are_not_taken_away_nor_is_the_post(posted: Posted) -> None:
    post = posted.open_post(places=2)
    posted.chosen(post)
    posted.chosen(post, posted.another())
    fewer = Terms(**{**vars(TERMS), "places": 1})
    with pytest.raises(PostFull):
        setting.change(posted.session, posted.keeper, post.id, fewer, NOON)
    with pytest.raises(PostFull):
        setting.close(posted.session, posted.keeper, post.id, NOON)


def test_a_post_that_is_over_or_named_by_a_ledger_is_not_chosen(posted: Posted) -> None:
    place, common = posted.village.communities[0], {"title": "岗", "task": "事", "set_up_at": NOON}
    ledgers = posted.village.add(Post(place_id=place.id, duty="便民服务岗", **common))
    over = posted.open_post()
    over.ends_on, over.begins_on = day(-1), day(-10)
    for post in (ledgers, over):
        with pytest.raises(PostClosed):
            posted.chosen(post)
    assert lists.to_choose(posted.session, posted.member.person_id, TODAY) == []


def test_open_posts_of_ones_own_community_come_first(posted: Posted) -> None:
    far, near = posted.open_post(community=1), posted.open_post()
    shown = lists.to_choose(posted.session, posted.member.person_id, TODAY)
    assert [post.id for post in shown] == [near.id, far.id]


def test_what_is_late_is_counted(posted: Posted) -> None:
    posted.held()
    posted.chosen(posted.open_post(), posted.another())
    counts = lists.counts(posted.session, posted.keeper, None, TODAY + dt.timedelta(days=1))
    assert (counts.posts, counts.held, counts.chosen, counts.late) == (2, 1, 1, 0)
