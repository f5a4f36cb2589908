"""What a night and an event changed is written down with its reasons, and nothing else is."""

import datetime as dt
import uuid

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from jobs.matching import events, nightly
from models.care.tables import Visit
from models.database.engine import transaction
from models.matching import reviews
from models.matching.tables import PlanChange, Proposal
from models.people.tables import Helper, Seeker
from models.places.tables import Place
from tests.county import NOW, TODAY, County

TOMORROW = TODAY + dt.timedelta(days=1)


def written(engine: Engine, market: str) -> list[PlanChange]:
    with Session(engine) as session:
        wanted = select(PlanChange).where(PlanChange.market == market)
        return list(session.scalars(wanted.order_by(PlanChange.id)))


def test_a_first_night_and_a_quiet_one_change_nothing(
    standing: Engine, county_id: uuid.UUID
) -> None:
    nightly.run(county_id, TODAY, TODAY)
    assert written(standing, "care") == written(standing, "employment") == []
    nightly.run(county_id, TOMORROW, TODAY)
    assert written(standing, "care") == written(standing, "employment") == []


def test_a_night_says_why_whom_it_changed(standing: Engine, county_id: uuid.UUID) -> None:
    nightly.run(county_id, TODAY, TODAY)
    with transaction(standing) as session:
        first = session.scalars(select(Proposal).where(Proposal.market == "care")).first()
        assert first is not None
        session.get_one(Helper, first.helper_id).active = False
        # A newcomer, and a seeker who leaves.
        county = County.again(session, session.get_one(Place, county_id))
        county.helper(monthly_visits=30)
        county.need(county.resident(grid=1, last_visit_on=TODAY - dt.timedelta(days=60)))
        leaver = session.scalars(
            select(Proposal.seeker_id).where(Proposal.market == "employment")
        ).first()
        session.execute(update(Seeker).where(Seeker.id == leaver).values(active=False))
    run_id = nightly.run(county_id, TOMORROW, TODAY)
    care = {one.subject_id: one for one in written(standing, "care")}
    assert {one.run_id for one in care.values()} == {run_id}
    gone = care[first.visit_id]
    assert (gone.before_id, gone.reason) == (first.helper_id, "not_eligible")
    assert gone.said["facts"]["rule"]["said"] == "志愿者已停止服务"
    new = [one for one in care.values() if one.reason == "served"]
    assert new, "the one whom nobody knew yesterday has somebody"
    assert all(one.before_id is None and one.after_id for one in new)
    work = {one.subject_id: one for one in written(standing, "employment")}
    assert (work[leaver].reason, work[leaver].after_id) == ("subject_gone", None)
    assert _plan(standing, run_id) == _told(standing, run_id)


def _plan(
    engine: Engine, run_id: uuid.UUID | None
) -> set[tuple[uuid.UUID | None, uuid.UUID | None]]:
    """Pairs of the new plan that were not in the one before."""
    with Session(engine) as session:
        pair = select(Proposal.visit_id, Proposal.helper_id).where(Proposal.market == "care")
        has = set(session.execute(pair.where(Proposal.run_id == run_id)))
        had = set(session.execute(pair.where(Proposal.run_id != run_id)))
        return has - had


def _told(
    engine: Engine, run_id: uuid.UUID | None
) -> set[tuple[uuid.UUID | None, uuid.UUID | None]]:
    found = written(engine, "care")
    return {(c.subject_id, c.after_id) for c in found if c.after_id and c.before_id != c.after_id}


def test_an_event_says_once_what_was_turned_down(standing: Engine, county_id: uuid.UUID) -> None:
    nightly.run(county_id, TODAY, TODAY)
    with transaction(standing) as session:
        county = County.again(session, session.get_one(Place, county_id))
        wanted = select(Proposal).where(Proposal.market == "care", Proposal.state == "open")
        one = session.scalars(wanted.order_by(Proposal.rank).limit(1)).one()
        reviews.reject(session, county.scope("county"), one.id, one.version, "skill", NOW)
    events.again(county_id, "care", TODAY)
    (told,) = [c for c in written(standing, "care") if c.subject_id == one.visit_id]
    assert (told.before_id, told.reason) == (one.helper_id, "not_eligible")
    assert told.after_id != one.helper_id
    assert "退回" in told.said["facts"]["rule"]["said"]
    before = len(written(standing, "care"))
    events.again(county_id, "care", TODAY)
    assert len(written(standing, "care")) == before


def test_why_is_sealed(standing: Engine, county_id: uuid.UUID) -> None:
    nightly.run(county_id, TODAY, TODAY)
    with transaction(standing) as session:
        session.execute(update(Visit).values(state="cancelled"))
    nightly.run(county_id, TOMORROW, TODAY)
    assert "subject_gone" in {one.reason for one in written(standing, "care")}
    with standing.connect() as connection:
        stored = connection.exec_driver_sql("SELECT said FROM plan_change").scalars().all()
    assert stored
    assert not any("需求".encode() in bytes(one) for one in stored)
