"""A person's word: dated, apart by purpose, and what follows from it at once."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.care.params import CareParams
from matcher.care.rules import check_pair
from models.care.rows import care_arrays
from models.care.tables import Visit
from models.matching.refusals import NotShared
from models.matching.reviews import approve
from models.matching.tables import Proposal
from models.people.consents.words import ConsentWrong, Word, refuses, standing
from models.people.tables import Person, Resident, Seeker
from models.rights import speaking
from models.rights.tables import RightsAsk
from tests.county import NOW, TODAY, County
from tests.models.matching.proposals import a_run, for_seeker, for_visit


@pytest.fixture
def county(session: Session) -> County:
    return County(session)


def say(county: County, person: Person, purpose: str, agreed: bool, **more: str) -> bool:
    by = county.account("community").id
    word = Word(purpose, agreed, "in_person", **more)
    return speaking.speak(county.session, person, word, NOW, by=by)


def test_each_purpose_stands_apart_and_nothing_is_lost(session: Session, county: County) -> None:
    person = county.person()
    assert say(county, person, "general", True) and say(county, person, "sensitive", True)
    assert not say(county, person, "general", True)
    assert say(county, person, "sensitive", False)
    stand = {purpose: one.agreed for purpose, one in standing(session, person.id).items()}
    assert stand == {"general": True, "sensitive": False}
    assert len(speaking.history(session, person.id)) == 3
    assert refuses(session, person.id, "sensitive") and not refuses(session, person.id, "sharing")


def test_what_staff_have_to_act_on_waits_for_them_once(session: Session, county: County) -> None:
    person = county.person()
    for agreed in (False, True, False):
        say(county, person, "sharing", agreed)
    asked = session.scalars(select(RightsAsk)).one()
    assert (asked.asked_for, asked.purpose, asked.state) == ("withdrawal", "sharing", "open")
    assert asked.due_at > NOW


def test_below_14_a_guardian_speaks(session: Session, county: County) -> None:
    child = county.person(born_on=TODAY - dt.timedelta(days=365 * 10))
    with pytest.raises(ConsentWrong, match="监护人"):
        say(county, child, "general", True)
    assert say(county, child, "general", True, guardian_name="王兰", relation="母亲")
    kept = standing(session, child.id)["general"]
    assert (kept.given_by, kept.guardian_name, kept.relation) == ("guardian", "王兰", "母亲")


def test_switched_off_the_night_no_longer_sees_the_resident(
    session: Session, county: County
) -> None:
    helper, resident = county.helper(), county.resident()
    visit = county.visit(resident)
    county.visit()
    assert care_arrays(session, county.place.id, TODAY).visits == 2
    say(county, session.get_one(Person, resident.person_id), "automated", False)
    night = care_arrays(session, county.place.id, TODAY)
    assert night.visits == 1 and visit.id.hex not in night.visit_id.tolist()
    # Whoever chooses by himself still finds it.
    ids = {"helper_ids": [helper.id], "visit_ids": [visit.id]}
    assert care_arrays(session, county.place.id, TODAY, **ids).visits == 1


def test_switched_off_a_helper_is_proposed_to_nobody(session: Session, county: County) -> None:
    helper = county.helper()
    county.visit()
    assert check_pair(care_arrays(session, county.place.id, TODAY), 0, 0, CareParams()) == []
    say(county, session.get_one(Person, helper.person_id), "automated", False)
    failed = check_pair(care_arrays(session, county.place.id, TODAY), 0, 0, CareParams())
    assert failed != []


def test_what_was_proposed_lapses_in_both_markets(session: Session, county: County) -> None:
    run = a_run(county)
    proposal, care = for_seeker(county, run), for_visit(county, run)
    seeker = _seeker_of(session, proposal)
    say(county, seeker, "automated", False)
    assert (proposal.state, care.state) == ("lapsed", "open")
    visit = session.get_one(Visit, care.visit_id)
    resident = session.get_one(Resident, visit.resident_id)
    say(county, session.get_one(Person, resident.person_id), "automated", False)
    assert care.state == "lapsed"


def test_whoever_took_sharing_back_is_sent_to_no_employer(session: Session, county: County) -> None:
    proposal = for_seeker(county, a_run(county))
    say(county, _seeker_of(session, proposal), "sharing", False)
    with pytest.raises(NotShared):
        approve(session, county.scope("employment"), proposal.id, 1, NOW)


def _seeker_of(session: Session, proposal: Proposal) -> Person:
    seeker = session.get_one(Seeker, proposal.seeker_id)
    return session.get_one(Person, seeker.person_id)
