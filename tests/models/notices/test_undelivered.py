"""What did not get through is seen by those who manage the account, and ends once."""

import datetime as dt

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.accounts.scope import Scope, scope_of
from models.accounts.tables import Account
from models.notices import undelivered
from models.notices.deliveries import mark
from models.notices.groups import GroupWrong, end_group, set_group
from models.notices.outcomes import MOST_ATTEMPTS, Outcome
from models.notices.tables import Delivery, NoticeChoice
from models.notices.undelivered import NothingUndelivered
from models.trail.tables import TrailEntry
from tests.models.care.village import NOON, Village
from tests.models.notices.test_deliveries import chooser, say, states, sure, taken

ROBOT = "https://robot.example/send?key=county"


@pytest.fixture
def village(session: Session) -> Village:
    return Village(session)


def staff(village: Village, place: int = 0) -> Scope:
    return scope_of(village.login("community", place=village.communities[place]))


def stuck(village: Village, state: str = "unsure", channel: str = "sms") -> Account:
    account = chooser(village, [channel])
    say(village, account)
    village.session.execute(
        update(Delivery).values(state=state, attempts=MOST_ATTEMPTS, batch=None)
    )
    village.fresh()
    return account


@pytest.mark.parametrize("state", ["unsure", "given_up"])
def test_it_is_seen_where_the_account_is_managed(village: Village, state: str) -> None:
    account = stuck(village, state)
    (one,) = undelivered.undelivered(village.session, staff(village))
    assert (one.account.id, one.channel, one.count, one.again) == (account.id, "sms", 1, True)
    assert one.unsure == (state == "unsure")
    assert undelivered.count_undelivered(village.session, staff(village)) == 1
    assert undelivered.undelivered(village.session, staff(village, 1)) == []
    with pytest.raises(NothingUndelivered):
        undelivered.settle(village.session, staff(village, 1), account.id, "sms", NOON)


def test_it_is_tried_once_more_and_no_second_time(village: Village) -> None:
    account, who = stuck(village), staff(village)
    undelivered.try_again(village.session, who, account.id, "sms", NOON)
    assert states(village) == ["waiting"]
    message = sure(taken(village))
    mark(village.session, message.id, Outcome("failed", error="http_500"), NOON, False)
    assert states(village) == ["given_up"]
    with pytest.raises(NothingUndelivered):
        undelivered.try_again(village.session, who, account.id, "sms", NOON)
    (one,) = undelivered.undelivered(village.session, who)
    assert not one.again


def test_told_on_the_telephone_it_is_over_and_on_record(village: Village) -> None:
    account, who = stuck(village), staff(village)
    assert undelivered.phone_to_call(village.session, who, account.id, NOON) == account.phone
    undelivered.settle(village.session, who, account.id, "sms", NOON)
    assert states(village) == ["settled"]
    assert taken(village, NOON + dt.timedelta(days=1)) is None
    actions = set(village.session.scalars(select(TrailEntry.action)))
    assert {"notices.phone_seen", "notices.settled"} <= actions
    with pytest.raises(NothingUndelivered):
        undelivered.phone_to_call(village.session, who, account.id, NOON)


def test_a_place_with_a_group_of_its_own_is_told_there(village: Village) -> None:
    chief = scope_of(village.login("administrator", place=village.place))
    own = "https://robot.example/send?key=community"
    east = village.communities[0].id
    group = set_group(village.session, chief, east, own, ROBOT, NOON)
    for place in village.communities[:2]:
        account = village.login("community", place=place)
        quiet = {"quiet_from": dt.time(21, 30), "quiet_to": dt.time(7, 30)}
        village.add(NoticeChoice(account_id=account.id, channels=["wecom"], **quiet))
        say(village, account)
    robots = {sure(taken(village, channel="wecom")).robot for _ in range(2)}
    assert robots == {own, None}
    assert taken(village, channel="wecom") is None
    end_group(village.session, chief, group.id, NOON)
    with pytest.raises(GroupWrong):
        end_group(village.session, chief, group.id, NOON)


@pytest.mark.parametrize("address", ["http://robot.example/x", "https://evil.example/x", "x"])
def test_no_other_host_is_ever_called(village: Village, address: str) -> None:
    chief = scope_of(village.login("administrator", place=village.place))
    with pytest.raises(GroupWrong):
        set_group(village.session, chief, village.place.id, address, ROBOT, NOON)
