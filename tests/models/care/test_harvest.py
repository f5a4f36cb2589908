"""Addresses are not gathered by claiming, looking and giving back."""

import datetime as dt

import pytest

from models.accounts.scope import scope_of
from models.accounts.tables import Account
from models.care import claims
from models.care.contact import contact
from models.care.harvest import MOST_LOOKS_GIVEN_BACK
from models.care.refusals import TooManyLooks
from models.care.tables import Claim
from models.people.tables import Helper
from tests.models.care.village import NOON, Village, day

MINUTE = dt.timedelta(minutes=1)


def taken(village: Village, helper: Helper, by: Account, now: dt.datetime = NOON) -> Claim:
    visit = village.visit()
    return claims.claim(village.session, helper.id, visit.id, day(1), 0, now, by=by.id)


def given_back(village: Village, helper: Helper, by: Account, look: bool) -> None:
    held = taken(village, helper, by)
    if look:
        contact(village.session, held, scope_of(by), NOON + MINUTE)
        contact(village.session, held, scope_of(by), NOON + MINUTE)
    claims.withdraw(village.session, held.id, "busy", NOON + 2 * MINUTE, by=by.id)


@pytest.fixture
def helper(village: Village) -> Helper:
    return village.volunteer(monthly_visits=20)


@pytest.fixture
def by(village: Village, helper: Helper) -> Account:
    return village.login("volunteer", helper.person_id)


def test_five_looks_given_back_are_enough(village: Village, helper: Helper, by: Account) -> None:
    for _ in range(MOST_LOOKS_GIVEN_BACK):
        given_back(village, helper, by, look=True)
    with pytest.raises(TooManyLooks) as refusal:
        taken(village, helper, by)
    assert "网格员" in str(refusal.value.said) and "5 次" in str(refusal.value.said)
    other = village.volunteer()
    assert taken(village, other, village.login("volunteer", other.person_id)).state == "claimed"
    later = NOON + dt.timedelta(days=30, minutes=2)
    visit = village.visit(window_from=day(30), window_to=day(40))
    again = claims.claim(village.session, helper.id, visit.id, day(31), 0, later, by=by.id)
    assert again.state == "claimed"


def test_what_nobody_looked_at_may_be_given_back(
    village: Village, helper: Helper, by: Account
) -> None:
    for _ in range(MOST_LOOKS_GIVEN_BACK + 1):
        given_back(village, helper, by, look=False)
    for _ in range(MOST_LOOKS_GIVEN_BACK - 1):
        given_back(village, helper, by, look=True)
    assert taken(village, helper, by).state == "claimed"
