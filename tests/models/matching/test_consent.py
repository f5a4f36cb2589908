"""Out of automated matching and back: what was proposed lapses, what a person decided stands."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.employment.consent import ConsentReasonUnknown
from models.employment.people import SeekerUnknown
from models.employment.seekers import free_seekers
from models.employment.tables import Referral
from models.matching.consent import proposal_of, set_automated
from models.matching.refusals import StaleProposal
from models.matching.reopening import reopen
from models.matching.reviews import approve
from models.people.tables import Seeker
from models.trail.tables import TrailEntry
from tests.county import NOW, County
from tests.models.matching.proposals import a_run, for_seeker


@pytest.fixture
def county(session: Session) -> County:
    return County(session)


def test_an_open_proposal_lapses_at_once(session: Session, county: County) -> None:
    proposal = for_seeker(county, a_run(county))
    assert proposal.seeker_id is not None
    staff = county.scope("employment")
    assert proposal_of(session, proposal.seeker_id) is proposal
    seeker = set_automated(session, staff, proposal.seeker_id, False, "by_phone", NOW)
    assert (seeker.automated, proposal.state, proposal.version) == (False, "lapsed", 2)
    assert proposal_of(session, seeker.id) is None
    line = session.scalars(select(TrailEntry)).one()
    assert (line.action, line.why, line.whose) == (
        "seeker.automation",
        "by_phone",
        seeker.person_id,
    )
    assert (line.account_id, line.detail) == (staff.account_id, {"automated": False})
    with pytest.raises(StaleProposal, match="不参加自动匹配"):
        approve(session, staff, proposal.id, 1, NOW)


def test_another_persons_proposal_stands(session: Session, county: County) -> None:
    run = a_run(county)
    mine, other = for_seeker(county, run), for_seeker(county, run)
    assert mine.seeker_id is not None
    set_automated(session, county.scope("county"), mine.seeker_id, False, "in_person", NOW)
    assert other.state == "open"


def test_back_again_and_the_next_night_sees_the_person(session: Session, county: County) -> None:
    seeker, staff = county.seeker(), county.scope("town")
    assert len(free_seekers(session, county.place.path)) == 1
    set_automated(session, staff, seeker.id, False, "by_family", NOW)
    assert free_seekers(session, county.place.path) == []
    set_automated(session, staff, seeker.id, True, "in_writing", NOW)
    set_automated(session, staff, seeker.id, True, "in_writing", NOW)
    assert len(free_seekers(session, county.place.path)) == 1
    details = session.scalars(select(TrailEntry.detail).order_by(TrailEntry.number)).all()
    assert details == [{"automated": False}, {"automated": True}]


def test_what_a_person_approved_stands_and_is_not_opened_again(
    session: Session, county: County
) -> None:
    proposal = for_seeker(county, a_run(county))
    assert proposal.seeker_id is not None
    staff = county.scope("employment")
    approve(session, staff, proposal.id, 1, NOW)
    set_automated(session, staff, proposal.seeker_id, False, "by_phone", NOW)
    assert (proposal.state, session.scalars(select(Referral.state)).all()) == (
        "approved",
        ["approved"],
    )
    assert proposal_of(session, proposal.seeker_id) is proposal
    assert reopen(session, staff, proposal.id, proposal.version, NOW).state == "lapsed"


def test_only_in_scope_by_employment_staff_for_a_reason(session: Session, county: County) -> None:
    proposal = for_seeker(county, a_run(county))
    assert proposal.seeker_id is not None
    elsewhere = county.scope("employment", county.communities[1])
    for stranger in (elsewhere, county.scope("community"), county.scope("volunteer")):
        with pytest.raises(SeekerUnknown):
            set_automated(session, stranger, proposal.seeker_id, False, "by_phone", NOW)
    with pytest.raises(ConsentReasonUnknown):
        set_automated(session, county.scope("county"), proposal.seeker_id, False, "", NOW)
    assert session.get_one(Seeker, proposal.seeker_id).automated
    assert proposal.state == "open"
