"""Claims: given, refused with a reason, given back, entered as they went."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from models.accounts.tables import Account
from models.care import claims
from models.care.refusals import (
    AlreadyClaimed,
    CareUnknown,
    ClaimOver,
    NotEligible,
    OutsideWindow,
    OwnTimeTaken,
    QuietTooLong,
    ReasonUnknown,
    TimesWrong,
    VisitClosed,
    VisitFull,
)
from models.care.tables import Claim, Need, Visit, VisitRecord
from models.care.visits import open_due
from models.notices.tables import Notice
from models.people.tables import Helper
from models.trail.tables import TrailEntry
from tests.models.care.village import NOON, TODAY, Village, day

LATER = NOON + dt.timedelta(days=2)
BEGAN = dt.datetime(2026, 11, 21, 1, 0, tzinfo=dt.UTC)
ENDED = BEGAN + dt.timedelta(hours=1)


@pytest.fixture
def by(village: Village) -> Account:
    return village.login("volunteer")


def take(village: Village, by: Account, helper: Helper, visit: Visit, **more: Any) -> Claim:
    facts: dict[str, Any] = {"day": day(1), "part": 0} | more
    return claims.claim(village.session, helper.id, visit.id, now=NOON, by=by.id, **facts)


def enter(village: Village, by: Account, claim: Claim, outcome: str) -> VisitRecord:
    return claims.finish(village.session, claim.id, outcome, "都好", BEGAN, ENDED, LATER, by=by.id)


def test_a_claim_takes_a_place_and_leaves_a_line(village: Village, by: Account) -> None:
    helper, visit = village.volunteer(), village.visit()
    given = take(village, by, helper, visit)
    assert (given.state, given.seat, given.day, given.part) == ("claimed", 0, day(1), 0)
    line = village.session.scalars(select(TrailEntry)).one()
    assert (line.action, line.account_id, line.subject_id) == ("care.claim", by.id, given.id)


def test_five_places_are_five_seats(village: Village, by: Account) -> None:
    visit = village.visit(helpers_wanted=2)
    seats = [take(village, by, village.volunteer(), visit).seat for _ in range(2)]
    assert seats == [0, 1]
    with pytest.raises(VisitFull):
        take(village, by, village.volunteer(), visit)


def test_whoever_comes_along_comes_at_the_same_time(village: Village, by: Account) -> None:
    visit = village.visit(helpers_wanted=2)
    take(village, by, village.volunteer(), visit)
    with pytest.raises(OutsideWindow):
        take(village, by, village.volunteer(), visit, part=1)


def test_refusals(village: Village, by: Account) -> None:
    helper, visit = village.volunteer(), village.visit()
    with pytest.raises(OutsideWindow):
        take(village, by, helper, visit, day=day(11))
    with pytest.raises(OutsideWindow):
        take(village, by, helper, visit, day=day(-1))
    with pytest.raises(VisitClosed):
        take(village, by, helper, village.visit(state="cancelled"))
    take(village, by, helper, visit)
    with pytest.raises(AlreadyClaimed):
        take(village, by, helper, visit)
    with pytest.raises(OwnTimeTaken):
        take(village, by, helper, village.visit())
    with pytest.raises(CareUnknown):
        claims.claim(village.session, visit.id, helper.id, day(1), 0, NOON, by=by.id)


@pytest.mark.parametrize(
    ("rule", "helper", "visit", "resident"),
    [
        ("skill", {"skills": []}, {"kinds": ["lesson"]}, {}),
        ("child_check", {"child_check_until": day(0)}, {"kinds": ["lesson"]}, {}),
        ("sex_wish", {}, {"kinds": ["wash"]}, {"wished_sex": 1}),
        ("time", {"week": 1}, {}, {}),
        ("capacity", {"monthly_visits": 0}, {}, {}),
        ("active", {"active": False}, {}, {}),
        ("minor", {"born_on": dt.date(2010, 1, 1)}, {}, {}),
        ("own_home", {"grid": -1, "door": "301"}, {}, {"grid": -1, "door": "301"}),
        ("school_holiday", {"school_holidays_only": True}, {}, {}),
    ],
)
def test_the_nights_rules_refuse_by_name(
    village: Village,
    by: Account,
    rule: str,
    helper: dict[str, Any],
    visit: dict[str, Any],
    resident: dict[str, Any],
) -> None:
    owed = village.visit(village.elder(**resident), **visit)
    with pytest.raises(NotEligible) as refusal:
        take(village, by, village.volunteer(**helper), owed)
    assert rule in [name for name, _ in refusal.value.rules]


def test_too_far_is_refused_with_the_distance(village: Village, by: Account) -> None:
    far = village.visit(village.elder(grid=village.far))
    with pytest.raises(NotEligible) as refusal:
        take(village, by, village.volunteer(), far)
    (rule, said), *others = refusal.value.rules
    assert (rule, others) == ("distance", [])
    assert "44.5" in str(said)


def test_staff_have_the_word(village: Village, by: Account) -> None:
    with pytest.raises(NotEligible) as refusal:
        take(village, by, village.volunteer(), village.visit(), forbidden=True)
    assert [name for name, _ in refusal.value.rules] == ["forbidden"]


def test_not_now_does_not_keep_a_volunteer_from_coming(village: Village, by: Account) -> None:
    assert take(village, by, village.volunteer(quiet_until=day(60)), village.visit())


def test_an_overdue_visit_can_be_claimed_in_the_days_to_come(village: Village, by: Account) -> None:
    late = village.visit(window_from=day(-20), window_to=day(-8))
    assert take(village, by, village.volunteer(), late, day=day(14)).day == day(14)


def test_giving_back_frees_the_place(village: Village, by: Account) -> None:
    visit = village.visit()
    given = take(village, by, village.volunteer(), visit)
    with pytest.raises(ReasonUnknown):
        claims.withdraw(village.session, given.id, "因为", NOON, by=by.id)
    claims.withdraw(village.session, given.id, "ill", LATER, by=by.id)
    assert (given.state, given.withdrawn_for, given.ended_at) == ("withdrawn", "ill", LATER)
    assert take(village, by, village.volunteer(), visit).seat == 0
    with pytest.raises(ClaimOver):
        claims.withdraw(village.session, given.id, "ill", LATER, by=by.id)


def test_done_closes_the_visit_and_counts_from_the_true_day(village: Village, by: Account) -> None:
    resident = village.elder()
    village.need(resident)
    visit = village.visit(resident)
    entered = enter(village, by, take(village, by, village.volunteer(), visit), "done")
    village.fresh()
    assert (visit.state, visit.closed_at, resident.last_visit_on) == ("done", LATER, day(1))
    assert (entered.began_at, entered.note, entered.recorded_by) == (BEGAN, "都好", by.id)
    assert open_due(village.session, village.place.id, day(2), LATER) == 1


@pytest.mark.parametrize("outcome", ["not_home", "refused"])
def test_what_failed_stays_owed_with_its_history(
    village: Village, by: Account, outcome: str
) -> None:
    helper, visit = village.volunteer(), village.visit()
    failed = take(village, by, helper, visit)
    enter(village, by, failed, outcome)
    assert (failed.state, visit.state) == ("not_done", "open")
    assert take(village, by, helper, visit, day=day(4)).state == "claimed"


@pytest.mark.parametrize("outcome", ["moved", "deceased"])
def test_who_is_gone_is_owed_nothing_and_staff_hear_of_it(
    village: Village, by: Account, outcome: str
) -> None:
    staff, elsewhere = (
        village.login("community"),
        village.communities[1],
    )
    village.login("community", place=elsewhere)
    resident = village.elder()
    need = village.need(resident)
    visit = village.visit(resident)
    enter(village, by, take(village, by, village.volunteer(), visit), outcome)
    village.fresh()
    assert (visit.state, need.closed_on) == ("cancelled", day(2))
    told = village.session.scalars(select(Notice)).all()
    assert [(notice.account_id, notice.link) for notice in told] == [
        (staff.id, f"/care/residents/{resident.id}")
    ]
    assert village.session.scalars(select(Need).where(Need.closed_on.is_(None))).all() == []


def test_a_visit_of_two_is_made_when_both_are_through(village: Village, by: Account) -> None:
    visit = village.visit(helpers_wanted=2)
    first, second = (take(village, by, village.volunteer(), visit) for _ in range(2))
    enter(village, by, first, "done")
    assert visit.state == "open"
    claims.withdraw(village.session, second.id, "busy", LATER, by=by.id)
    assert visit.state == "done"


def test_the_other_helper_of_somebody_gone_is_told(village: Village, by: Account) -> None:
    visit = village.visit(helpers_wanted=2)
    first, second = village.volunteer(), village.volunteer()
    account = village.login("volunteer", second.person_id)
    given, other = take(village, by, first, visit), take(village, by, second, visit)
    enter(village, by, given, "moved")
    village.fresh()
    assert other.state == "not_done"
    assert village.session.scalars(select(Notice.account_id)).all() == [account.id]


@pytest.mark.parametrize(
    ("began", "ended"),
    [
        (ENDED, BEGAN),
        (BEGAN, LATER + dt.timedelta(minutes=1)),
        (BEGAN - dt.timedelta(hours=12), ENDED),
    ],
)
def test_times_that_cannot_be(
    village: Village, by: Account, began: dt.datetime, ended: dt.datetime
) -> None:
    given = take(village, by, village.volunteer(), village.visit())
    with pytest.raises(TimesWrong):
        claims.finish(village.session, given.id, "done", None, began, ended, LATER, by=by.id)
    with pytest.raises(ReasonUnknown):
        claims.finish(village.session, given.id, "so so", None, BEGAN, ENDED, LATER, by=by.id)


def test_not_now(village: Village) -> None:
    helper = village.volunteer()
    claims.not_now(village.session, helper.id, day(30), NOON)
    assert helper.quiet_until == day(30)
    claims.not_now(village.session, helper.id, None, NOON)
    assert helper.quiet_until is None
    for wrong in (day(-1), TODAY + dt.timedelta(days=400)):
        with pytest.raises(QuietTooLong):
            claims.not_now(village.session, helper.id, wrong, NOON)
