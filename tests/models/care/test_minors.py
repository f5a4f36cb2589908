"""Helpers of 14 to 18: with a guardian's word that holds that day, and beside a grown-up."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from models.accounts.tables import Account
from models.care import claims, offers
from models.care.leaving import withdraw_helping
from models.care.refusals import NotEligible
from models.care.rows import care_arrays
from models.care.tables import Claim, Visit
from models.care.together import consents
from models.care.together.consents import Guardian
from models.care.together.refusals import SignedAlready
from models.care.together.reminding import remind
from models.care.together.tables import GuardianConsent
from models.care.waiting import line
from models.notices.tables import Notice
from models.people.tables import Helper, Person
from tests.models.care.village import NOON, TODAY, Village, day

SIXTEEN, THIRTEEN = dt.date(2010, 1, 1), dt.date(2013, 1, 1)


@pytest.fixture
def by(village: Village) -> Account:
    return village.login("community")


def young(village: Village, by: Account, given_on: dt.date | None = TODAY, **more: Any) -> Helper:
    """Somebody of sixteen, with his guardian's word of that day, if there is one."""
    helper = village.volunteer(**({"born_on": SIXTEEN} | more))
    if given_on is not None:
        person = village.session.get_one(Person, helper.person_id)
        guardian = Guardian("王秀兰", "13800001111", "母亲", given_on)
        consents.give(village.session, person, "helping", guardian, NOON, by=by.id)
    return helper


def led(village: Village, by: Account, **more: Any) -> tuple[Visit, Claim]:
    """A visit for several that a grown-up has claimed."""
    visit = village.visit(**({"helpers_wanted": 2} | more))
    return visit, take(village, by, village.volunteer(), visit)


def take(village: Village, by: Account, helper: Helper, visit: Visit, on: int = 1) -> Claim:
    return claims.claim(village.session, helper.id, visit.id, day(on), 0, NOON, by=by.id)


def refused(village: Village, by: Account, helper: Helper, on: int = 1) -> set[str]:
    visit = village.visit(helpers_wanted=2)
    take(village, by, village.volunteer(), visit, on)
    with pytest.raises(NotEligible) as refusal:
        take(village, by, helper, visit, on)
    return {name for name, _ in refusal.value.rules}


def test_with_his_guardians_word_and_a_grown_up(village: Village, by: Account) -> None:
    visit, _ = led(village, by)
    assert take(village, by, young(village, by), visit).seat == 1


def test_without_a_word_or_after_it_or_too_young(village: Village, by: Account) -> None:
    assert "guardian" in refused(village, by, young(village, by, None))
    lapsed = young(village, by, day(-366))
    assert "guardian" in refused(village, by, lapsed)
    thirteen = young(village, by, born_on=THIRTEEN)
    assert refused(village, by, thirteen) == {"minor"}


def test_the_word_must_hold_on_the_day_itself(village: Village, by: Account) -> None:
    ending = young(village, by, day(-363))
    assert "guardian" in refused(village, by, ending, on=4)
    visit, _ = led(village, by)
    assert take(village, by, ending, visit)


def test_never_alone_and_never_first(village: Village, by: Account) -> None:
    helper = young(village, by)
    for wanted in (1, 2):
        with pytest.raises(NotEligible) as refusal:
            take(village, by, helper, village.visit(helpers_wanted=wanted))
        assert [name for name, _ in refusal.value.rules] == ["minor"]
    led(village, by)
    assert offers.pool(village.session, helper, NOON, 0, 10).total == 1


def test_the_night_reads_how_long_the_word_holds(village: Village, by: Account) -> None:
    young(village, by)
    arrays = care_arrays(village.session, village.place.id, TODAY)
    assert arrays.helper_consent_until.tolist() == [day(365).toordinal()]


def test_a_word_taken_back_takes_visits_and_lines_with_it(village: Village, by: Account) -> None:
    helper = young(village, by)
    visit, _ = led(village, by)
    held = take(village, by, helper, visit)
    full = village.visit(helpers_wanted=2)
    for _ in range(2):
        take(village, by, village.volunteer(), full, on=3)
    entry = line.join(village.session, helper.id, full.id, day(3), 0, NOON)
    withdraw_helping(village.session, helper, NOON, by=by.id)
    assert (held.state, held.withdrawn_for, entry.state) == ("withdrawn", "consent", "left")
    assert visit.state == "open"
    assert "guardian" in refused(village, by, helper, on=2)


def test_a_word_that_runs_out_is_given_anew(village: Village, by: Account) -> None:
    helper = young(village, by, day(-330))
    person = village.session.get_one(Person, helper.person_id)
    guardian = Guardian("王秀兰", "13800001111", "母亲", TODAY)
    consents.give(village.session, person, "helping", guardian, NOON, by=by.id)
    with pytest.raises(SignedAlready):
        consents.give(village.session, person, "helping", guardian, NOON, by=by.id)
    words = select(GuardianConsent.valid_until).where(GuardianConsent.withdrawn_on.is_(None))
    assert village.session.scalars(words).all() == [day(365)]


def test_a_word_that_runs_out_is_told_of_once(village: Village, by: Account) -> None:
    helper = young(village, by, day(-350))
    account = village.login("volunteer", helper.person_id)
    nearly_grown = dt.date(2008, 11, 25)
    village.login("volunteer", young(village, by, day(-350), born_on=nearly_grown).person_id)
    young(village, by, day(-100))
    assert [remind(village.session, NOON + dt.timedelta(days=n)) for n in (0, 1, 60)] == [1, 1, 0]
    told = village.session.scalars(select(Notice.account_id)).all()
    assert set(told) == {account.id, by.id} and len(told) == 2
