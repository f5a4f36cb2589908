"""Publishing while people decide, and runs that are no longer one's own."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.care.tables import Claim
from models.matching import runs
from models.matching.desk import queue
from models.matching.drafts import Draft
from models.matching.figures import last_figures
from models.matching.gates import Figures
from models.matching.health import health
from models.matching.publish import publish
from models.matching.reviews import approve, reject
from models.matching.tables import Proposal, Run
from tests.county import NOW, TODAY, County
from tests.models.matching.proposals import a_run, for_seeker, for_visit

TOMORROW = TODAY + dt.timedelta(days=1)


@pytest.fixture
def county(session: Session) -> County:
    return County(session)


def begun(session: Session, county: County, night: dt.date = TOMORROW) -> Run:
    return runs.begin(
        session, county_id=county.place.id, night=night, params={}, seed=0, by=None, now=NOW
    )


def drafted(county: County, **target: object) -> Draft:
    given = {
        "market": "employment",
        "place_id": county.grids[0].id,
        "rank": 1,
        "score": 1,
        "contributions": [],
        "queue": [],
        "warnings": [],
        "alternatives": [],
    }
    return Draft(**(given | target))  # type: ignore[arg-type]


def like(county: County, old: Proposal) -> Draft:
    names = ("market", "visit_id", "helper_id", "day", "part", "seeker_id", "vacancy_id")
    return drafted(county, **{name: getattr(old, name) for name in names})


def test_decisions_made_meanwhile_are_respected(session: Session, county: County) -> None:
    last, work, care = a_run(county), county.scope("employment"), county.scope("community")
    sent, turned, kept = (for_seeker(county, last) for _ in range(3))
    refused, asked = for_visit(county, last), for_visit(county, last)
    drafts = [like(county, one) for one in (sent, turned, kept, refused, asked)]
    run = begun(session, county)
    approve(session, work, sent.id, 1, NOW)
    reject(session, work, turned.id, 1, "pay", NOW)
    reject(session, care, refused.id, 1, "resident_declines", NOW)
    approve(session, care, asked.id, 1, NOW)
    changes = publish(session, run.id, run.attempt, TOMORROW, drafts, {}, NOW)
    fresh = session.scalars(select(Proposal).where(Proposal.run_id == run.id)).all()
    assert [(one.seeker_id, one.change) for one in fresh] == [(kept.seeker_id, "kept")]
    assert changes["employment"] == {"new": 0, "changed": 0, "kept": 1, "dropped": 2}
    session.expire_all()
    states = [one.state for one in (sent, turned, kept, refused, asked)]
    assert states == ["approved", "rejected", "lapsed", "rejected", "approved"]
    assert kept.version == 2


def test_a_place_claimed_meanwhile_is_not_offered_again(session: Session, county: County) -> None:
    last = a_run(county)
    taken, other = for_visit(county, last), for_visit(county, last)
    run = begun(session, county)
    drafts = [like(county, taken), like(county, other)]
    drafts.append(drafted(county, **vars(drafts[0]) | {"visit_id": county.visit().id}))
    assert taken.day is not None
    county.add(
        Claim(
            visit_id=taken.visit_id,
            helper_id=taken.helper_id,
            seat=0,
            day=taken.day,
            part=taken.part,
            claimed_at=NOW,
        )
    )
    publish(session, run.id, run.attempt, TOMORROW, drafts, {}, NOW)
    fresh = session.scalars(select(Proposal).where(Proposal.run_id == run.id)).all()
    assert [one.visit_id for one in fresh] == [other.visit_id]


def test_new_and_changed(session: Session, county: County) -> None:
    old = for_seeker(county, a_run(county))
    run = begun(session, county)
    other, stranger = county.vacancy(), county.seeker()
    drafts = [
        drafted(county, seeker_id=old.seeker_id, vacancy_id=other.id),
        drafted(county, seeker_id=stranger.id, vacancy_id=other.id),
    ]
    changes = publish(session, run.id, run.attempt, TOMORROW, drafts, {}, NOW)
    assert changes["employment"] == {"new": 1, "changed": 1, "kept": 0, "dropped": 0}
    assert run.report["changes"] == changes


def test_approved_suggestions_end_with_their_visit(session: Session, county: County) -> None:
    last = a_run(county)
    window = {"window_from": TODAY - dt.timedelta(days=9), "window_to": TODAY}
    past = for_visit(county, last, visit_id=county.visit(**window).id, day=TODAY, state="approved")
    late = for_visit(county, last, visit_id=county.visit(**window).id, state="approved")
    done = for_visit(county, last, visit_id=county.visit(state="done").id, state="approved")
    run = begun(session, county)
    publish(session, run.id, run.attempt, TOMORROW, [], {}, NOW)
    session.expire_all()
    assert [one.state for one in (past, late, done)] == ["lapsed", "approved", "lapsed"]


def test_an_overtaken_process_publishes_nothing(session: Session, county: County) -> None:
    first = begun(session, county)
    attempt = first.attempt
    again = begun(session, county)
    assert (again.id, again.attempt) == (first.id, attempt + 1)
    with pytest.raises(runs.RunOvertaken):
        publish(session, first.id, attempt, TOMORROW, [], {}, NOW)
    publish(session, again.id, again.attempt, TOMORROW, [], {}, NOW)
    with pytest.raises(runs.RunOvertaken):
        publish(session, again.id, again.attempt, TOMORROW, [], {}, NOW)
    assert begun(session, county).state == "published"


def test_only_a_held_run_is_released_and_only_by_its_administrator(
    session: Session, county: County
) -> None:
    boss, run = county.scope("administrator"), begun(session, county)
    with pytest.raises(runs.NotHeld):
        runs.release(session, boss, run.id, "x", NOW)
    run.state = "held"
    run.failure = {"code": "held", "gates": [{"name": "people", "hard": False}]}
    session.flush()
    for stranger in (county.scope("county"), County(session, "610997").scope("administrator")):
        with pytest.raises(runs.NoSuchRun):
            runs.release(session, stranger, run.id, "x", NOW)
    runs.release(session, boss, run.id, "核对过", NOW)
    assert run.params["released"] == {"by": str(boss.account_id), "reason": "核对过"}
    run.failure = {"code": "held", "gates": [{"name": "violations", "hard": True}]}
    session.flush()
    with pytest.raises(runs.GateStays):
        runs.release(session, boss, run.id, "x", NOW)
    with pytest.raises(runs.NoSuchRun):
        runs.release(session, boss, uuid.uuid4(), "x", NOW)


def test_the_plan_published_last_is_in_force_whatever_day_it_was_for(
    session: Session, county: County
) -> None:
    ahead = a_run(county, TODAY + dt.timedelta(days=400))
    run = begun(session, county)
    draft = like(county, for_seeker(county, ahead))
    publish(session, run.id, run.attempt, TOMORROW, [draft], {}, NOW + dt.timedelta(days=1))
    in_force = runs.latest(session, county.place.id)
    assert in_force is not None and in_force.id == run.id
    assert [
        row.proposal.run_id for row in queue(session, county.scope("employment"), "employment").rows
    ] == [run.id]


def test_a_run_ahead_of_its_day_does_not_hide_a_missing_night(
    session: Session, county: County
) -> None:
    a_run(county, TODAY - dt.timedelta(days=3))
    a_run(county, TODAY + dt.timedelta(days=400))
    assert health(session, county.place.id, NOW, 2).state == "late"


def test_a_held_night_is_not_released_over_a_later_one(session: Session, county: County) -> None:
    held = begun(session, county, TODAY)
    held.state = "held"
    held.failure = {"code": "held", "gates": [{"name": "people", "hard": False}]}
    a_run(county, TOMORROW)
    with pytest.raises(runs.NightPassed):
        runs.release(session, county.scope("administrator"), held.id, "x", NOW)


def test_what_was_decided_is_not_missed_by_the_gates(session: Session, county: County) -> None:
    last = a_run(county)
    last.report = {
        "care": {"people": 50, "openings": 40, "proposals": 30},
        "employment": {"people": 20, "openings": 10, "proposals": 5},
    }
    for state in ("approved", "rejected", "open"):
        for_seeker(county, last, state=state)
        for_visit(county, last, state=state)
    for_visit(county, last, state="claimed")
    session.flush()
    assert last_figures(session, county.place.id) == {
        "care": Figures(50, 38, 27),
        "employment": Figures(19, 10, 3),
    }
