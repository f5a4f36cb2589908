"""Who is on duty when: nearest place first, over midnight, by weekday, until the last day."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from models.accounts.scope import scope_of
from models.care.days import SHANGHAI
from models.requests import duty
from models.requests.refusals import ShiftWrong
from models.requests.tables import DutyShift
from tests.county import NOW, TODAY, County

EVERY_DAY = 127
DAY = dt.timedelta(days=1)
NINE_TO_SIX = (dt.time(9), dt.time(18))
NIGHT = (dt.time(18), dt.time(9))


class Roster:
    def __init__(self, session: Session) -> None:
        self.session, self.county = session, County(session)
        self.community = self.county.communities[0]
        self.head = self.county.account("county")
        self.scope = scope_of(self.head)
        self.path = self.county.grids[0].path

    def puts(self, account, place=None, weekdays=EVERY_DAY, hours=NIGHT, days=(TODAY, None)):
        over = place or self.community
        given = (self.session, self.scope, over.id, account.id, weekdays, hours, days, NOW)
        return duty.set_shift(*given)

    def at(self, time: dt.time, day: dt.date = TODAY) -> list[str]:
        moment = dt.datetime.combine(day, time, SHANGHAI)
        return [one.name for one in duty.on_duty(self.session, self.path, moment)]


@pytest.fixture
def roster(session: Session) -> Roster:
    return Roster(session)


def test_the_nearest_place_with_anybody_on_duty_answers_at_three_at_night(roster: Roster) -> None:
    county = roster.county
    night = county.account("community", roster.community)
    town = county.account("town", county.town)
    roster.puts(night)
    roster.puts(town, county.town, hours=(dt.time(0), dt.time(0)))
    tomorrow = TODAY + DAY
    assert roster.at(dt.time(3), tomorrow) == [night.name]
    assert roster.at(dt.time(8, 59), tomorrow) == [night.name]
    assert roster.at(dt.time(9), tomorrow) == [town.name]
    # Nobody began yesterday evening, before the first day.
    assert roster.at(dt.time(3)) == [town.name]


def test_a_weekday_is_that_on_which_the_night_begins(roster: Roster) -> None:
    night = roster.county.account("community", roster.community)
    friday = TODAY
    assert friday.weekday() == 4
    roster.puts(night, weekdays=1 << 4)
    assert roster.at(dt.time(20)) == [night.name]
    assert roster.at(dt.time(3), friday + DAY) == [night.name]
    assert roster.at(dt.time(20), friday + DAY) == []


def test_who_is_locked_out_is_not_on_duty(roster: Roster) -> None:
    night = roster.county.account("community", roster.community)
    roster.puts(night)
    night.status = "disabled"
    assert roster.at(dt.time(20)) == []


def test_the_hours_nobody_has_are_told(roster: Roster) -> None:
    gaps = duty.uncovered(roster.session, roster.community, TODAY)
    assert [(ends - begins) // DAY for begins, ends in gaps] == [7]
    clerk = roster.county.account("community", roster.community)
    roster.puts(clerk, hours=NINE_TO_SIX)
    roster.puts(clerk, hours=NIGHT, days=(TODAY, TODAY + DAY))
    gaps = duty.uncovered(roster.session, roster.community, TODAY)
    assert [(b.hour, e.hour) for b, e in gaps] == [(0, 9), *[(18, 9)] * 4, (18, 0)]
    assert gaps[1][0].date() == TODAY + 2 * DAY


def test_what_cannot_be_a_duty_is_refused(roster: Roster) -> None:
    county = roster.county
    narrow = county.account("grid_worker", county.grids[0])
    elsewhere = county.account("community", county.communities[1])
    clerk = county.account("community", roster.community)
    for field, wrong in (
        ("account", {"account": narrow}),
        ("account", {"account": elsewhere}),
        ("place", {"account": clerk, "place": county.grids[0]}),
        ("weekdays", {"account": clerk, "weekdays": 0}),
        ("last_day", {"account": clerk, "days": (TODAY - DAY, None)}),
        ("last_day", {"account": clerk, "days": (TODAY + DAY, TODAY)}),
    ):
        with pytest.raises(ShiftWrong) as told:
            roster.puts(**wrong)
        assert told.value.field == field


def test_ended_today_and_never_begun(roster: Roster) -> None:
    clerk = roster.county.account("community", roster.community)
    running = roster.puts(clerk)
    coming = roster.puts(clerk, days=(TODAY + DAY, None))
    for shift in (running, coming):
        duty.end_shift(roster.session, roster.scope, shift.id, NOW)
    assert roster.at(dt.time(3), TODAY + DAY) == [clerk.name]
    assert roster.at(dt.time(20), TODAY + DAY) == []
    assert roster.session.query(DutyShift).one().last_day == TODAY
    other = scope_of(roster.county.account("community", roster.county.communities[1]))
    with pytest.raises(ShiftWrong):
        duty.end_shift(roster.session, other, running.id, NOW)
    assert len(duty.shifts(roster.session, roster.scope, TODAY)) == 1
    assert [one.id for one in duty.candidates(roster.session, roster.community)].count(clerk.id)
