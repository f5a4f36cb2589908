"""What is owed: by policy and need, carried, excused, discharged; nothing lost on the way."""

import datetime as dt
from collections.abc import Sequence

import pytest
from sqlalchemy import select

from models.accounts.tables import Account
from models.care import claims
from models.care.owed import ledger, pauses, policies, rounds, tiering
from models.care.owed.careplan import FROM_REQUEST, Asked, open_need
from models.care.owed.policies import Change
from models.care.owed.refusals import PauseWrong, PolicyWrong
from models.care.owed.tables import CarePause, Obligation
from models.care.tables import Claim, Visit
from models.care.visits import open_due
from models.notices.tables import Notice
from models.people.tables import Resident
from tests.models.care.village import NOON, TODAY, Village, day

BEGAN = NOON + dt.timedelta(days=1)
ENDED = BEGAN + dt.timedelta(hours=1)
LATER = NOON + dt.timedelta(days=2)


def opened(village: Village, offset: int = 0) -> int:
    moment = NOON + dt.timedelta(days=offset)
    number = open_due(village.session, village.place.id, day(offset), moment)
    village.fresh()
    return number


def owed(village: Village, state: str = "open") -> Sequence[Obligation]:
    rows = select(Obligation).where(Obligation.state == state).order_by(Obligation.window_to)
    return village.session.scalars(rows).all()


def kinds(village: Village, state: str = "open") -> list[str]:
    return sorted(one.kind for one in owed(village, state))


def visits(village: Village, state: str = "open") -> Sequence[Visit]:
    rows = select(Visit).where(Visit.state == state).order_by(Visit.window_to, Visit.id)
    return village.session.scalars(rows).all()


def go(village: Village, visit: Visit, by: Account, outcome: str = "done") -> Claim:
    """Somebody promised to come tomorrow; enter how it went."""
    held = village.claim(village.volunteer(), visit)
    claims.finish(village.session, held.id, outcome, None, BEGAN, ENDED, LATER, by=by.id)
    village.fresh()
    return held


@pytest.fixture
def by(village: Village) -> Account:
    return village.login("volunteer")


def test_policies_owe_by_category_and_tier(village: Village) -> None:
    village.elder(categories=["空巢老人"])
    opened(village)
    assert kinds(village) == ["check", "comfort"]
    assert [one.window_to for one in owed(village)] == [day(5), day(5)]
    assert [visit.kinds for visit in visits(village)] == [["check", "comfort"]]


def test_the_shortest_term_of_a_kind_holds(village: Village) -> None:
    village.elder(categories=["失能老人"])
    opened(village)
    assert [(one.kind, one.window_to) for one in owed(village)] == [("check", day(-18))]


def test_a_need_that_a_policy_covers_is_owed_once(village: Village) -> None:
    resident = village.elder(categories=["空巢老人"])
    village.need(resident, "comfort")
    opened(village)
    assert kinds(village) == ["check", "comfort"]


def test_one_visit_to_a_household_discharges_what_is_due_there(
    village: Village, by: Account
) -> None:
    husband = village.elder("张文贵", village.flats, categories=["空巢老人"])
    wife = village.elder("李秀英", village.flats, sex=2, categories=["空巢老人", "低保家庭"])
    assert opened(village) == 1
    (visit,) = visits(village)
    assert visit.kinds == ["check", "comfort", "warmth"]
    go(village, visit, by)
    assert kinds(village, "discharged") == ["check", "check", "comfort", "comfort", "warmth"]
    days = [village.session.get_one(Resident, one.id).last_visit_on for one in (husband, wife)]
    assert days == [day(1), day(1)]


def test_another_door_is_another_household(village: Village) -> None:
    village.elder(grid=village.flats)
    village.elder(grid=village.flats, door="302")
    assert opened(village) == 2


def test_wishes_at_washing_keep_a_couple_apart(village: Village) -> None:
    for sex in (1, 2):
        resident = village.elder(grid=village.flats, wished_sex=sex, categories=[])
        village.need(resident, "wash")
    assert opened(village) == 2


def test_what_asks_for_a_skill_is_not_discharged_by_a_chat(village: Village, by: Account) -> None:
    resident = village.elder(categories=["空巢老人"])
    opened(village)
    (visit,) = visits(village)
    helper = village.volunteer()
    held = claims.claim(village.session, helper.id, visit.id, day(1), 0, NOON, by=by.id)
    village.need(resident, "lesson", opened_on=day(-9))
    opened(village)
    claims.finish(village.session, held.id, "done", None, BEGAN, ENDED, LATER, by=by.id)
    village.fresh()
    assert kinds(village) == ["lesson"]
    assert kinds(village, "discharged") == ["check", "comfort"]


