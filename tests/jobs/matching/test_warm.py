"""What a worker remembers of a county, after any events, is what the tables say, solved exactly."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs.ledgers.loading import load_folder
from jobs.matching import events, nightly
from jobs.matching.snapshot import care_rows, work_rows
from matcher.care.candidates import candidate_pairs
from matcher.care.market import market_of
from matcher.care.night import CareNight
from matcher.care.wider import widened
from matcher.certificate import certificate, optimal
from matcher.employment.market import EmploymentMarket, build
from matcher.ranks import rows_in
from matcher.rules import Candidates
from matcher.solve.solver import SolveParams, solve
from models.care import claims
from models.care.days import usual_hours
from models.care.tables import Claim, Visit
from models.care.together.tables import Activity, Signup
from models.database.engine import transaction
from models.matching import consent, reopening, reviews, suggestions
from models.matching.pairs import in_force, kept_and_open
from models.matching.runs import latest
from models.matching.tables import Proposal
from models.people import availability
from models.people.tables import Helper, HelperDay, Resident, Seeker
from models.places.tables import Place
from tests.county import TODAY, County
from tests.jobs.ledgers.test_truth import AS_OF

EXACT = SolveParams(cases=5000, gap=0.0)


class Today:
    """Events as the web enters them, on people drawn by chance."""

    def __init__(self, session: Session, county_id: uuid.UUID, r: Random) -> None:
        self.session, self.r = session, r
        self.county = County.again(session, session.get_one(Place, county_id))
        self.staff = self.county.scope("county")
        self.now = dt.datetime.combine(self.day, dt.time(1), dt.UTC)

    day = TODAY

    def draw(self, wanted: Any) -> Any:
        found = self.session.scalars(wanted).all()
        return self.r.choice(found) if found else None

    def proposal(self, market: str, state: str = "open") -> Any:
        mine = select(Proposal).where(Proposal.market == market, Proposal.state == state)
        return self.draw(mine.order_by(Proposal.rank, Proposal.id))

    def rejected(self) -> None:
        for market, reason in (("care", "skill"), ("employment", "hours")):
            if one := self.proposal(market):
                reviews.reject(self.session, self.staff, one.id, one.version, reason, self.now)

    def approved(self) -> None:
        for market in ("care", "employment"):
            if one := self.proposal(market):
                reviews.approve(self.session, self.staff, one.id, one.version, self.now)

    def held_fast(self) -> None:
        one = self.proposal("employment")
        if one and one.vacancy_id:
            reviews.set_locked(
                self.session, self.staff, one.id, one.version, not one.locked, self.now
            )

    def reopened(self) -> None:
        if one := self.proposal("care", "rejected") or self.proposal("care", "approved"):
            reopening.reopen(self.session, self.staff, one.id, one.version, self.now)

    def claimed(self) -> None:
        if one := self.proposal("care"):
            slot = (one.helper_id, one.visit_id, one.day, one.part)
            suggestions.claim(self.session, *slot, self.now, by=self.staff.account_id)

    def withdrawn(self) -> None:
        if one := self.draw(select(Claim.id).where(Claim.state == "claimed").order_by(Claim.id)):
            suggestions.withdraw(self.session, one, "busy", self.now, by=self.staff.account_id)

    def paused(self) -> None:
        helper = self.draw(select(Helper).order_by(Helper.id))
        until = None if helper.quiet_until else self.day + dt.timedelta(days=self.r.randint(3, 60))
        claims.not_now(self.session, helper.id, until, self.now)

    def other_week(self) -> None:
        self.draw(select(Helper).order_by(Helper.id)).week ^= 0b111000111

    def said_day(self) -> None:
        helper = self.draw(select(Helper).order_by(Helper.id))
        if said := self.draw(select(HelperDay).order_by(HelperDay.helper_id)):
            availability.clear_day(self.session, said.helper_id, said.day)
        day = self.day + dt.timedelta(days=self.r.randint(0, 9))
        availability.set_day(self.session, helper.id, day, self.r.randrange(8), self.day)

    def busy(self) -> None:
        """A helper goes to an activity on a morning of the week to come."""
        helper = self.draw(select(Helper).order_by(Helper.id))
        began, ended = usual_hours(self.day + dt.timedelta(days=self.r.randrange(1, 7)), 0)
        what = {"title": "清洁河道", "what": "捡垃圾", "spot": "河边", "audience": "everyone"}
        where = {"place_id": self.county.place.id, "set_up_by": self.staff.account_id}
        gathering = Activity(**what, **where, begins_at=began, ends_at=ended, places=1)
        activity_id = self.county.add(gathering).id
        seat = {"turn": 1, "seat": 0, "state": "seated", "signed_at": self.now}
        self.county.add(Signup(activity_id=activity_id, helper_id=helper.id, **seat))

    def new(self) -> None:
        """Somebody's hours turn out to be another's; or staff vouch for him."""
        helper = self.draw(select(Helper).order_by(Helper.id))
        helper.ledger_hours = None if helper.ledger_hours else 20.0

    def needed(self) -> None:
        resident = self.county.resident(grid=self.r.randrange(len(self.county.grids)))
        self.county.need(resident)

    def spoken_to(self) -> None:
        resident = self.draw(select(Resident).order_by(Resident.id))
        resident.dialect, resident.wished_sex = "陕南话", 2

    def over(self) -> None:
        visit = self.draw(select(Visit).where(Visit.state == "open").order_by(Visit.id))
        visit.state, visit.closed_at = "cancelled", self.now

    def opted_out(self) -> None:
        seeker = self.draw(select(Seeker).order_by(Seeker.id))
        wanted = not seeker.automated
        consent.set_automated(self.session, self.staff, seeker.id, wanted, "by_phone", self.now)

    def registered(self) -> None:
        self.county.seeker(grid=self.r.randrange(len(self.county.grids)))

    def offered(self) -> None:
        self.county.vacancy(community=self.r.randrange(2), headcount=2)


KINDS: tuple[Callable[[Today], None], ...] = (
    Today.rejected,
    Today.approved,
    Today.held_fast,
    Today.reopened,
    Today.claimed,
    Today.withdrawn,
    Today.paused,
    Today.other_week,
    Today.said_day,
    Today.busy,
    Today.new,
    Today.needed,
    Today.spoken_to,
    Today.over,
    Today.opted_out,
    Today.registered,
    Today.offered,
)


def happen(engine: Engine, county_id: uuid.UUID, r: Random, day: dt.date) -> None:
    with transaction(engine) as session:
        today = Today(session, county_id, r)
        today.day, today.now = day, dt.datetime.combine(day, dt.time(1), dt.UTC)
        r.choice(KINDS)(today)


def same(one: Any, other: Any, side: str, names: str) -> None:
    """Whether two tables hold the same rows of one side, in whatever order."""
    row = rows_in(getattr(other, names), getattr(one, names))
    assert sorted(getattr(one, names)) == sorted(getattr(other, names))
    for f in fields(one):
        if f.metadata.get("rows") == side and "dialects" not in f.name:
            np.testing.assert_array_equal(
                getattr(one, f.name), getattr(other, f.name)[row], err_msg=f.name
            )


def check_care(engine: Engine, county_id: uuid.UUID, day: dt.date) -> None:
    known = events._care_memory._known[county_id]
    arrays, night = known.rows.arrays, known.night
    with Session(engine) as session:
        run = latest(session, county_id)
        kept, _ = kept_and_open(in_force(session, run, "care"))
        fresh = care_rows(session, county_id, day, kept).arrays
    same(arrays, fresh, "helpers", "helper_id")
    same(arrays, fresh, "visits", "visit_id")
    edges, helper, visit = (
        night.market.edges,
        rows_in(fresh.helper_id, arrays.helper_id),
        rows_in(fresh.visit_id, arrays.visit_id),
    )
    moved = Candidates(helper[edges.left], visit[edges.right], edges.slot)
    anew = solve(market_of(fresh, night.market.params, moved).problem)
    assert night.plan.objective == anew.objective
    assert optimal(night.market.problem, night.plan)
    pairs = candidate_pairs(fresh, night.market.params, np.arange(fresh.visits))
    wanted = {*zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)}
    assert wanted <= {*zip(moved.left.tolist(), moved.right.tolist(), strict=True)}
    assert widened(night.market, night.plan, arrays.helpers) is night.market
    proposed = {*zip(*placed(night), strict=True)}
    assert {*zip(*(getattr(arrays, f"locked_{of}").tolist() for of in OF), strict=True)} <= proposed


def judged(market: EmploymentMarket) -> dict[tuple[Any, Any], list[int]]:
    """The points of every pair, by ids."""
    arrays, edges = market.arrays, market.edges
    seekers, openings = arrays.seeker_id[edges.left], arrays.opening_id[edges.right]
    return dict(zip(zip(seekers, openings, strict=True), market.points.tolist(), strict=True))


OF = ("helper", "visit", "slot")


def placed(night: CareNight) -> list[list[int]]:
    found, edges = night.proposals, night.market.edges
    return [found.helper.tolist(), found.visit.tolist(), edges.slot[found.edge].tolist()]


def check_work(engine: Engine, county_id: uuid.UUID, day: dt.date) -> None:
    known = events._work_memory._known[county_id]
    arrays, night = known.rows.arrays, known.night
    with Session(engine) as session:
        run = latest(session, county_id)
        standing = in_force(session, run, "employment")
        fresh = work_rows(session, county_id, day, standing).arrays
    same(arrays, fresh, "seekers", "seeker_id")
    same(arrays, fresh, "openings", "opening_id")
    np.testing.assert_array_equal(
        [fresh.seeker_id[fresh.locked.left], fresh.opening_id[fresh.locked.right]],
        [arrays.seeker_id[arrays.locked.left], arrays.opening_id[arrays.locked.right]],
    )
    market = build(fresh, night.market.params)
    assert judged(night.market) == judged(market)
    problem = market.problem
    assert certificate(night.market.problem, night.plan).holds
    anew = solve(problem, EXACT)
    assert night.plan.objective <= anew.bound
    assert night.plan.bound >= anew.objective
    assert night.plan.gap(problem) <= 0.001


def a_day(engine: Engine, county_id: uuid.UUID, r: Random, day: dt.date, many: int) -> None:
    for market in ("care", "employment"):
        events.again(county_id, market, day)
    for _ in range(many):
        for _ in range(r.randint(1, 3)):
            happen(engine, county_id, r, day)
        for market in ("care", "employment"):
            events.again(county_id, market, day)
            # Nothing happened since: the plan in force is the plan.
            assert events.again(county_id, market, day) == []
        check_care(engine, county_id, day)
        check_work(engine, county_id, day)


@pytest.mark.parametrize("seed", range(3))
def test_after_any_events_the_plan_is_that_of_the_tables(
    standing: Engine, county_id: uuid.UUID, seed: int
) -> None:
    nightly.run(county_id, TODAY, TODAY)
    a_day(standing, county_id, Random(seed), TODAY, 8)


@pytest.mark.slow
def test_after_events_in_the_sample_county(standing: Engine, shared: Path, tmp_path: Path) -> None:
    load_folder(shared / "county", tmp_path, AS_OF, lambda *step: None, False)
    with Session(standing) as session:
        county_id = session.scalars(select(Place.id).where(Place.kind == "county")).one()
    nightly.run(county_id, AS_OF, AS_OF)
    a_day(standing, county_id, Random(7), AS_OF, 6)
