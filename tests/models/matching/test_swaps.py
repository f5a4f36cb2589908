"""Swaps: any opening or helper that passes the night's rules, and only those."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.employment.tables import Referral
from models.matching import refusals
from models.matching.reopening import reopen
from models.matching.reviews import approve
from models.matching.swaps import swap
from models.matching.tables import Proposal, Review
from tests.county import NOW, TODAY, County
from tests.models.matching.proposals import a_run, for_seeker, for_visit


@pytest.fixture
def county(session: Session) -> County:
    return County(session)


def test_a_seeker_goes_to_another_opening(session: Session, county: County) -> None:
    old = for_seeker(county, a_run(county))
    other = county.vacancy(occupation="保洁员", pay_min=2800)
    staff = county.scope("employment")
    new = swap(session, staff, old.id, 1, other.id, NOW, remark="离家更近")
    assert (old.state, new.state, new.vacancy_id) == ("swapped", "approved", other.id)
    assert sum(part["points"] for part in new.contributions) == new.score > 0
    assert session.scalars(select(Referral.vacancy_id)).all() == [other.id]
    review = session.scalars(select(Review).where(Review.proposal_id == old.id)).one()
    assert (review.decision, review.swapped_to, review.remark) == ("swap", new.id, "离家更近")


def test_or_into_a_class(session: Session, county: County) -> None:
    old = for_seeker(county, a_run(county))
    cohort = county.cohort()
    new = swap(session, county.scope("employment"), old.id, 1, cohort.id, NOW)
    assert (new.vacancy_id, new.cohort_id) == (None, cohort.id)


def test_rules_are_named_when_they_forbid_it(session: Session, county: County) -> None:
    old = for_seeker(county, a_run(county))
    staff = county.scope("employment")
    unfit = county.vacancy(skill="保安员", pay_min=1000, pay_max=1000)
    with pytest.raises(refusals.AlternativeUnfit) as told:
        swap(session, staff, old.id, 1, unfit.id, NOW)
    assert {"skill", "minimum_wage", "wage"} <= {name for name, _ in told.value.rules}
    with pytest.raises(refusals.OpeningClosed):
        swap(session, staff, old.id, 1, old.vacancy_id, NOW)
    welfare = county.vacancy(county.employer(kind="public_welfare"))
    with pytest.raises(refusals.AlternativeUnfit) as told:
        swap(session, staff, old.id, 1, welfare.id, NOW)
    assert [name for name, _ in told.value.rules] == ["welfare"]
    assert old.state == "open"


def test_a_full_opening_is_refused(session: Session, county: County) -> None:
    run, staff = a_run(county), county.scope("employment")
    full = county.vacancy(headcount=1)
    approve(session, staff, for_seeker(county, run, vacancy_id=full.id).id, 1, NOW)
    with pytest.raises(refusals.NoSeatLeft):
        swap(session, staff, for_seeker(county, run).id, 1, full.id, NOW)


def test_another_helper_is_recommended(session: Session, county: County) -> None:
    old = for_visit(county, a_run(county))
    helper = county.helper(grid=1)
    new = swap(session, county.scope("community"), old.id, 1, helper.id, NOW)
    assert (new.visit_id, new.helper_id, new.state) == (old.visit_id, helper.id, "approved")
    assert (new.day, new.part) == (old.day, old.part)
    assert sum(part["points"] for part in new.contributions) == new.score > 0


def test_a_helper_comes_when_he_can(session: Session, county: County) -> None:
    old = for_visit(county, a_run(county))
    # Only Monday mornings; the proposal named another half-day.
    helper = county.helper(week=1)
    staff = county.scope("community")
    assert old.day is not None
    with pytest.raises(refusals.AlternativeUnfit) as told:
        swap(session, staff, old.id, 1, helper.id, NOW, slot=(old.day, 1))
    assert [name for name, _ in told.value.rules] == ["time"]
    new = swap(session, staff, old.id, 1, helper.id, NOW)
    assert (new.day, new.part) == (dt.date(2026, 11, 23), 0)


def test_nobody_is_recommended_twice_in_a_half_day(session: Session, county: County) -> None:
    run, staff, helper = a_run(county), county.scope("community"), county.helper()
    first, second = for_visit(county, run), for_visit(county, run)
    swap(session, staff, first.id, 1, helper.id, NOW)
    with pytest.raises(refusals.AlternativeUnfit):
        swap(session, staff, second.id, 1, helper.id, NOW)


def test_a_swap_is_taken_back_at_either_end(session: Session, county: County) -> None:
    run, staff = a_run(county), county.scope("employment")
    for at_the_old_end in (True, False):
        old = for_seeker(county, run)
        new = swap(session, staff, old.id, 1, county.vacancy().id, NOW)
        end: Proposal = old if at_the_old_end else new
        reopen(session, staff, end.id, end.version, NOW)
        assert (old.state, new.state) == ("open", "lapsed")
        held = select(Referral.state).where(Referral.seeker_id == old.seeker_id)
        assert session.scalars(held).all() == ["withdrawn"]
        approve(session, staff, old.id, old.version, NOW)


def test_an_alternative_that_is_gone(session: Session, county: County) -> None:
    old = for_seeker(county, a_run(county))
    staff = county.scope("employment")
    lapsed = county.vacancy(valid_until=TODAY - dt.timedelta(days=1))
    with pytest.raises(refusals.AlternativeUnfit):
        swap(session, staff, old.id, 1, lapsed.id, NOW)
    with pytest.raises(refusals.OpeningClosed):
        swap(session, staff, old.id, 1, old.id, NOW)
