"""Needs of requests in the jobs: what fails stops nobody who waits, and is told of."""

import datetime as dt

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs.clock import now, today
from jobs.requests import needs
from models.accounts.scope import Scope
from models.care import service_kinds
from models.care.asking.params import AskParams
from models.care.asking.tables import Asking
from models.care.tables import Need
from models.database.engine import transaction
from models.matching.tables import Run
from models.notices.quiet import clock
from models.people.tables import Person, Resident
from models.places.tables import Place
from models.requests import life
from models.requests.asking.needs import Wanted, become
from models.requests.life import Asked, Entry
from models.requests.who import BY_CODE
from tests.county import NOW, TODAY, County
from tests.jobs.care.conftest import standing
from tests.models.care.village import Village

__all__ = ["standing"]


def test_who_waits_is_asked_for_though_there_is_no_new_plan(standing: Engine) -> None:
    """By night nobody is asked: then all there is to see is the fault."""
    moment, asking = now(), AskParams()
    by_day = asking.day_from <= clock(moment) < asking.day_to
    with transaction(standing) as session:
        village = Village(session)
        village.login("volunteer", village.volunteer().person_id)
        village.visit(window_to=today(moment) + dt.timedelta(days=2), asked=True)
        # Without its parameters nothing can be matched again.
        facts = {"state": "published", "params": {}, "report": {}, "started_at": moment}
        county_id = village.add(Run(county_id=village.place.id, night=TODAY, **facts)).county_id
    with pytest.raises(KeyError):
        needs.offer(county_id, today(moment))
    with Session(standing) as session:
        assert len(session.scalars(select(Asking)).all()) == by_day


def test_one_that_cannot_be_followed_up_stops_no_other(standing: Engine) -> None:
    with transaction(standing) as session:
        service_kinds.seed(session)
        county = County(session)
        clerk = county.scope("community")
        lost, _ = (withdrawn(session, county, clerk, name) for name in ("李桂花", "张文贵"))
        # Somewhere that is in no county.
        away = county.add(Place(kind="town", name="外地", path="nowhere/001/"))
        session.get_one(Person, lost.person_id).place_id = away.id
    with pytest.raises(ExceptionGroup) as told:
        needs.follow()
    assert len(told.value.exceptions) == 1
    with Session(standing) as session:
        left = session.scalars(select(Need.resident_id).where(Need.closed_on.is_(None))).all()
        assert left == [lost.id]


def withdrawn(session: Session, county: County, clerk: Scope, name: str) -> Resident:
    """Somebody with a need of a request that is over."""
    resident = county.resident(name)
    entry = Entry("care", county.grids[0].id, "想请人陪她去医院")
    made = life.enter(session, entry, source="qr", now=NOW)
    wanted = Wanted("company", TODAY, TODAY, "own", name)
    become(session, clerk, made.id, wanted, TODAY, NOW)
    life.step(session, made, BY_CODE, Asked("withdraw", "solved"), NOW)
    return resident
