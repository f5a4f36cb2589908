"""The line for a full visit: joined in order, moved up as places free, never past anybody."""

import datetime as dt

import pytest
from sqlalchemy import select

from models.accounts.tables import Account
from models.care import claims
from models.care.refusals import AlreadyClaimed, NotEligible, OwnTimeTaken, VisitFull
from models.care.tables import Claim, Visit, Waiting
from models.care.waiting import lapsing, line
from models.care.waiting.params import WaitParams
from models.care.waiting.refusals import AlreadyWaiting, NothingToWaitFor, NotInLine
from models.notices.tables import Notice
from models.people.tables import Helper
from tests.models.care.village import NOON, Village, day

SOON = NOON + dt.timedelta(hours=1)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def by(village: Village) -> Account:
    return village.login("volunteer")


def take(village: Village, by: Account, helper: Helper, visit: Visit, on: int = 4) -> Claim:
    return claims.claim(village.session, helper.id, visit.id, day(on), 0, NOON, by=by.id)


def wait(village: Village, helper: Helper, visit: Visit, on: int = 4) -> Waiting:
    return line.join(village.session, helper.id, visit.id, day(on), 0, NOON)


def full(village: Village, by: Account) -> tuple[Visit, Claim]:
    visit = village.visit()
    return visit, take(village, by, village.volunteer(), visit)


def give_back(village: Village, by: Account, held: Claim, now: dt.datetime = SOON) -> None:
    claims.withdraw(village.session, held.id, "busy", now, by=by.id)


def test_a_freed_place_is_held_for_the_first_in_line(village: Village, by: Account) -> None:
    visit, held = full(village, by)
    first, second = (wait(village, village.volunteer(), visit) for _ in range(2))
    give_back(village, by, held)
    assert (first.turn, first.state) == (1, "offered")
    assert (second.turn, second.state) == (2, "waiting")
    with pytest.raises(VisitFull):
        take(village, by, village.volunteer(), visit)
    with pytest.raises(VisitFull):
        claims.claim(village.session, second.helper_id, visit.id, day(4), 0, SOON, by=by.id)
    given = claims.claim(village.session, first.helper_id, visit.id, day(4), 0, SOON, by=by.id)
    assert (given.state, first.state, second.state) == ("claimed", "taken", "waiting")


def test_whoever_is_offered_a_place_hears_of_it_once(village: Village, by: Account) -> None:
    helper = village.volunteer()
    account = village.login("volunteer", helper.person_id)
    visit, held = full(village, by)
    wait(village, helper, visit)
    give_back(village, by, held)
    lapsing.bring_up_to_date(village.session, visit.id, SOON)
    notices = village.session.scalars(select(Notice).where(Notice.account_id == account.id)).all()
    assert [notice.link for notice in notices] == ["/care/waiting"]


def test_an_offer_nobody_confirms_goes_to_the_next(village: Village, by: Account) -> None:
    visit, held = full(village, by)
    first, second = (wait(village, village.volunteer(), visit) for _ in range(2))
    give_back(village, by, held)
    assert first.confirm_by is not None
    assert visit.id not in lapsing.due(village.session, first.confirm_by - HOUR)
    assert lapsing.due(village.session, first.confirm_by) == [visit.id]
    assert not lapsing.bring_up_to_date(village.session, visit.id, first.confirm_by)
    assert (first.state, second.state) == ("lapsed", "offered")
    assert second.confirm_by is not None
    assert lapsing.bring_up_to_date(village.session, visit.id, second.confirm_by)
    assert second.state == "lapsed"
    assert take(village, by, village.volunteer(), visit).state == "claimed"


def test_leaving_with_an_offer_hands_it_to_the_next(village: Village, by: Account) -> None:
    visit, held = full(village, by)
    first, second = (wait(village, village.volunteer(), visit) for _ in range(2))
    give_back(village, by, held)
    line.leave(village.session, first.helper_id, first.id, SOON)
    assert (first.state, second.state) == ("left", "offered")
    with pytest.raises(NotInLine):
        line.leave(village.session, first.helper_id, first.id, SOON)
    with pytest.raises(NotInLine):
        line.leave(village.session, first.helper_id, second.id, SOON)


def test_whoever_has_no_time_now_is_passed_over_and_keeps_his_turn(
    village: Village, by: Account
) -> None:
    visit, held = full(village, by)
    busy, free = village.volunteer(), village.volunteer()
    first, second = wait(village, busy, visit), wait(village, free, visit)
    other = take(village, by, busy, village.visit())
    give_back(village, by, held)
    assert (first.state, second.state) == ("waiting", "offered")
    give_back(village, by, other)
    line.leave(village.session, free.id, second.id, SOON)
    assert (first.state, first.turn) == ("offered", 1)


def test_one_waits_only_for_what_is_full_once_and_by_the_rules(
    village: Village, by: Account
) -> None:
    visit = village.visit()
    helper = village.volunteer()
    with pytest.raises(NothingToWaitFor):
        wait(village, helper, visit)
    take(village, by, helper, visit)
    with pytest.raises(AlreadyClaimed):
        wait(village, helper, visit)
    waiter = village.volunteer()
    wait(village, waiter, visit)
    with pytest.raises(AlreadyWaiting):
        wait(village, waiter, visit)
    with pytest.raises(NotEligible):
        wait(village, village.volunteer(active=False), visit)
    busy = village.volunteer()
    take(village, by, busy, village.visit())
    with pytest.raises(OwnTimeTaken):
        wait(village, busy, visit)


def test_a_line_ends_with_its_visit(village: Village, by: Account) -> None:
    visit, _ = full(village, by)
    entry = wait(village, village.volunteer(), visit)
    visit.state = "cancelled"
    village.session.flush()
    assert lapsing.due(village.session, SOON) == [visit.id]
    lapsing.bring_up_to_date(village.session, visit.id, SOON)
    assert entry.state == "lapsed"
    assert lapsing.due(village.session, SOON) == []


@pytest.mark.parametrize(
    ("days", "hour", "expected"),
    [
        (4, 4, NOON.replace(hour=0, minute=30) + dt.timedelta(days=1)),  # 12:00 + 12 h is midnight
        (4, 0, NOON.replace(hour=12)),  # 8:00 + 12 h
        (1, 4, NOON.replace(hour=6)),  # tomorrow morning: two hours
        (0, 0, None),  # 8:00 for 9:00 of the same morning
    ],
)
def test_how_long_a_place_is_held(days: int, hour: int, expected: dt.datetime | None) -> None:
    now = NOON.replace(hour=hour)
    assert line.confirm_by(day(days), 0, now, WaitParams()) == expected
