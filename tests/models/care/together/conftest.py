"""A village with a tutoring station that is open on a school day, its keeper, checked adults."""

import datetime as dt
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.care.together import attending, enrolling, shifts, stations
from models.care.together.consents import Guardian
from models.care.together.stations import Plan
from models.care.together.tables import Enrolment, Shift, Station, StationDay
from models.people.tables import Helper, Person
from tests.models.care.village import TODAY, Village

# A Friday; the station opens at 16:30 in China.
MORNING = dt.datetime(2026, 11, 20, 1, 0, tzinfo=dt.UTC)
AT_FIVE = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
CLOSED = dt.datetime(2026, 11, 20, 10, 1, tzinfo=dt.UTC)
GUARDIAN = Guardian("王秀兰", "13800001111", "母亲", TODAY)
PLAN = Plan("四点半辅导站", "活动室", dt.time(16, 30), dt.time(18), 2, 2, 1, TODAY, None)


@dataclass(frozen=True)
class Stationed:
    village: Village
    keeper: Scope
    station: Station

    @property
    def session(self) -> Session:
        return self.village.session

    def day(self, on: dt.date = TODAY) -> StationDay:
        query = select(StationDay).where(
            StationDay.station_id == self.station.id, StationDay.day == on
        )
        return self.session.scalars(query).one()

    def child(self, name: str = "小明", **more: object) -> Person:
        facts = {"born_on": dt.date(2017, 5, 1), "categories": ["少年儿童"]} | more
        resident = self.village.elder(name, **facts)
        return self.session.get_one(Person, resident.person_id)

    def enrol(self, child: Person | None = None, guardian: Guardian = GUARDIAN) -> Enrolment:
        who = (child or self.child()).id
        return enrolling.enrol(self.session, self.keeper, self.station.id, who, guardian, MORNING)

    def take(
        self, helper: Helper | None = None, on: dt.date = TODAY, now: dt.datetime = MORNING
    ) -> Shift:
        who = helper or self.village.volunteer()
        by = self.keeper.account_id
        return shifts.take(self.session, who.id, self.day(on).id, now, by=by)

    def manned(self) -> list[Shift]:
        """Two adults who are there."""
        taken = [self.take() for _ in range(2)]
        return [
            attending.present(self.session, self.keeper, shift.id, AT_FIVE, AT_FIVE)
            for shift in taken
        ]


@pytest.fixture
def stationed(village: Village) -> Stationed:
    place = village.communities[0]
    keeper = village.scope("community", place)
    station = stations.set_up(village.session, keeper, place.id, PLAN, MORNING)
    return Stationed(village, keeper, station)
