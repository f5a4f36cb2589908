"""Notices on their way: planned by choice, taken as one message, marked once."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.tables import Account
from models.notices.deliveries import GAP, Message, abandoned, mark, take
from models.notices.outbox import deliver, mark_read, tell
from models.notices.outcomes import LEASE, MOST_ATTEMPTS, Outcome
from models.notices.tables import Delivery, Notice, NoticeChoice
from tests.models.care.village import NOON, Village

HELLO = Said("有一条消息")
MINUTE = dt.timedelta(minutes=1)
NIGHT = NOON.replace(hour=15)  # 23:00 in China
MORNING = NOON.replace(hour=23, minute=31)  # 7:31 of the next day
ALL = ("email", "sms", "wecom")
SENT, REFUSED, UNSURE = (
    Outcome("sent", "p1"),
    Outcome("failed", error="http_500"),
    Outcome("unsure"),
)


@pytest.fixture
def village(session: Session) -> Village:
    return Village(session)


def chooser(village: Village, channels: Collection[str] = ("sms",), **more: Any) -> Account:
    account = village.login("volunteer")
    facts = {"quiet_from": dt.time(21, 30), "quiet_to": dt.time(7, 30)} | more
    village.add(NoticeChoice(account_id=account.id, channels=list(channels), **facts))
    return account


def say(village: Village, account: Account, now: dt.datetime = NOON, **more: Any) -> None:
    tell(village.session, [account.id], uuid.uuid4().hex, HELLO, None, now, **more)
    deliver(village.session, now, ALL)


def states(village: Village) -> list[str]:
    village.fresh()
    return list(village.session.scalars(select(Delivery.state).order_by(Delivery.id)))


def taken(village: Village, now: dt.datetime = NOON, channel: str = "sms") -> Message | None:
    village.fresh()
    return take(village.session, channel, now)


def sure(message: Message | None) -> Message:
    assert message is not None
    return message


def test_without_a_choice_a_notice_stays_in_the_app(village: Village) -> None:
    say(village, village.login("volunteer"))
    assert states(village) == []
    assert village.session.scalars(select(Notice.delivered_at)).all() == [NOON]


def test_only_channels_that_are_open_and_an_address_that_is_confirmed(village: Village) -> None:
    account = chooser(village, ALL, email="a@example.com")
    tell(village.session, [account.id], "k", HELLO, None, NOON)
    deliver(village.session, NOON, ("email", "sms"))
    assert list(village.session.scalars(select(Delivery.channel))) == ["sms"]
    village.session.get_one(NoticeChoice, account.id).email_confirmed_at = NOON
    say(village, account)
    assert taken(village, channel="email") is not None


def test_delivered_twice_is_planned_once(village: Village) -> None:
    account = chooser(village)
    say(village, account)
    tell(village.session, [account.id], "k", HELLO, None, NOON)
    deliver(village.session, NOON, ALL)
    deliver(village.session, NOON, ALL)
    assert len(states(village)) == 2


def test_what_waits_for_one_account_is_one_message(village: Village) -> None:
    one, other = chooser(village), chooser(village)
    for account in (one, one, other, one):
        say(village, account)
    messages = [sure(taken(village)) for _ in range(2)]
    assert {m.account_id: m.count for m in messages} == {one.id: 3, other.id: 1}
    assert (messages[0].phone, messages[0].language) == (one.phone, "zh")
    assert taken(village) is None


def test_in_quiet_hours_only_what_is_urgent_goes_out(village: Village) -> None:
    account = chooser(village)
    say(village, account, NIGHT)
    assert taken(village, NIGHT) is None
    say(village, account, NIGHT, urgent=True)
    assert sure(taken(village, NIGHT)).count == 2


def test_what_waited_for_the_morning_is_one_message(village: Village) -> None:
    account = chooser(village)
    for minutes in range(3):
        say(village, account, NIGHT + minutes * MINUTE)
    assert sure(taken(village, MORNING)).count == 3


def test_an_hour_between_two_messages_unless_urgent(village: Village) -> None:
    account = chooser(village)
    say(village, account)
    mark(village.session, sure(taken(village)).id, SENT, NOON, False)
    say(village, account, NOON + MINUTE)
    assert taken(village, NOON + GAP - MINUTE) is None
    assert sure(taken(village, NOON + GAP)).count == 1
    say(village, account, NOON + GAP + MINUTE, urgent=True)
    assert taken(village, NOON + GAP + MINUTE) is not None


def test_what_was_read_in_the_app_is_not_sent(village: Village) -> None:
    account = chooser(village)
    say(village, account)
    mark_read(village.session, account.id, NOON)
    assert taken(village) is None
    assert states(village) == ["read"]


def test_sent_is_the_end(village: Village) -> None:
    say(village, chooser(village))
    message = sure(taken(village))
    mark(village.session, message.id, SENT, NOON, False)
    row = village.session.scalars(select(Delivery)).one()
    assert (row.state, row.provider_id, row.batch) == ("sent", "p1", message.id)
    assert taken(village, NOON + dt.timedelta(days=9)) is None


def test_refused_is_tried_again_later_and_later_and_given_up(village: Village) -> None:
    say(village, chooser(village, quiet_from=dt.time(0), quiet_to=dt.time(0)))
    now, pauses, ids = NOON, [], set()
    for _ in range(MOST_ATTEMPTS):
        message = sure(taken(village, now))
        ids.add(message.id)
        mark(village.session, message.id, REFUSED, now, False)
        row = village.session.scalars(select(Delivery)).one()
        pauses.append((row.next_try_at - now) / MINUTE)
        assert taken(village, row.next_try_at - MINUTE) is None
        now = row.next_try_at
    assert pauses[:-1] == [2, 8, 32, 128, 512]
    assert len(ids) == MOST_ATTEMPTS
    assert states(village) == ["given_up"]


def test_who_knows_is_left_alone(village: Village) -> None:
    say(village, chooser(village))
    mark(village.session, sure(taken(village)).id, UNSURE, NOON, False)
    assert states(village) == ["unsure"]
    assert taken(village, NOON + dt.timedelta(days=9)) is None


def test_who_knows_is_repeated_unchanged_where_the_provider_knows_our_ids(village: Village) -> None:
    account = chooser(village)
    say(village, account)
    first = sure(taken(village))
    mark(village.session, first.id, UNSURE, NOON, True)
    say(village, account, NOON + MINUTE)
    messages = [sure(taken(village, NOON + 5 * MINUTE)) for _ in range(2)]
    assert {m.id: m.count for m in messages}[first.id] == 1
    assert [m.count for m in messages] == [1, 1]


@pytest.mark.parametrize(("repeatable", "left"), [(False, "unsure"), (True, "failed")])
def test_a_sender_that_never_came_back(village: Village, repeatable: bool, left: str) -> None:
    say(village, chooser(village))
    sure(taken(village))
    assert abandoned(village.session, "sms", NOON + LEASE, repeatable) == 0
    assert abandoned(village.session, "sms", NOON + LEASE + MINUTE, repeatable) == 1
    assert states(village) == [left]


def test_a_late_answer_still_counts(village: Village) -> None:
    say(village, chooser(village))
    message = sure(taken(village))
    abandoned(village.session, "sms", NOON + 2 * LEASE, False)
    mark(village.session, message.id, SENT, NOON + 2 * LEASE, False)
    assert states(village) == ["sent"]


def test_a_group_gets_one_message_for_all_its_members(village: Village) -> None:
    awake = [chooser(village, ["wecom"]) for _ in range(2)]
    asleep = chooser(village, ["wecom"], quiet_from=dt.time(11), quiet_to=dt.time(13))
    for account in (*awake, asleep):
        say(village, account)
    assert sure(taken(village, channel="wecom")).count == 2
    assert taken(village, channel="wecom") is None
