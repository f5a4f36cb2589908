"""Suggestions to a helper: taken, given back, and staff's word that binds."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from matcher.care.params import WEIGHTS
from models.care.refusals import NotEligible
from models.matching import suggestions
from models.matching.tables import ForbiddenPair, Proposal, Run
from tests.models.care.village import NOON, TODAY, Village, day


@pytest.fixture
def village(session: Any) -> Village:
    return Village(session)


def propose(village: Village, helper: Any, visit: Any, **more: Any) -> Proposal:
    run = village.session.scalar(select(Run)) or village.add(
        Run(
            county_id=village.place.id,
            night=TODAY,
            state="published",
            params={},
            started_at=NOON,
            report={},
        )
    )
    facts: dict[str, Any] = {"day": day(1), "part": 0, "rank": 1, "score": 1, "change": "new"}
    empty: dict[str, Any] = {"contributions": [], "queue": [], "warnings": [], "alternatives": []}
    return village.add(
        Proposal(
            run_id=run.id,
            market="care",
            place_id=village.place.id,
            helper_id=helper.id,
            visit_id=visit.id,
            **(facts | empty | more),
        )
    )


def ids(village: Village, helper: Any) -> list[Any]:
    return [one.visit_id for one in suggestions.for_helper(village.session, helper.id, TODAY)]


def test_only_what_can_still_be_taken_is_suggested(village: Village) -> None:
    helper = village.volunteer()
    later, soon = village.visit(), village.visit()
    propose(village, helper, later, day=day(3), state="approved", rank=2)
    propose(village, helper, soon)
    propose(village, helper, village.visit(), day=day(-1))
    propose(village, helper, village.visit(), day=day(4), state="lapsed")
    propose(village, helper, village.visit(state="done"), day=day(5))
    full = village.visit()
    village.claim(village.volunteer(), full)
    propose(village, helper, full, day=day(6))
    assert ids(village, helper) == [soon.id, later.id]


def test_families_that_know_him_come_first_then_what_is_most_pressing(village: Village) -> None:
    helper = village.volunteer()
    visits = [village.visit() for _ in range(3)]
    knows = [{"feature": "continuity", "points": 3000}]
    new = [{"feature": "continuity", "points": 30 * WEIGHTS["continuity"]}]
    for visit, rank, why in zip(visits, (2, 1, 3), (new, new, knows), strict=True):
        propose(village, helper, visit, rank=rank, day=day(rank), contributions=why)
    assert ids(village, helper) == [visits[2].id, visits[1].id, visits[0].id]


def test_a_night_that_was_not_published_suggests_nothing(village: Village) -> None:
    helper = village.volunteer()
    propose(village, helper, village.visit())
    village.session.scalars(select(Run)).one().state = "held"
    village.fresh()
    assert ids(village, helper) == []


def test_taken_and_given_back(village: Village) -> None:
    helper, visit = village.volunteer(), village.visit()
    by = village.login("volunteer", helper.person_id).id
    proposal = propose(village, helper, visit)
    given = suggestions.claim(village.session, helper.id, visit.id, day(2), 1, NOON, by=by)
    village.fresh()
    assert (proposal.state, proposal.version) == ("claimed", 2)
    later = NOON + dt.timedelta(hours=1)
    suggestions.withdraw(village.session, given.id, "busy", later, by=by)
    village.fresh()
    assert (proposal.state, ids(village, helper)) == ("lapsed", [])
    pair = village.session.scalars(select(ForbiddenPair)).one()
    assert (pair.left_id, pair.right_id, pair.market) == (helper.id, visit.id, "care")


def test_he_may_come_back_but_not_against_staffs_word(village: Village) -> None:
    helper, visit = village.volunteer(), village.visit()
    by = village.login("volunteer", helper.person_id).id
    given = suggestions.claim(village.session, helper.id, visit.id, day(2), 1, NOON, by=by)
    suggestions.withdraw(village.session, given.id, "busy", NOON, by=by)
    again = suggestions.claim(village.session, helper.id, visit.id, day(2), 1, NOON, by=by)
    suggestions.withdraw(village.session, again.id, "busy", NOON, by=by)
    proposal = propose(village, helper, visit, state="rejected")
    with pytest.raises(NotEligible):
        suggestions.claim(village.session, helper.id, visit.id, day(2), 1, NOON, by=by)
    village.session.delete(proposal)
    for_good = ForbiddenPair(
        left_id=helper.id, right_id=visit.resident_id, market="care", since=NOON
    )
    village.add(for_good)
    with pytest.raises(NotEligible):
        suggestions.claim(village.session, helper.id, visit.id, day(2), 1, NOON, by=by)
