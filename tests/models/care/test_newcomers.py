"""A newcomer goes beside somebody experienced, never alone; a county of newcomers still moves."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from models.accounts.tables import Account
from models.care import claims, company, newcomers, offers
from models.care.asking.askable import fit
from models.care.asking.due import wanting
from models.care.asking.params import AskParams
from models.care.handing import giving
from models.care.handing.refusals import NobodyToTakeOver
from models.care.refusals import NobodyAlong, NotEligible
from models.care.rows import care_arrays
from models.care.tables import Claim, Visit
from models.care.vetting.vouching import OwnWord, vouch
from models.care.waiting import lapsing, line
from models.notices.tables import Notice
from models.people.tables import CodeTable, Helper
from models.trail.tables import TrailEntry
from tests.models.care.village import NOON, TODAY, Village, day

NEW = {"ledger_hours": None}


@pytest.fixture
def by(village: Village) -> Account:
    return village.login("volunteer")


def take(village: Village, by: Account, helper: Helper, visit: Visit) -> Claim:
    return claims.claim(village.session, helper.id, visit.id, day(1), 0, NOON, by=by.id)


def refused(village: Village, by: Account, helper: Helper, visit: Visit) -> list[str]:
    with pytest.raises(NotEligible) as refusal:
        take(village, by, helper, visit)
    return [name for name, _ in refusal.value.rules]


@pytest.mark.parametrize(
    ("past", "to_go"),
    [
        (NEW, 3),
        ({"ledger_hours": 0.5}, 3),
        ({"ledger_hours": 0.5, "registered_on": dt.date(2020, 1, 1)}, 3),
        ({"ledger_hours": 3.0}, 0),
        ({"ledger_hours": None, "registered_on": day(-181)}, 0),
        ({"ledger_hours": None, "registered_on": day(-20)}, 3),
        ({"ledger_hours": None, "vouched_on": day(0)}, 0),
    ],
)
def test_who_is_new(village: Village, past: dict[str, Any], to_go: int) -> None:
    helper = village.volunteer(**past)
    assert newcomers.visits_to_go(village.session, helper, TODAY) == to_go


def test_three_visits_make_somebody_experienced(village: Village, by: Account) -> None:
    helper = village.volunteer(**NEW)
    for number in range(3):
        assert newcomers.visits_to_go(village.session, helper, TODAY) == 3 - number
        done = village.visit(state="done")
        village.claim(helper, done, state="done", day=day(-9 - number))
    assert take(village, by, helper, village.visit())


def test_a_county_says_itself_who_is_new(village: Village, by: Account) -> None:
    values = {"visits": 0, "hours": 1, "registered_days": 1}
    village.add(CodeTable(name=newcomers.TABLE, effective_from=TODAY, values=values))
    assert take(village, by, village.volunteer(**NEW), village.visit())


def test_a_newcomer_comes_second_and_never_alone(village: Village, by: Account) -> None:
    fresh, other, old = village.volunteer(**NEW), village.volunteer(**NEW), village.volunteer()
    assert refused(village, by, fresh, village.visit()) == ["newcomer"]
    three = village.visit(helpers_wanted=3)
    assert refused(village, by, fresh, three) == ["newcomer"]
    take(village, by, old, three)
    assert take(village, by, fresh, three).seat == 1
    assert take(village, by, other, three).seat == 2


def test_a_minor_leads_nobody(village: Village, by: Account) -> None:
    two = village.visit(helpers_wanted=2)
    young = village.volunteer(born_on=dt.date(2010, 1, 1))
    village.claim(young, two)
    assert refused(village, by, village.volunteer(**NEW), two) == ["newcomer"]


def test_when_the_experienced_one_withdraws_the_newcomer_need_not_go(
    village: Village, by: Account
) -> None:
    two = village.visit(helpers_wanted=2)
    fresh = village.volunteer(**NEW)
    account = village.login("volunteer", fresh.person_id)
    leading = take(village, by, village.volunteer(), two)
    following = take(village, by, fresh, two)
    claims.withdraw(village.session, leading.id, "ill", NOON, by=by.id)
    village.fresh()
    assert (following.state, following.withdrawn_for) == ("withdrawn", "no_leader")
    told = village.session.scalars(select(Notice.account_id)).all()
    assert told == [account.id]
    assert two.state == "open"


def test_of_two_experienced_ones_one_is_enough(village: Village, by: Account) -> None:
    three = village.visit(helpers_wanted=3)
    first, _ = (take(village, by, village.volunteer(), three) for _ in range(2))
    following = take(village, by, village.volunteer(**NEW), three)
    claims.withdraw(village.session, first.id, "ill", NOON, by=by.id)
    village.fresh()
    assert following.state == "claimed"


def test_the_experienced_one_does_not_hand_on_to_a_newcomer(village: Village, by: Account) -> None:
    two = village.visit(helpers_wanted=3)
    leading = take(village, by, village.volunteer(), two)
    with pytest.raises(NobodyToTakeOver):
        giving.offer(village.session, leading.id, village.volunteer(**NEW).id, NOON, by=by.id)
    assert giving.offer(village.session, leading.id, village.volunteer().id, NOON, by=by.id)


def test_a_newcomer_sees_what_he_can_do(village: Village, by: Account) -> None:
    fresh = village.volunteer(**NEW)
    village.visit()
    two = village.visit(helpers_wanted=2)
    assert offers.pool(village.session, fresh, NOON, 0, 10).total == 0
    waits = offers.offers_of(village.session, fresh, NOON, [two.id])[two.id]
    assert (waits.waits, waits.led) == (True, False)
    take(village, by, village.volunteer(), two)
    (seen,) = offers.pool(village.session, fresh, NOON, 0, 10).offers
    assert (seen.visit_id, seen.waits, seen.led) == (two.id, False, True)


def test_whoever_goes_takes_a_newcomer_along(village: Village, by: Account) -> None:
    visit, fresh, old = village.visit(), village.volunteer(**NEW), village.volunteer()
    leading = take(village, by, village.volunteer(), visit)
    company.take_along(village.session, leading.id, NOON, by=by.id)
    assert refused(village, by, old, visit) == ["along"]
    assert offers.pool(village.session, old, NOON, 0, 10).total == 0
    following = take(village, by, fresh, visit)
    with pytest.raises(NobodyAlong):
        company.go_alone(village.session, leading.id, NOON, by=by.id)
    claims.withdraw(village.session, leading.id, "ill", NOON, by=by.id)
    village.fresh()
    assert (following.state, visit.along, visit.helpers_wanted) == ("withdrawn", False, 1)
    assert take(village, by, old, visit)


def test_taking_nobody_along_after_all(village: Village, by: Account) -> None:
    visit = village.visit()
    leading = take(village, by, village.volunteer(), visit)
    company.take_along(village.session, leading.id, NOON, by=by.id)
    company.go_alone(village.session, leading.id, NOON, by=by.id)
    assert (visit.along, visit.helpers_wanted) == (False, 1)
    assert refused(village, by, village.volunteer(**NEW), village.visit()) == ["newcomer"]


def test_a_newcomer_takes_nobody_along(village: Village, by: Account) -> None:
    visit = village.visit()
    held = village.claim(village.volunteer(**NEW), visit)
    with pytest.raises(NobodyAlong):
        company.take_along(village.session, held.id, NOON, by=by.id)


def test_staff_vouch_and_the_trail_says_who(village: Village, by: Account) -> None:
    scope = village.scope("grid_worker", village.communities[0])
    helper = village.volunteer(**NEW)
    vouch(village.session, scope, helper.id, True, NOON)
    vouch(village.session, scope, helper.id, True, NOON)
    lines = village.session.scalars(select(TrailEntry).where(TrailEntry.action == "care.vouch"))
    assert [(one.account_id, one.whose) for one in lines] == [(scope.account_id, helper.person_id)]
    assert take(village, by, helper, village.visit())
    vouch(village.session, scope, helper.id, False, NOON)
    assert newcomers.visits_to_go(village.session, helper, TODAY) == 3


def test_nobody_vouches_for_himself(village: Village) -> None:
    helper = village.volunteer(**NEW)
    own = village.scope("community", village.communities[0], person_id=helper.person_id)
    with pytest.raises(OwnWord):
        vouch(village.session, own, helper.id, True, NOON)


def test_the_night_misses_nobody_where_somebody_would_come_along(
    village: Village, by: Account
) -> None:
    visit = village.visit()
    leading = take(village, by, village.volunteer(), visit)
    company.take_along(village.session, leading.id, NOON, by=by.id)
    village.volunteer(**NEW)
    arrays = care_arrays(village.session, village.place.id, TODAY)
    assert (arrays.visit_led.tolist(), arrays.visit_along.tolist()) == ([True], [True])
    assert arrays.visit_missing_cost.tolist() == [[0]]
    assert sorted(arrays.helper_newcomer.tolist()) == [False, True]


def test_nobody_is_asked_only_to_come_along(village: Village, by: Account) -> None:
    visit = village.visit(window_to=day(2))
    leading = take(village, by, village.volunteer(), visit)
    company.take_along(village.session, leading.id, NOON, by=by.id)
    planned = {visit.id: day(1)}
    assert wanting(village.session, village.place.id, NOON, AskParams(), planned) == []


def test_who_went_along_stood_at_the_same_closed_door(village: Village, by: Account) -> None:
    visit = village.visit()
    leading = take(village, by, village.volunteer(), visit)
    company.take_along(village.session, leading.id, NOON, by=by.id)
    following = take(village, by, village.volunteer(**NEW), visit)
    began = NOON + dt.timedelta(days=1)
    times = (began, began + dt.timedelta(hours=1), began + dt.timedelta(hours=2))
    claims.finish(village.session, leading.id, "not_home", None, *times, by=by.id)
    village.fresh()
    assert (leading.state, following.state, visit.state) == ("not_done", "not_done", "open")
    assert (visit.along, visit.helpers_wanted) == (False, 1)


def test_a_line_passes_over_a_newcomer_while_nobody_leads(village: Village, by: Account) -> None:
    visit = village.visit(helpers_wanted=2)
    leading = take(village, by, village.volunteer(), visit)
    take(village, by, village.volunteer(**NEW), visit)
    fresh, old = (
        line.join(village.session, who.id, visit.id, day(1), 0, NOON)
        for who in (village.volunteer(**NEW), village.volunteer())
    )
    claims.withdraw(village.session, leading.id, "ill", NOON, by=by.id)
    village.fresh()
    assert (fresh.state, old.state) == ("waiting", "offered")
    claims.claim(village.session, old.helper_id, visit.id, day(1), 0, NOON, by=by.id)
    lapsing.bring_up_to_date(village.session, visit.id, NOON)
    assert (fresh.state, old.state) == ("offered", "taken")


def test_a_newcomer_is_asked_once_somebody_leads(village: Village, by: Account) -> None:
    fresh, visit = village.volunteer(**NEW), village.visit(helpers_wanted=2)

    def asked() -> bool:
        found = fit(village.session, village.place.id, NOON, [visit.id], ())
        return fresh.id in found.get(visit.id, {})

    assert not asked()
    take(village, by, village.volunteer(), visit)
    assert asked()
