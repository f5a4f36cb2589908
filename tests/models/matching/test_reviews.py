"""Decisions at the desk and every way in which one is refused."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.care.refusals import NotEligible
from models.employment.tables import Referral
from models.matching import refusals
from models.matching.pairs import forbidden
from models.matching.reopening import reopen
from models.matching.reviews import approve, approve_many, reject, set_locked
from models.matching.suggestions import claim
from models.matching.tables import Review
from models.people.tables import Seeker
from models.trail.tables import TrailEntry
from tests.county import NOW, TODAY, County
from tests.models.matching.proposals import a_run, for_seeker, for_visit


@pytest.fixture
def county(session: Session) -> County:
    return County(session)


def test_approving_refers_and_leaves_a_trail(session: Session, county: County) -> None:
    proposal = for_seeker(county, a_run(county))
    staff = county.scope("employment")
    approve(session, staff, proposal.id, 1, NOW)
    assert (proposal.state, proposal.version) == ("approved", 2)
    referral = session.scalars(select(Referral)).one()
    assert (referral.seeker_id, referral.vacancy_id) == (proposal.seeker_id, proposal.vacancy_id)
    review = session.scalars(select(Review)).one()
    assert (review.decision, review.decided_by) == ("approve", staff.account_id)
    assert session.scalars(select(TrailEntry.action)).all() == ["proposal.approve"]


def test_another_town_staff_cannot_see_it(session: Session, county: County) -> None:
    proposal = for_seeker(county, a_run(county))
    stranger = county.scope("employment", county.communities[1])
    with pytest.raises(refusals.NoSuchProposal):
        approve(session, stranger, proposal.id, 1, NOW)
    volunteer = county.scope("volunteer")
    with pytest.raises(refusals.NoSuchProposal):
        approve(session, volunteer, proposal.id, 1, NOW)


def test_care_is_not_for_employment_staff(session: Session, county: County) -> None:
    proposal = for_visit(county, a_run(county))
    with pytest.raises(refusals.NoSuchProposal):
        approve(session, county.scope("employment"), proposal.id, 1, NOW)
    approve(session, county.scope("community"), proposal.id, 1, NOW)
    assert proposal.state == "approved"


def test_a_stale_page_is_told_who_was_first(session: Session, county: County) -> None:
    proposal = for_seeker(county, a_run(county))
    approve(session, county.scope("employment", name="王站长"), proposal.id, 1, NOW)
    with pytest.raises(refusals.StaleProposal) as told:
        approve(session, county.scope("employment"), proposal.id, 1, NOW)
    assert "王站长" in str(told.value.said)
    with pytest.raises(refusals.NotOpen):
        approve(session, county.scope("employment"), proposal.id, 2, NOW)


def test_no_more_referrals_than_places(session: Session, county: County) -> None:
    run, staff = a_run(county), county.scope("employment")
    vacancy = county.vacancy(headcount=1)
    first, second = (for_seeker(county, run, vacancy_id=vacancy.id) for _ in range(2))
    approve(session, staff, first.id, 1, NOW)
    with pytest.raises(refusals.NoSeatLeft):
        approve(session, staff, second.id, 1, NOW)


def test_an_order_bounds_its_classes(session: Session, county: County) -> None:
    run, staff = a_run(county), county.scope("employment")
    cohort = county.cohort(seats=1, least=1)
    first, second = (
        for_seeker(county, run, vacancy_id=None, cohort_id=cohort.id) for _ in range(2)
    )
    approve(session, staff, first.id, 1, NOW)
    with pytest.raises(refusals.NoSeatLeft):
        approve(session, staff, second.id, 1, NOW)


def test_closed_vacancies_and_placed_seekers_are_refused(session: Session, county: County) -> None:
    run, staff = a_run(county), county.scope("employment")
    lapsed = county.vacancy(valid_until=TODAY - dt.timedelta(days=1))
    with pytest.raises(refusals.OpeningClosed):
        approve(session, staff, for_seeker(county, run, vacancy_id=lapsed.id).id, 1, NOW)
    placed = for_seeker(county, run)
    approve(session, staff, placed.id, 1, NOW)
    again = for_seeker(county, a_run(county, TODAY + dt.timedelta(days=1)))
    again.seeker_id = placed.seeker_id
    session.flush()
    with pytest.raises(refusals.SeekerPlaced):
        approve(session, staff, again.id, 1, NOW)


def test_who_has_opted_out_since_the_night_is_not_referred(
    session: Session, county: County
) -> None:
    proposal = for_seeker(county, a_run(county))
    session.get_one(Seeker, proposal.seeker_id).automated = False
    with pytest.raises(refusals.OptedOut):
        approve(session, county.scope("employment"), proposal.id, 1, NOW)


def test_rejecting_wants_a_coded_reason(session: Session, county: County) -> None:
    proposal = for_seeker(county, a_run(county))
    staff = county.scope("employment")
    for reason, remark in (("nonsense", "x"), ("other", None), ("other", "  ")):
        with pytest.raises(refusals.UnknownReason):
            reject(session, staff, proposal.id, 1, reason, NOW, remark)
    reject(session, staff, proposal.id, 1, "too_far", NOW)
    assert proposal.state == "rejected"
    assert forbidden(session, "employment", TODAY) == [(proposal.seeker_id, proposal.vacancy_id)]


def test_what_a_resident_declines_holds_for_later_visits(session: Session, county: County) -> None:
    resident = county.resident()
    proposal = for_visit(county, a_run(county), visit_id=county.visit(resident).id)
    staff = county.scope("community")
    reject(session, staff, proposal.id, 1, "resident_declines", NOW)
    later = county.visit(resident)
    assert proposal.helper_id is not None
    assert (proposal.helper_id, later.id) in forbidden(session, "care", TODAY)
    with pytest.raises(NotEligible) as told:
        claim(session, proposal.helper_id, later.id, TODAY, 2, NOW, by=staff.account_id)
    assert [name for name, _ in told.value.rules] == ["forbidden"]


def test_many_are_approved_all_or_none(session: Session, county: County) -> None:
    run, staff = a_run(county), county.scope("employment")
    vacancy = county.vacancy(headcount=2)
    three = [for_seeker(county, run, vacancy_id=vacancy.id) for _ in range(3)]
    stranger = uuid.uuid4()
    session.commit()
    with pytest.raises(refusals.NotAllApproved) as told, session.begin_nested():
        approve_many(session, staff, [(one.id, 1) for one in three] + [(stranger, 1)], NOW)
    assert {code.code for _, code in told.value.failed} == {"no_seat_left", "no_such_proposal"}
    assert session.scalar(select(func.count()).select_from(Referral)) == 0
    approve_many(session, staff, [(one.id, 1) for one in three[:2]], NOW)
    assert session.scalar(select(func.count()).select_from(Referral)) == 2


def test_an_approval_can_be_taken_back_until_somebody_acted(
    session: Session, county: County
) -> None:
    run, staff = a_run(county), county.scope("employment")
    proposal = for_seeker(county, run)
    approve(session, staff, proposal.id, 1, NOW)
    reopen(session, staff, proposal.id, 2, NOW)
    assert proposal.state == "open"
    assert session.scalars(select(Referral.state)).all() == ["withdrawn"]
    approve(session, staff, proposal.id, 3, NOW)
    held = session.scalars(select(Referral).where(Referral.state == "approved")).one()
    held.state = "accepted"
    session.flush()
    with pytest.raises(refusals.BuiltUpon):
        reopen(session, staff, proposal.id, 4, NOW)


def test_a_rejection_taken_back_lets_nights_propose_again(session: Session, county: County) -> None:
    staff = county.scope("employment")
    proposal = for_seeker(county, a_run(county))
    with pytest.raises(refusals.NotDecided):
        reopen(session, staff, proposal.id, 1, NOW)
    reject(session, staff, proposal.id, 1, "hours", NOW)
    reopen(session, staff, proposal.id, 2, NOW)
    assert proposal.state == "open"
    assert forbidden(session, "employment", TODAY) == []


def test_an_older_night_is_not_opened_again(session: Session, county: County) -> None:
    staff = county.scope("community")
    proposal = for_visit(county, a_run(county))
    reject(session, staff, proposal.id, 1, "skill", NOW)
    a_run(county, TODAY + dt.timedelta(days=1))
    reopen(session, staff, proposal.id, 2, NOW)
    assert proposal.state == "lapsed"


def test_a_claimed_suggestion_stays(session: Session, county: County) -> None:
    proposal = for_visit(county, a_run(county), state="claimed")
    with pytest.raises(refusals.BuiltUpon):
        reopen(session, county.scope("community"), proposal.id, 1, NOW)


def test_a_locked_proposal_is_still_open_and_says_who_locked_it(
    session: Session, county: County
) -> None:
    proposal = for_seeker(county, a_run(county))
    set_locked(session, county.scope("employment", name="王站长"), proposal.id, 1, True, NOW)
    assert (proposal.state, proposal.locked, proposal.version) == ("open", True, 2)
    with pytest.raises(refusals.StaleProposal, match="王站长"):
        approve(session, county.scope("employment"), proposal.id, 1, NOW)
    set_locked(session, county.scope("employment"), proposal.id, 2, False, NOW)
    assert not proposal.locked
    wanted = select(Review.decision).order_by(Review.id)
    assert session.scalars(wanted).all() == ["lock", "unlock"]


def test_what_cannot_be_locked(session: Session, county: County) -> None:
    run, staff = a_run(county), county.scope("employment")
    course = for_seeker(county, run, vacancy_id=None, cohort_id=county.cohort().id)
    with pytest.raises(refusals.NotLockable):
        set_locked(session, staff, course.id, 1, True, NOW)
    proposal = for_seeker(county, run)
    approve(session, staff, proposal.id, 1, NOW)
    with pytest.raises(refusals.NotOpen):
        set_locked(session, staff, proposal.id, 2, True, NOW)
    other = for_seeker(county, run)
    later = a_run(county, run.night + dt.timedelta(days=1))
    later.state = "running"
    session.flush()
    with pytest.raises(refusals.NightAtWork):
        set_locked(session, staff, other.id, 1, True, NOW)


def test_a_lock_falls_when_somebody_decides(session: Session, county: County) -> None:
    proposal, staff = for_seeker(county, a_run(county)), county.scope("employment")
    set_locked(session, staff, proposal.id, 1, True, NOW)
    approve(session, staff, proposal.id, 2, NOW)
    reopen(session, staff, proposal.id, 3, NOW)
    assert (proposal.state, proposal.locked) == ("open", False)
