"""A night from tables to published proposals, once, and nothing decided is undone."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from jobs.matching import nightly
from models.accounts.scope import Scope
from models.database.engine import transaction
from models.employment.tables import Referral
from models.matching import reviews, runs
from models.matching.lock import working
from models.matching.refusals import StaleProposal
from models.matching.tables import MARKETS, Proposal, Run
from models.notices.tables import Notice
from models.people.tables import Helper, Seeker
from models.places.tables import Place
from tests.county import NOW, TODAY, County
from tests.jobs.matching.conftest import RESIDENTS, SEEKERS

TOMORROW = TODAY + dt.timedelta(days=1)


def proposals(engine: Engine, market: str, *states: str) -> Sequence[Proposal]:
    with Session(engine) as session:
        wanted = select(Proposal).where(
            Proposal.market == market, Proposal.state.in_(states or ("open",))
        )
        return session.scalars(wanted.order_by(Proposal.rank)).all()


def test_a_night_is_published_with_its_reasons(standing: Engine, county_id: uuid.UUID) -> None:
    run_id = nightly.run(county_id, TODAY, TODAY)
    with Session(standing) as session:
        run = session.get_one(Run, run_id)
        told = run.report
    assert (run.state, run.attempt) == ("published", 1)
    for market in MARKETS:
        found = proposals(standing, market)
        report = told[market]
        assert len(found) == report["proposals"] > 0
        assert report["certified"] and not report["violations"]
        assert report["gap"] == 0
        assert report["coverage"] and report["candidates"] >= len(found)
        assert [one.rank for one in found] == list(range(1, len(found) + 1))
        for one in found:
            assert sum(part["points"] for part in one.contributions) == one.score
            assert one.change == "new"
    care = told["care"]
    assert care["proposals"] + care["unserved"] == RESIDENTS
    assert told["employment"]["people"] == SEEKERS


def test_capacities_hold_over_the_whole_pool(standing: Engine, county_id: uuid.UUID) -> None:
    nightly.run(county_id, TODAY, TODAY)
    asked = Counter(one.helper_id for one in proposals(standing, "care"))
    sent = Counter(one.vacancy_id for one in proposals(standing, "employment") if one.vacancy_id)
    with Session(standing) as session:
        for helper, n in asked.items():
            # The horizon may touch two months.
            assert n <= 2 * session.get_one(Helper, helper).monthly_visits
        assert sent
        seekers = [one.seeker_id for one in proposals(standing, "employment")]
        assert len(set(seekers)) == len(seekers) <= len(session.scalars(select(Seeker)).all())


def test_a_second_start_is_the_same_night(standing: Engine, county_id: uuid.UUID) -> None:
    first = nightly.run(county_id, TODAY, TODAY)
    before = [(one.id, one.version) for one in proposals(standing, "care")]
    assert nightly.run(county_id, TODAY, TODAY) == first
    assert [(one.id, one.version) for one in proposals(standing, "care")] == before
    with working(standing, county_id):
        assert nightly.run(county_id, TOMORROW, TOMORROW) is None


def test_a_quiet_night_changes_nothing(standing: Engine, county_id: uuid.UUID) -> None:
    nightly.run(county_id, TODAY, TODAY)
    run_id = nightly.run(county_id, TOMORROW, TOMORROW)
    with Session(standing) as session:
        changes = session.get_one(Run, run_id).report["changes"]
        assert changes["employment"]["new"] == changes["employment"]["changed"] == 0
        assert changes["employment"]["kept"] > 0
        assert changes["care"]["kept"] > changes["care"]["changed"]
        open_runs = set(session.scalars(select(Proposal.run_id).where(Proposal.state == "open")))
        assert open_runs == {run_id}


def test_what_was_decided_is_not_undone(standing: Engine, county_id: uuid.UUID) -> None:
    nightly.run(county_id, TODAY, TODAY)
    with transaction(standing) as session:
        county = session.get_one(Place, county_id)
        staff = _scope(session, county)
        work = session.scalars(
            select(Proposal).where(Proposal.market == "employment").order_by(Proposal.rank)
        ).all()
        care = session.scalars(
            select(Proposal).where(Proposal.market == "care").order_by(Proposal.rank)
        ).all()
        sent, turned = work[0], work[1]
        asked, refused = care[0], care[1]
        reviews.approve(session, staff, sent.id, 1, NOW)
        reviews.reject(session, staff, turned.id, 1, "hours", NOW)
        reviews.approve(session, staff, asked.id, 1, NOW)
        reviews.reject(session, staff, refused.id, 1, "skill", NOW)
    nightly.run(county_id, TOMORROW, TOMORROW)
    with Session(standing) as session:
        states = {one.id: one.state for one in session.scalars(select(Proposal))}
        assert (states[sent.id], states[turned.id]) == ("approved", "rejected")
        assert (states[asked.id], states[refused.id]) == ("approved", "rejected")
        assert session.scalars(select(Referral.seeker_id)).all() == [sent.seeker_id]
    later = proposals(standing, "employment")
    assert sent.seeker_id not in {one.seeker_id for one in later}
    assert (turned.seeker_id, turned.vacancy_id, turned.cohort_id) not in {
        (one.seeker_id, one.vacancy_id, one.cohort_id) for one in later
    }
    suggested = proposals(standing, "care")
    assert asked.visit_id not in {one.visit_id for one in suggested}
    assert (asked.helper_id, asked.day, asked.part) not in {
        (one.helper_id, one.day, one.part) for one in suggested
    }
    assert (refused.helper_id, refused.visit_id) not in {
        (one.helper_id, one.visit_id) for one in suggested
    }
    with transaction(standing) as session, pytest.raises(StaleProposal):
        reviews.approve(session, _scope(session, county), work[2].id, 1, NOW)


def test_a_strange_night_is_held_until_released(standing: Engine, county_id: uuid.UUID) -> None:
    nightly.run(county_id, TODAY, TODAY)
    kept = {one.id for one in proposals(standing, "employment")}
    with transaction(standing) as session:
        half = session.scalars(select(Seeker.id).order_by(Seeker.id).limit(SEEKERS // 2)).all()
        session.execute(update(Seeker).where(Seeker.id.in_(half)).values(active=False))
        county = session.get_one(Place, county_id)
        boss = _scope(session, county, "administrator")
    run_id = nightly.run(county_id, TOMORROW, TOMORROW)
    assert run_id is not None
    assert {one.id for one in proposals(standing, "employment")} == kept
    with transaction(standing) as session:
        run = session.get_one(Run, run_id)
        assert run.state == "held" and run.failure is not None
        assert "people" in {gate["name"] for gate in run.failure["gates"]}
        told = session.scalars(select(Notice).where(Notice.account_id == boss.account_id)).all()
        assert [one.key.split(":")[2] for one in told] == ["held"]
        runs.release(session, boss, run_id, "今日批量核销，人数确实减少", NOW)
    assert nightly.run(county_id, TOMORROW, TOMORROW) == run_id
    with Session(standing) as session:
        run = session.get_one(Run, run_id)
        assert (run.state, run.attempt) == ("published", 2)
        open_runs = set(session.scalars(select(Proposal.run_id).where(Proposal.state == "open")))
        assert open_runs == {run_id}


def test_a_broken_night_says_so_and_can_be_tried_again(
    standing: Engine, county_id: uuid.UUID
) -> None:
    nightly.run(county_id, TODAY, TODAY)
    kept = {one.id for one in proposals(standing, "care")}
    with transaction(standing) as session:
        boss = _scope(session, session.get_one(Place, county_id), "administrator")
        # A wage wish the matcher refuses: as good as any broken row.
        session.execute(update(Seeker).values(wage_wish=-1))
    with pytest.raises(ValueError):
        nightly.run(county_id, TOMORROW, TOMORROW)
    assert {one.id for one in proposals(standing, "care")} == kept
    with transaction(standing) as session:
        run = session.scalars(select(Run).where(Run.night == TOMORROW)).one()
        assert run.state == "failed" and run.failure is not None
        mine = select(func.count()).where(Notice.account_id == boss.account_id)
        assert session.scalar(mine) == 1
        session.execute(update(Seeker).values(wage_wish=2500))
    nightly.run(county_id, TOMORROW, TOMORROW)
    with Session(standing) as session:
        assert session.get_one(Run, run.id).state == "published"


def test_staff_are_told_once_and_helpers_not_in_the_night(
    standing: Engine, county_id: uuid.UUID
) -> None:
    with transaction(standing) as session:
        county = session.get_one(Place, county_id)
        staff = _scope(session, county)
        helper = session.scalars(select(Helper).order_by(Helper.id)).first()
        assert helper is not None
        _scope(session, county, "volunteer", person_id=helper.person_id)
    nightly.run(county_id, TODAY, TODAY)
    with Session(standing) as session:
        told = Counter(session.scalars(select(Notice.account_id)))
    assert told == {staff.account_id: 1}


def _scope(session: Session, county: Place, role: str = "county", **more: Any) -> Scope:
    return County.again(session, county).scope(role, **more)
