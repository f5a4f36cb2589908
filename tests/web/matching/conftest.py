"""A county with a published night, and staff of several kinds who are signed in to it."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.manage import Links, open_account
from models.accounts.tables import Grant
from models.database.engine import transaction
from models.matching.tables import Proposal, Run
from tests.county import County
from tests.web.conftest import NOW, PASSWORD, Visitor
from web.clock import today

TONIGHT = today(NOW)
REPORT = {
    "people": 6,
    "openings": 3,
    "candidates": 12,
    "proposals": 4,
    "unserved": 2,
    "objective": -200,
    "bound": -200,
    "gap": 0.0,
    "violations": 0,
    "certified": True,
    "shortages": [],
    "coverage": [],
}


@dataclass
class Desk:
    """A county's ids and the people who may sign in; proposals by a name the tests use."""

    engine: Engine
    app: Flask
    county_id: uuid.UUID
    run_id: uuid.UUID
    places: dict[str, uuid.UUID]
    proposals: dict[str, uuid.UUID] = field(default_factory=dict)
    openings: dict[str, uuid.UUID] = field(default_factory=dict)
    opened: int = 0

    def staff(self, role: str, place: str = "county") -> Visitor:
        """A browser in which a fresh account of that role at that place is signed in."""
        self.opened += 1
        phone = f"1370000{self.opened:04}"
        with transaction(self.engine) as session:
            account = open_account(
                session, name=f"某{role}", phone=phone, password=PASSWORD, links=Links(), now=NOW
            )
            account.grants.append(Grant(role=role, place_id=self.places[place]))
        client = self.app.test_client()
        assert isinstance(client, Visitor)
        assert client.sign_in(phone).status_code == 303
        return client

    def proposal(self, name: str) -> Proposal:
        with Session(self.engine) as session:
            return session.get_one(Proposal, self.proposals[name])

    def pick(self, name: str, version: int | None = None) -> str:
        found = self.proposal(name)
        return f"{found.id}:{found.version if version is None else version}"


def told(score: int) -> list[dict[str, object]]:
    """Two contributions that add up to ``score``."""
    return [
        {
            "feature": "wish",
            "label": Said("求职意向").as_json(),
            "points": score - 300,
            "said": Said("第 %(n)d 意向", n=1).as_json(),
        },
        {
            "feature": "way",
            "label": Said("通勤").as_json(),
            "points": 300,
            "said": Said("通勤 %(km).1f 公里", km=1.5).as_json(),
        },
    ]


def made_run(county: County, night: dt.date, state: str = "published", **more: object) -> Run:
    report = {
        "employment": REPORT,
        "care": REPORT,
        "gates": [],
        "seconds": {"read": 0.5},
        "changes": {"employment": {"new": 3, "changed": 1, "kept": 0, "dropped": 0}},
    }
    given = {"params": {"as_of": night.isoformat()}, "report": report, "attempt": 1}
    times = {"started_at": NOW, "finished_at": NOW + dt.timedelta(seconds=3)}
    run = Run(county_id=county.place.id, night=night, state=state, **(given | times | more))
    return county.add(run)


def _people(desk: Desk, county: County) -> None:
    """Three seekers in the first community, one in the second, one place at the sewing shop."""
    one_seat = county.vacancy(occupation="缝纫工", headcount=1)
    cleaner = county.vacancy(occupation="保洁员", headcount=9)
    desk.openings = {"sewing": one_seat.id, "cleaning": cleaner.id}
    other = {"id": str(cleaner.id), "score": 4000, "said": Said("符合条件").as_json()}
    lines = (
        ("first", "王小丽", 0, one_seat, [other], [Said("岗位要求技能证书")]),
        ("second", "李大山", 1, one_seat, [other], []),
        ("third", "赵春花", 1, cleaner, [], []),
        ("far", "钱明明", 2, cleaner, [], []),
    )
    for rank, (name, called, grid, vacancy, others, warned) in enumerate(lines, 1):
        seeker = county.seeker(called, grid)
        made = Proposal(
            run_id=desk.run_id,
            market="employment",
            place_id=county.grids[grid].id,
            seeker_id=seeker.id,
            vacancy_id=vacancy.id,
            rank=rank,
            score=5000,
            contributions=told(5000),
            queue=[Said("登记失业 %(days)d 天", days=400).as_json()],
            warnings=[said.as_json() for said in warned],
            alternatives=others,
            change="new",
        )
        desk.proposals[name] = county.add(made).id


def _visit(desk: Desk, county: County) -> None:
    visit = county.visit(
        county.resident("孙奶奶", 0), window_from=TONIGHT, window_to=TONIGHT + dt.timedelta(9)
    )
    made = Proposal(
        run_id=desk.run_id,
        market="care",
        place_id=county.grids[0].id,
        visit_id=visit.id,
        helper_id=county.helper("周志愿").id,
        day=TONIGHT + dt.timedelta(2),
        part=1,
        rank=1,
        score=7000,
        contributions=told(7000),
        queue=[],
        warnings=[],
        alternatives=[],
        change="kept",
    )
    desk.proposals["visit"] = county.add(made).id


@pytest.fixture
def desk(engine: Engine, app: Flask, queue_redis: object) -> Desk:
    """A published night of four employment proposals and one visit."""
    with transaction(engine) as session:
        county = County(session)
        run = made_run(county, TONIGHT)
        east, west = county.communities
        places = {"county": county.place.id, "east": east.id, "west": west.id}
        made = Desk(engine, app, county.place.id, run.id, places)
        _people(made, county)
        _visit(made, county)
        return made
