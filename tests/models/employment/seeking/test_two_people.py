"""What may touch a family's benefits: one account asks, another decides, until then nothing."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.bridge.ending import ask, decide
from models.employment.people import SeekerUnknown
from models.employment.seeking import consents
from models.employment.seeking.refusals import (
    OwnRequest,
    RequestSettled,
    RequestUnknown,
    SeekerOver,
    SeekingWrong,
)
from models.employment.seeking.requests import (
    END,
    END_REASONS,
    HARDSHIP,
    HARDSHIP_REASONS,
    Asked,
    how_many_for,
    waiting,
)
from models.employment.seeking.tables import SeekerRequest
from models.employment.tables import Referral
from models.people.tables import Person, Resident, Seeker
from models.trail.tables import TrailEntry
from tests.county import NOW, TODAY, County
from tests.models.matching.proposals import a_run, for_seeker

ENDING = Asked(END, "own_wish", "本人来说的")
TAKING = Asked(HARDSHIP, "no_longer", None, ("残疾",))


@pytest.fixture
def county(session: Session) -> County:
    return County(session)


@pytest.fixture
def first(county: County) -> Scope:
    return county.scope("employment")


@pytest.fixture
def second(county: County) -> Scope:
    return county.scope("employment")


@pytest.fixture
def poor(county: County) -> Seeker:
    return county.seeker("王小芳", hardship=["残疾", "低保家庭"])


def test_one_account_suffices_without_hardship(
    session: Session, county: County, first: Scope
) -> None:
    proposal = for_seeker(county, a_run(county))
    assert proposal.seeker_id is not None
    assert ask(session, first, proposal.seeker_id, ENDING, TODAY, NOW) is None
    assert (proposal.state, proposal.version) == ("lapsed", 2)
    assert not session.get_one(Seeker, proposal.seeker_id).active
    assert session.scalars(select(SeekerRequest)).all() == []
    line = session.scalars(select(TrailEntry).where(TrailEntry.action == "seeker.end")).one()
    assert (line.why, line.account_id) == ("own_wish", first.account_id)
    with pytest.raises(SeekerOver):
        ask(session, first, proposal.seeker_id, ENDING, TODAY, NOW)


@pytest.mark.parametrize("of", ["self", "home"])
def test_what_care_knows_of_the_household_takes_two(
    session: Session, county: County, first: Scope, of: str
) -> None:
    seeker = county.seeker()
    person = session.get_one(Person, seeker.person_id)
    person.household = b"one door"
    poor = person if of == "self" else county.person("王大山", household=b"one door")
    county.add(Resident(person_id=poor.id, categories=["特困供养对象"], week=1))
    assert ask(session, first, seeker.id, ENDING, TODAY, NOW) is not None
    assert seeker.active
    other = county.seeker()
    assert ask(session, first, other.id, ENDING, TODAY, NOW) is None, "no door, no household"


def test_whoever_is_sheltered_is_not_told_by_it(
    session: Session, county: County, first: Scope
) -> None:
    seeker = county.seeker()
    session.get_one(Person, seeker.person_id).household = b"one door"
    hidden = county.person("王大山", household=b"one door", address_suppressed=True)
    county.add(Resident(person_id=hidden.id, categories=["低保家庭"], week=1))
    assert ask(session, first, seeker.id, ENDING, TODAY, NOW) is None


def test_of_a_hardship_person_nothing_changes_until_another_confirms(
    session: Session, county: County, first: Scope, second: Scope
) -> None:
    proposal = for_seeker(county, a_run(county))
    seeker = session.get_one(Seeker, proposal.seeker_id)
    seeker.hardship = ["残疾"]
    kept = county.add(
        Referral(
            seeker_id=seeker.id,
            vacancy_id=county.vacancy().id,
            decided_at=NOW,
            decided_by=first.account_id,
        )
    )
    request = ask(session, first, seeker.id, ENDING, TODAY, NOW)
    assert request is not None
    assert (seeker.active, proposal.state) == (True, "open")
    assert (how_many_for(session, first), how_many_for(session, second)) == (0, 1)
    with pytest.raises(OwnRequest):
        decide(session, first, request.id, True, TODAY, NOW)
    with pytest.raises(OwnRequest):
        decide(session, first, request.id, False, TODAY, NOW)
    assert seeker.active
    decide(session, second, request.id, True, TODAY, NOW)
    assert (seeker.active, proposal.state, kept.state) == (False, "lapsed", "approved")
    assert (request.state, request.decided_by) == ("confirmed", second.account_id)
    with pytest.raises(RequestSettled):
        decide(session, county.scope("county"), request.id, False, TODAY, NOW)


def test_refused_it_leaves_everything_and_may_be_asked_again(
    session: Session, first: Scope, second: Scope, poor: Seeker
) -> None:
    request = ask(session, first, poor.id, ENDING, TODAY, NOW)
    assert request is not None
    with pytest.raises(RequestSettled):
        ask(session, second, poor.id, ENDING, TODAY, NOW)
    decide(session, second, request.id, False, TODAY, NOW)
    assert poor.active and waiting(session, second) == []
    assert ask(session, second, poor.id, ENDING, TODAY, NOW) is not None


def test_a_category_goes_by_two_even_if_another_stays(
    session: Session, first: Scope, second: Scope, poor: Seeker
) -> None:
    for wrong in (
        Asked(HARDSHIP, "no_longer", None, ("4050人员",)),
        Asked(HARDSHIP, "no_longer", None, ()),
        Asked(HARDSHIP, "own_wish", None, ("残疾",)),
    ):
        with pytest.raises(SeekingWrong):
            ask(session, first, poor.id, wrong, TODAY, NOW)
    request = ask(session, first, poor.id, TAKING, TODAY, NOW)
    assert request is not None and poor.hardship == ["残疾", "低保家庭"]
    decide(session, second, request.id, True, TODAY, NOW)
    assert (poor.hardship, poor.active) == (["低保家庭"], True)


def test_only_who_looks_after_the_place_decides(
    session: Session, county: County, first: Scope, poor: Seeker
) -> None:
    request = ask(session, first, poor.id, ENDING, TODAY, NOW)
    assert request is not None
    east = county.scope("employment", county.communities[1])
    for stranger in (east, county.scope("community")):
        with pytest.raises(RequestUnknown):
            decide(session, stranger, request.id, True, TODAY, NOW)
        with pytest.raises(SeekerUnknown):
            ask(session, stranger, poor.id, TAKING, TODAY, NOW)


def test_taking_consent_back_ends_what_it_was_given_for(
    session: Session, county: County, first: Scope
) -> None:
    seeker = county.seeker()
    consents.record(session, first, seeker.id, ["seeking", "sensitive"], TODAY, NOW)
    consents.record(session, first, seeker.id, ["seeking"], TODAY, NOW)
    assert len(consents.standing(session, seeker.id)) == 2
    ask(session, first, seeker.id, Asked(END, "consent", None), TODAY, NOW)
    assert consents.standing(session, seeker.id) == [] and not seeker.active


def test_refusing_work_is_no_reason() -> None:
    words = "".join(str(said) for said in (*END_REASONS.values(), *HARDSHIP_REASONS.values()))
    assert "拒" not in words and "推荐" not in words