def test_what_fell_due_since_the_claim_is_discharged_with_it(village: Village, by: Account) -> None:
    resident = village.elder(categories=["空巢老人"])
    opened(village)
    (visit,) = visits(village)
    helper = village.volunteer()
    held = claims.claim(village.session, helper.id, visit.id, day(1), 0, NOON, by=by.id)
    resident.categories = ["空巢老人", "低保家庭"]
    assert opened(village) == 0
    assert visits(village)[0].kinds == ["check", "comfort"]
    claims.finish(village.session, held.id, "done", None, BEGAN, ENDED, LATER, by=by.id)
    village.fresh()
    assert kinds(village, "discharged") == ["check", "comfort", "warmth"]


def test_a_period_gone_by_is_carried_and_stays_as_late_as_it_was(village: Village) -> None:
    village.elder(categories=["失能老人"], last_visit_on=day(-3))
    opened(village)
    for offset in range(1, 30):
        opened(village, offset)
    carried, (standing,) = owed(village, "carried"), owed(village)
    assert [one.reason for one in carried] == ["not_made"] * 3
    assert [one.window_to for one in carried] == [day(4), day(11), day(18)]
    assert (standing.window_to, standing.owed_since) == (day(25), day(4))
    assert ledger.summed(village.session, village.place.path).broken == 0


def test_who_refuses_is_still_owed_it(village: Village, by: Account) -> None:
    village.elder(categories=["空巢老人"])
    opened(village)
    (visit,) = visits(village)
    go(village, visit, by, "refused")
    assert [one.reason for one in owed(village, "carried")] == ["refused", "refused"]
    assert {one.visit_id for one in owed(village)} == {visit.id}
    assert visits(village)[0].id == visit.id
    assert opened(village, 3) == 0


def test_nobody_at_home_three_times_is_for_staff(village: Village, by: Account) -> None:
    staff = village.login("community")
    resident = village.elder(categories=["空巢老人"])
    opened(village)
    for _ in range(3):
        assert village.session.scalars(select(Notice)).all() == []
        go(village, visits(village)[0], by, "not_home")
    (told,) = village.session.scalars(select(Notice)).all()
    assert (told.account_id, told.link) == (staff.id, f"/care/residents/{resident.id}")
    assert kinds(village) == ["check", "comfort"]


def test_in_hospital_nothing_is_owed_until_the_day(village: Village, by: Account) -> None:
    staff = village.login("community")
    resident = village.elder(categories=["空巢老人"])
    opened(village)
    go(village, visits(village)[0], by, "hospital")
    assert {one.reason for one in owed(village, "excused")} == {"hospital"}
    assert opened(village, 10) == 0
    assert visits(village) == []
    back = day(17)
    moment = NOON + dt.timedelta(days=17)
    assert pauses.resume_due(village.session, village.place.path, back, moment) == [resident.id]
    assert opened(village, 17) == 1
    assert {one.window_from for one in owed(village)} == {back}
    told = select(Notice).where(Notice.account_id == staff.id)
    assert len(village.session.scalars(told).all()) == 2


def test_staff_pause_resume_and_confirm(village: Village, by: Account) -> None:
    scope = village.scope("community", village.communities[0])
    resident = village.elder(categories=["空巢老人"])
    opened(village)
    with pytest.raises(PauseWrong):
        pauses.begin(village.session, scope, resident.id, "away", day(-1), TODAY, NOON)
    pauses.begin(village.session, scope, resident.id, "away", day(9), TODAY, NOON)
    village.fresh()
    assert (visits(village), kinds(village)) == ([], [])
    with pytest.raises(PauseWrong):
        pauses.confirm_gone(village.session, scope, resident.id, NOON)
    pauses.end(village.session, scope, resident.id, day(2), LATER)
    assert opened(village, 2) == 1
    go(village, visits(village)[0], by, "moved")
    assert opened(village, 9) == 0
    pauses.confirm_gone(village.session, scope, resident.id, LATER)
    assert not village.session.get_one(Resident, resident.id).active
    standing = select(CarePause).where(CarePause.ended_at.is_(None))
    assert village.session.scalars(standing).all() == []


def test_a_new_version_holds_from_its_day_and_the_old_one_stays(
    village: Village, by: Account
) -> None:
    village.elder(categories=["空巢老人"])
    opened(village)
    change = Change(15, 5, "days", 1, ["空巢老人"], ["volunteer"], ["health"], day(1))
    policies.revise(village.session, "six_comfort", 1, change, NOON, by=by.id)
    with pytest.raises(PolicyWrong):
        policies.revise(village.session, "six_comfort", 1, change, NOON, by=by.id)
    assert [one.revision for one in policies.versions(village.session, "six_comfort")] == [2, 1]
    opened(village)
    assert owed(village, "carried") == []
    opened(village, 1)
    (old,) = owed(village, "carried")
    assert (old.kind, old.reason) == ("comfort", "revised")
    (new,) = [one for one in owed(village) if one.kind == "comfort"]
    assert (new.carried_from, new.window_to) == (old.id, day(-10))


