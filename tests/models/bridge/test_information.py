"""What a 送信息 visit carries, to whom it belongs, and the words that come back with its sheet."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.bridge.information import bring_back, information
from models.bridge.refusals import NobodyAnswered
from models.employment.tables import Referral, ReferralStep
from models.matching.tables import ForbiddenPair
from models.people.tables import CodeTable, Person
from models.trail.tables import TrailEntry
from tests.models.bridge.household import Household, household
from tests.models.care.village import NOON, TODAY, Village


@pytest.fixture
def village(session: Session) -> Village:
    return Village(session)


@pytest.fixture
def home(village: Village) -> Household:
    return household(village, NOON, TODAY)


def shown(session: Session, home: Household):
    found = information(session, home.visit.id, TODAY)
    return found and {one.seeker.id: one.referral and one.referral.id for one in found.seekers}


def bring(session: Session, home: Household, step: str, outcome: str = "done", **more) -> int:
    answers = {more.get("referral_id", home.referral.id): step}
    by = home.station.id
    return bring_back(session, home.claim.id, outcome, answers, TODAY, NOON, by=by)


def test_each_seeker_behind_the_door_and_nobody_else(session: Session, home: Household) -> None:
    assert shown(session, home) == {home.mother.id: home.referral.id, home.son.id: None}


def test_homes_without_a_known_door_are_not_one_household(
    session: Session, village: Village, home: Household
) -> None:
    for one in (home.mother, home.son):
        session.get_one(Person, one.person_id).household = None
    session.flush()
    assert shown(session, home) == {home.mother.id: home.referral.id}
    other = village.add(
        Referral(
            seeker_id=home.stranger.id,
            vacancy_id=home.vacancy.id,
            decided_at=NOON,
            decided_by=home.station.id,
        )
    )
    assert bring(session, home, "seeker_no", referral_id=other.id) == 1
    session.refresh(other)
    assert other.state == "approved"


def test_other_visits_carry_nothing(session: Session, home: Household) -> None:
    home.visit.kinds = ["chat"]
    assert shown(session, home) is None


@pytest.mark.parametrize(
    "change",
    [
        {"state": "withdrawn"},
        {"state": "accepted", "seeker_yes": True},
        {"seeker_yes": True},
    ],
    ids=lambda change: next(iter(change)),
)
def test_only_what_still_waits_for_an_answer(
    session: Session, home: Household, change: dict[str, object]
) -> None:
    for name, value in change.items():
        setattr(home.referral, name, value)
    session.flush()
    assert shown(session, home) == {home.mother.id: None, home.son.id: None}


@pytest.mark.parametrize(
    "change", [{"closed_on": TODAY}, {"valid_until": TODAY - dt.timedelta(1)}], ids=str
)
def test_a_post_that_is_gone_is_not_carried(
    session: Session, home: Household, change: dict[str, object]
) -> None:
    for name, value in change.items():
        setattr(home.vacancy, name, value)
    session.flush()
    assert shown(session, home)[home.mother.id] is None


def test_that_somebody_sheltered_lives_there_is_not_told(session: Session, home: Household) -> None:
    session.get_one(Person, home.son.person_id).address_suppressed = True
    session.flush()
    assert list(shown(session, home)) == [home.mother.id]


def test_the_nearest_stations_number(session: Session, village: Village, home: Household) -> None:
    assert information(session, home.visit.id, TODAY).phone is None
    phones = {village.place.name: "0915-1", village.communities[0].name: "0915-7654321"}
    village.add(CodeTable(name="station_phones", effective_from=TODAY, values=phones))
    assert information(session, home.visit.id, TODAY).phone == "0915-7654321"


def test_a_yes_is_the_persons_and_the_trail_says_who_brought_it(
    session: Session, home: Household
) -> None:
    assert bring(session, home, "seeker_yes") == 0
    session.refresh(home.referral)
    assert home.referral.seeker_yes and home.referral.state == "approved"
    step = session.scalars(select(ReferralStep)).one()
    assert (step.step, step.side, step.account_id) == ("seeker_yes", "seeker", home.station.id)
    line = session.scalars(select(TrailEntry).where(TrailEntry.action == "referral.brought")).one()
    assert line.whose == home.mother.person_id
    assert line.detail == {"claim": str(home.claim.id), "helper": str(home.helper.id)}


def test_a_no_needs_no_reason_and_is_not_asked_again(session: Session, home: Household) -> None:
    assert bring(session, home, "seeker_no") == 0
    session.refresh(home.referral)
    assert home.referral.state == "declined"
    assert session.scalars(select(ReferralStep.reason)).one() is None
    pair = session.scalars(select(ForbiddenPair)).one()
    assert (pair.left_id, pair.right_id) == (home.mother.id, home.vacancy.id)


def test_a_call_is_asked_for_once(session: Session, home: Household) -> None:
    assert bring(session, home, "ask") == bring(session, home, "ask") == 0
    session.refresh(home.referral)
    assert home.referral.call_wanted
    assert session.scalars(select(ReferralStep.step)).all() == ["ask"]


def test_what_is_elsewhere_by_now_or_anothers_is_counted_not_taken(
    session: Session, village: Village, home: Household
) -> None:
    other = village.add(
        Referral(
            seeker_id=home.stranger.id,
            vacancy_id=home.vacancy.id,
            decided_at=NOON,
            decided_by=home.station.id,
        )
    )
    assert bring(session, home, "seeker_no", referral_id=other.id) == 1
    assert bring(session, home, "seeker_yes") == 0
    assert bring(session, home, "seeker_no") == 1
    session.refresh(home.referral)
    session.refresh(other)
    assert (home.referral.state, other.state) == ("approved", "approved")


def test_nobody_met_has_said_nothing(session: Session, home: Household) -> None:
    with pytest.raises(NobodyAnswered):
        bring(session, home, "seeker_yes", outcome="not_home")
    assert session.scalars(select(ReferralStep)).all() == []
