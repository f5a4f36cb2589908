"""An event of the day changes what it must in the plan in force, and nothing else."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs.matching import events, nightly
from models.database.engine import transaction
from models.employment.tables import Vacancy
from models.matching import reviews
from models.matching.renewal import LockedMeanwhile, renew
from models.matching.runs import begin
from models.matching.tables import PlanChange, Proposal, Run
from models.people.tables import Helper
from models.places.tables import Place
from tests.county import NOW, TODAY, County


def rows(engine: Engine, market: str, state: str = "open") -> dict[uuid.UUID, Proposal]:
    with Session(engine) as session:
        wanted = select(Proposal).where(Proposal.market == market, Proposal.state == state)
        return {one.id: one for one in session.scalars(wanted)}


def turned_down(engine: Engine, county_id: uuid.UUID, market: str, reason: str) -> Proposal:
    with transaction(engine) as session:
        county = session.get_one(Place, county_id)
        staff = County.again(session, county).scope("county")
        wanted = select(Proposal).where(Proposal.market == market, Proposal.state == "open")
        one = session.scalars(wanted.order_by(Proposal.rank).limit(1)).one()
        return reviews.reject(session, staff, one.id, one.version, reason, NOW)


def forget() -> None:
    """As if another process worked the next event."""
    for memory in (events._care_memory, events._work_memory):
        memory._known.clear()


def test_a_rejection_is_answered_with_another_proposal(
    standing: Engine, county_id: uuid.UUID
) -> None:
    nightly.run(county_id, TODAY, TODAY)
    before = rows(standing, "care")
    turned = turned_down(standing, county_id, "care", "skill")
    told = events.again(county_id, "care", TODAY)
    assert told is not None
    after = rows(standing, "care")
    with Session(standing) as session:
        changes = [session.get_one(PlanChange, one) for one in told]
    of_turned = [one for one in changes if one.before_id == turned.helper_id]
    assert turned.visit_id in {one.subject_id for one in of_turned}
    # Whoever is not told of stays as it was.
    moved = {one.subject_id for one in changes}
    for key in before.keys() ^ after.keys() ^ {turned.id}:
        assert (before.get(key) or after[key]).visit_id in moved
    for_visit = [one for one in after.values() if one.visit_id == turned.visit_id]
    assert all(one.helper_id != turned.helper_id for one in for_visit)
    for one in after.values():
        assert sum(part["points"] for part in one.contributions) == one.score
    assert rows(standing, "care", "rejected").keys() == {turned.id}


def test_a_withdrawn_helper_is_replaced(standing: Engine, county_id: uuid.UUID) -> None:
    nightly.run(county_id, TODAY, TODAY)
    with transaction(standing) as session:
        gone = session.scalars(select(Proposal.helper_id).where(Proposal.market == "care")).first()
        session.get_one(Helper, gone).active = False
    events.again(county_id, "care", TODAY)
    assert gone not in {one.helper_id for one in rows(standing, "care").values()}


def test_without_an_event_nothing_changes(standing: Engine, county_id: uuid.UUID) -> None:
    nightly.run(county_id, TODAY, TODAY)
    for market in ("care", "employment"):
        before = {key: one.version for key, one in rows(standing, market).items()}
        assert events.again(county_id, market, TODAY) == []
        assert {key: one.version for key, one in rows(standing, market).items()} == before


def test_a_seekers_rejection_moves_only_whom_it_must(
    standing: Engine, county_id: uuid.UUID
) -> None:
    nightly.run(county_id, TODAY, TODAY)
    turned = turned_down(standing, county_id, "employment", "hours")
    events.again(county_id, "employment", TODAY)
    after = rows(standing, "employment").values()
    place = (turned.seeker_id, turned.vacancy_id, turned.cohort_id)
    assert place not in {(one.seeker_id, one.vacancy_id, one.cohort_id) for one in after}


def test_a_night_at_work_sees_the_event_itself(standing: Engine, county_id: uuid.UUID) -> None:
    assert events.again(county_id, "care", TODAY) is None
    nightly.run(county_id, TODAY, TODAY)
    with transaction(standing) as session:
        begin(
            session,
            county_id=county_id,
            night=TODAY + dt.timedelta(days=1),
            params={},
            seed=0,
            by=None,
            now=NOW,
        )
    assert events.again(county_id, "care", TODAY) is None


def test_a_second_rejection_is_worked_into_what_is_remembered(
    standing: Engine, county_id: uuid.UUID
) -> None:
    nightly.run(county_id, TODAY, TODAY)
    turned = set()
    for _ in range(4):
        one = turned_down(standing, county_id, "care", "skill")
        turned.add((one.helper_id, one.visit_id))
        events.again(county_id, "care", TODAY)
        after = rows(standing, "care").values()
        assert not turned & {(row.helper_id, row.visit_id) for row in after}
        times = [(row.helper_id, row.day, row.part) for row in after]
        assert len(set(times)) == len(times)
    remembered = {(row.helper_id, row.visit_id, row.day, row.part) for row in after}
    forget()
    assert events.again(county_id, "care", TODAY) == []
    fresh = rows(standing, "care").values()
    assert {(row.helper_id, row.visit_id, row.day, row.part) for row in fresh} == remembered


def test_seekers_turned_down_one_after_the_other(standing: Engine, county_id: uuid.UUID) -> None:
    nightly.run(county_id, TODAY, TODAY)
    turned = set()
    for _ in range(4):
        one = turned_down(standing, county_id, "employment", "hours")
        turned.add((one.seeker_id, one.vacancy_id, one.cohort_id))
        events.again(county_id, "employment", TODAY)
        after = rows(standing, "employment").values()
        assert not turned & {(row.seeker_id, row.vacancy_id, row.cohort_id) for row in after}
        seekers = [row.seeker_id for row in after]
        assert len(set(seekers)) == len(seekers)
    remembered = {(row.seeker_id, row.vacancy_id, row.cohort_id) for row in after}
    forget()
    assert events.again(county_id, "employment", TODAY) == []
    fresh = rows(standing, "employment").values()
    assert {(row.seeker_id, row.vacancy_id, row.cohort_id) for row in fresh} == remembered


def test_what_is_locked_neither_event_nor_night_moves(
    standing: Engine, county_id: uuid.UUID
) -> None:
    nightly.run(county_id, TODAY, TODAY)
    jobs = [one for one in rows(standing, "employment").values() if one.vacancy_id]
    assert len(jobs) > 2
    with transaction(standing) as session:
        staff = County.again(session, session.get_one(Place, county_id)).scope("county")
        for one in jobs:
            reviews.set_locked(session, staff, one.id, one.version, True, NOW)
    held = {(one.seeker_id, one.vacancy_id) for one in jobs}
    events.again(county_id, "employment", TODAY)
    forget()
    with transaction(standing) as session:
        # Everywhere else there is more to earn now, and where they are there is nothing.
        for vacancy in session.scalars(select(Vacancy)):
            mine = vacancy.id in {key for _, key in held}
            vacancy.pay_max = vacancy.pay_min if mine else vacancy.pay_min + 9000
    events.again(county_id, "employment", TODAY)
    assert held <= {(o.seeker_id, o.vacancy_id) for o in rows(standing, "employment").values()}
    nightly.run(county_id, TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=1))
    after = [one for one in rows(standing, "employment").values() if one.locked]
    assert {(one.seeker_id, one.vacancy_id) for one in after} == held
    with transaction(standing) as session:
        session.get_one(Vacancy, after[0].vacancy_id).closed_on = TODAY
    events.again(county_id, "employment", TODAY + dt.timedelta(days=1))
    left = {(o.seeker_id, o.vacancy_id) for o in rows(standing, "employment").values() if o.locked}
    assert left == {pair for pair in held if pair[1] != after[0].vacancy_id}


def test_what_was_locked_while_an_event_was_worked_is_read_and_stays(
    standing: Engine, county_id: uuid.UUID
) -> None:
    nightly.run(county_id, TODAY, TODAY)
    one = next(one for one in rows(standing, "employment").values() if one.vacancy_id)
    with transaction(standing) as session:
        staff = County.again(session, session.get_one(Place, county_id)).scope("county")
        reviews.set_locked(session, staff, one.id, one.version, True, NOW)
    with pytest.raises(LockedMeanwhile), transaction(standing) as session:
        run = session.get_one(Run, one.run_id)
        renew(session, run, "employment", [], TODAY, [one.seeker_id])
    assert rows(standing, "employment")[one.id].state == "open"
    with transaction(standing) as session:
        run, known = session.get_one(Run, one.run_id), [(one.seeker_id, one.vacancy_id)]
        renew(session, run, "employment", [], TODAY, [one.seeker_id], known)
    assert one.id not in rows(standing, "employment")
