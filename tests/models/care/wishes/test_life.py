"""A wish from the resident's words to his thanks, and every way in which it goes no further."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.care.wishes import life
from models.care.wishes.lists import counted
from models.care.wishes.refusals import OwnWish, WishElsewhere, WishUnknown, WishWrong
from models.care.wishes.tables import Wish
from models.care.wishes.telling import shown_place
from models.database.engine import transaction
from models.database.refused import Refused
from models.notices.tables import Notice
from models.people.tables import Resident
from models.trail.tables import TrailEntry
from tests.models.care.village import NOON, TODAY, Village

WORDS = "小明想要一个新书包"
TOLD = "想要一个新书包"


@pytest.fixture
def village(session: Session) -> Village:
    return Village(session)


def child(village: Village) -> Resident:
    return village.elder("李小明", born_on=dt.date(2016, 5, 1), guardian_name="李大山")


def staff(village: Village) -> Scope:
    return village.scope("community", village.communities[0])


def published(session: Session, village: Village, resident: Resident | None = None) -> Wish:
    mine = resident or child(village)
    wish = life.collect(session, staff(village), mine.id, "thing", WORDS, NOON)
    return life.publish(session, staff(village), wish.id, TOLD, NOON)


def test_from_the_words_to_the_thanks(session: Session, village: Village) -> None:
    wish = published(session, village)
    assert (wish.whose, shown_place(session, wish)) == ("child", village.town.name)
    helper = village.scope("volunteer")
    life.claim(session, helper, wish.id, TODAY, NOON)
    assert wish.due_on == TODAY + dt.timedelta(days=life.DAYS_TO_BRING)
    life.bring(session, helper, wish.id, NOON)
    life.hand_over(session, staff(village), wish.id, "谢谢您，书包很漂亮", NOON)
    assert (wish.state, wish.thanks) == ("fulfilled", "谢谢您，书包很漂亮")
    told = session.scalars(select(Notice).where(Notice.account_id == helper.account_id)).one()
    assert "小明" not in str(told.said)
    lines = select(TrailEntry.action).order_by(TrailEntry.number)
    steps = ("collect", "publish", "claim", "bring", "hand_over")
    assert session.scalars(lines).all() == [f"wish.{step}" for step in steps]


def test_two_people_check_and_two_hand_over(session: Session, village: Village) -> None:
    clerk = staff(village)
    wish = life.collect(session, clerk, child(village).id, "thing", WORDS, NOON)
    with pytest.raises(OwnWish):
        life.publish(session, clerk, wish.id, TOLD, NOON)
    life.publish(session, staff(village), wish.id, TOLD, NOON)
    grants = frozenset({*clerk.grants, ("volunteer", clerk.paths()[0])})
    both = Scope(clerk.account_id, clerk.name, grants)
    life.claim(session, both, wish.id, TODAY, NOON)
    with pytest.raises(OwnWish):
        life.hand_over(session, both, wish.id, None, NOON)


@pytest.mark.parametrize(
    "told",
    [
        "小明想要书包",
        "李小明想要书包",
        "孩子的爸爸大山想要工具",
        "城东小学的孩子想要书包",
        "三年级的孩子想要书包",
        "2号楼的孩子想要书包",
        "3单元的孩子想要书包",
        "打 13912345678 联系",
        "残疾的孩子想要轮椅",
    ],
)
def test_a_text_that_shows_whose_it_is_is_refused(
    session: Session, village: Village, told: str
) -> None:
    wish = life.collect(session, staff(village), child(village).id, "thing", WORDS, NOON)
    with pytest.raises(WishWrong) as refused:
        life.publish(session, staff(village), wish.id, told, NOON)
    assert refused.value.field == "told"
    assert wish.state == "collected"
    thanked = published(session, village)
    life.claim(session, village.scope("volunteer"), thanked.id, TODAY, NOON)
    with pytest.raises(WishWrong) as refused:
        life.hand_over(session, staff(village), thanked.id, told, NOON)
    assert refused.value.field == "thanks"


def test_where_somebody_lives_is_coarser_for_who_must_not_be_found(
    session: Session, village: Village
) -> None:
    elder = published(session, village, village.elder("张文贵"))
    assert (elder.whose, shown_place(session, elder)) == ("elder", village.communities[0].name)
    hidden = published(session, village, village.elder("赵某", address_suppressed=True))
    assert shown_place(session, hidden) == village.town.name


def test_given_back_ended_and_too_many(session: Session, village: Village) -> None:
    helper = village.scope("volunteer")
    wishes = [published(session, village) for _ in range(life.MOST_OPEN + 1)]
    for wish in wishes[:-1]:
        life.claim(session, helper, wish.id, TODAY, NOON)
    with pytest.raises(WishElsewhere):
        life.claim(session, helper, wishes[-1].id, TODAY, NOON)
    life.give_back(session, helper, wishes[0].id, NOON)
    assert (wishes[0].state, wishes[0].claimed_by) == ("published", None)
    life.claim(session, helper, wishes[-1].id, TODAY, NOON)
    life.end(session, staff(village), wishes[1].id, "met", NOON)
    assert wishes[1].state == "withdrawn"
    with pytest.raises(WishElsewhere):
        life.bring(session, helper, wishes[1].id, NOON)
    with pytest.raises(WishWrong):
        life.end(session, staff(village), wishes[0].id, "because", NOON)
    late = TODAY + dt.timedelta(days=life.DAYS_TO_BRING + 1)
    found = counted(session, staff(village), late)
    assert found == {"late": 2, "published": 1, "ended": 1}
    life.give_back(session, staff(village), wishes[2].id, NOON)
    assert wishes[2].state == "published"


def test_who_sees_and_who_may_not(session: Session, village: Village) -> None:
    wish = published(session, village)
    elsewhere = village.scope("community", village.communities[1])
    for change in (
        lambda: life.collect(session, elsewhere, wish.resident_id, "thing", WORDS, NOON),
        lambda: life.publish(session, elsewhere, wish.id, TOLD, NOON),
        lambda: life.hand_over(session, elsewhere, wish.id, None, NOON),
        lambda: life.give_back(session, village.scope("volunteer"), wish.id, NOON),
        lambda: life.bring(session, village.scope("volunteer"), wish.id, NOON),
    ):
        with pytest.raises(Refused):
            change()
    unpublished = life.collect(session, staff(village), child(village).id, "thing", WORDS, NOON)
    with pytest.raises(WishUnknown):
        life.claim(session, village.scope("volunteer"), unpublished.id, TODAY, NOON)


def test_one_wish_eight_hands(engine: Engine) -> None:
    with transaction(engine) as session:
        village = Village(session)
        wish_id = published(session, village).id
        hands = [village.scope("volunteer") for _ in range(8)]
    gate = Barrier(len(hands))

    def claim(scope: Scope) -> bool:
        gate.wait()
        try:
            with transaction(engine) as session:
                life.claim(session, scope, wish_id, TODAY, NOON)
        except WishElsewhere:
            return False
        return True

    with ThreadPoolExecutor(len(hands)) as pool:
        assert sum(pool.map(claim, hands)) == 1