def test_a_monthly_rhythm_owes_once_a_calendar_month(village: Village, by: Account) -> None:
    village.elder(categories=["低保家庭"], last_visit_on=None)
    change = Change(30, 10, "month", 1, ["低保家庭"], [], [], TODAY)
    policies.revise(village.session, "six_warmth", 1, change, NOON, by=by.id)
    opened(village)
    (one,) = owed(village)
    assert (one.window_from, one.window_to) == (dt.date(2026, 11, 1), dt.date(2026, 11, 30))
    opened(village, 11)
    (next_one,) = owed(village)
    assert next_one.window_to == dt.date(2026, 12, 31)
    assert next_one.owed_since == dt.date(2026, 11, 30)


def test_a_lower_tier_owes_less_and_says_why(village: Village) -> None:
    scope = village.scope("community", village.communities[0])
    resident = village.elder(categories=["困境儿童"], last_visit_on=day(-3))
    opened(village)
    tiering.set_tier(village.session, scope, resident.id, 2, "已有人照看", NOON)
    opened(village)
    (check,) = [one for one in owed(village) if one.kind == "check"]
    assert check.window_to == day(87)
    assert [one.reason for one in owed(village, "carried")] == ["revised"]


def test_an_extra_round_comes_on_top_and_ends(village: Village, by: Account) -> None:
    scope = village.scope("administrator")
    village.elder(categories=["空巢老人"], last_visit_on=day(-2))
    draft = rounds.drafted(
        scope, village.place, "低温", ["空巢老人"], (TODAY, day(10)), 3, TODAY, NOON
    )
    begun = rounds.begin(village.session, draft)
    opened(village)
    first = next(one for one in owed(village) if one.round_id)
    go(village, village.session.get_one(Visit, first.visit_id), by)
    opened(village, 2)
    second = next(one for one in owed(village) if one.round_id)
    assert (second.window_from, second.window_to) == (day(2), day(4))
    rounds.end(village.session, scope, begun.id, LATER)
    opened(village, 3)
    assert [one.reason for one in owed(village, "excused")] == ["round_over"]


def test_nothing_owed_is_ever_lost(village: Village, by: Account) -> None:
    """Two months of every outcome: each obligation is open, or ended in one of three ways."""
    outcomes = ["done", "not_home", "refused", "hospital", "done", "moved", "deceased", "done"]
    for number in range(16):
        grid = number % 4
        categories = [["失能老人"], ["空巢老人"], ["困境儿童"], ["低保家庭"]][grid]
        village.elder(
            grid=grid, categories=categories, last_visit_on=day(-number), door=f"{number}"
        )
    seen: set[object] = set()
    for offset in range(0, 60, 4):
        opened(village, offset)
        for visit in visits(village)[:3]:
            helper = village.volunteer(grid=0)
            moment = NOON + dt.timedelta(days=offset)
            when = day(offset)
            held = village.claim(helper, visit, day=when, claimed_at=moment)
            outcome = outcomes[len(seen) % len(outcomes)]
            end = moment + dt.timedelta(hours=1)
            claims.finish(village.session, held.id, outcome, None, moment, end, end, by=by.id)
            village.fresh()
            seen.add(held.id)
        assert ledger.summed(village.session, village.place.path).broken == 0
    opened(village, 60)
    whole = ledger.summed(village.session, village.place.path)
    rows = village.session.scalars(select(Obligation)).all()
    assert whole.total == len(rows) > 60
    assert min(whole.open, whole.discharged, whole.carried, whole.excused) > 0
    # Whoever is served and not resting is owed something, or was just given it.
    pauses_left = village.session.scalars(select(CarePause).where(CarePause.ended_at.is_(None)))
    resting = {p.resident_id for p in pauses_left if p.until is None or p.until >= day(60)}
    owing = {row.resident_id for row in rows if row.state == "open"}
    served = set(village.session.scalars(select(Resident.id).where(Resident.active)))
    assert owing == served - resting


def test_what_somebody_asked_for_does_not_wait_for_what_is_overdue(village: Village) -> None:
    elder = village.elder(categories=["失能老人"])
    village.kind("errands")
    opened(village)
    (overdue,) = visits(village)
    asked = Asked("errands", True, TODAY, day(2), None, 1, None, 0)
    open_need(village.session, elder, asked, FROM_REQUEST, TODAY, NOON, by=None)
    opened(village)
    (waited_for,) = (one for one in visits(village) if one.asked)
    assert (waited_for.kinds, waited_for.window_to) == (["errands"], day(2))
    assert [one.id for one in visits(village) if not one.asked] == [overdue.id]


def test_what_somebody_asked_for_takes_along_what_is_due_later(village: Village) -> None:
    elder = village.elder(categories=["空巢老人"])
    village.kind("errands")
    asked = Asked("errands", True, TODAY, day(2), None, 1, None, 0)
    open_need(village.session, elder, asked, FROM_REQUEST, TODAY, NOON, by=None)
    opened(village)
    (visit,) = visits(village)
    assert (visit.asked, visit.window_to) == (True, day(2))
    assert set(visit.kinds) > {"errands"}
