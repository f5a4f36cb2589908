"""The visit that a request asked for: by whom, when, and whose word it is that it is done."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.accounts.scope import Scope, scope_of
from models.care import service_kinds
from models.care.claims import claim
from models.care.owed.tables import Obligation
from models.care.tables import Claim, Visit
from models.care.visiting.taking import Sheet, take_sheet
from models.matching.pairs import forbidden
from models.matching.suggestions import CARE
from models.notices.tables import Notice
from models.people.tables import Organisation, Resident
from models.requests import life
from models.requests.asking.ending import end_over
from models.requests.asking.needs import Wanted, become, need_of
from models.requests.asking.refusals import NotANeed
from models.requests.asking.visits import visited
from models.requests.deadlines import unmet
from models.requests.life import Asked, Entry
from models.requests.tables import Request
from models.requests.telling import in_hand
from models.requests.who import BY_CODE, actor
from tests.county import NOW, TODAY, County

HOUR = dt.timedelta(hours=1)
WANTED = Wanted("clinic", TODAY, TODAY + dt.timedelta(days=7), "own", "李桂花")
COMPANY = replace(WANTED, kind="company")


class Home:
    """A mother for whom her son asks, a clerk, a grid worker, a volunteer with an account."""

    def __init__(self, session: Session) -> None:
        service_kinds.seed(session)
        self.session, self.county = session, County(session)
        near, grid = self.county.communities[0], self.county.grids[0]
        self.mother = self.county.resident("李桂花")
        self.clerk = self.county.scope("community", near)
        self.worker = self.county.scope("grid_worker", grid)
        self.helper = self.county.helper("孟琴", skills=["陪诊"])
        person = {"person_id": self.helper.person_id}
        self.volunteer = self.county.account("volunteer", grid, **person)
        self.request = self.asks()

    def asks(self, wanted: Wanted = WANTED, now: dt.datetime = NOW, **more: object) -> Request:
        """Entered, accepted, made a need."""
        entry = Entry("care", self.county.grids[0].id, "想请人陪她", **more)  # type: ignore[arg-type]
        self.request = life.enter(self.session, entry, source="phone", now=now)
        self.takes(self.clerk, "accept", now)
        become(self.session, self.clerk, self.request.id, wanted, TODAY, now)
        return self.request

    def takes(self, scope: Scope, step: str, now: dt.datetime = NOW, **more: object) -> Request:
        found = life.loaded(self.session, self.request.id, lock=True)
        assert found is not None
        by = actor(self.session, scope, found)
        life.step(self.session, found, by, Asked(step, **more), now)  # type: ignore[arg-type]
        return found

    def says_no(self, now: dt.datetime = NOW) -> None:
        found = life.loaded(self.session, self.request.id, lock=True)
        assert found is not None
        life.step(self.session, found, BY_CODE, Asked("resident_no", "not_done"), now)

    def unit(self) -> Scope:
        """An organisation that takes what it is offered."""
        known = self.county.add(Organisation(name="县供电公司", kind="pairing_unit"))
        over = self.county.communities[0]
        desk = self.county.account("pairing_unit", over, organisation_id=known.id)
        self.takes(self.clerk, "offer", units=[known.id])
        self.takes(scope_of(desk), "take")
        return scope_of(desk)

    def open_steps(self, scope: Scope) -> list[str]:
        found = life.loaded(self.session, self.request.id)
        assert found is not None
        return life.open_steps(self.session, found, actor(self.session, scope, found), NOW)

    def visit(self) -> Visit:
        """The visit for the newest need of the request."""
        made = need_of(self.session, self.request.id)
        assert made is not None
        owed = select(Obligation.visit_id).where(Obligation.need_id == made.need_id)
        visit_id = self.session.scalars(owed).one()
        return self.session.get_one(Visit, visit_id, populate_existing=True)

    def claims(self, visit: Visit, day: dt.date = TODAY) -> Claim:
        by = self.volunteer.id
        return claim(self.session, self.helper.id, visit.id, day, 0, NOW, by=by)

    def goes(
        self, given: Claim, began: dt.datetime = NOW + HOUR, now: dt.datetime = NOW + 9 * HOUR
    ) -> None:
        sheet = Sheet(uuid.uuid4().hex, given.id, "done", began, began + HOUR)
        take_sheet(self.session, sheet, now, by=self.volunteer.id)

    def told(self, account_id: uuid.UUID) -> list[str]:
        mine = select(Notice).where(Notice.account_id == account_id)
        return [one.said["said"] for one in self.session.scalars(mine)]


@pytest.fixture
def home(session: Session) -> Home:
    return Home(session)


def test_a_stopped_clock_runs_on_once_the_visit_was_made(home: Home) -> None:
    home.takes(home.clerk, "pause", reason="resident_away", remark="下周")
    home.goes(home.claims(home.visit()))
    assert visited(home.session, NOW + 2 * HOUR) == 1
    (runs,) = [one for one in unmet(home.session, home.request.id) if one.what == "handle"]
    assert runs.paused_at is None and runs.due_at > NOW + 2 * HOUR


def test_sent_back_after_a_visit_staff_have_it_and_hear_of_it(home: Home) -> None:
    home.goes(home.claims(home.visit()))
    visited(home.session, NOW)
    found = home.takes(home.clerk, "back", reason="not_done", remark="没有陪到")
    assert (found.state, found.handler_id) == ("accepted", None)
    told = in_hand(home.session, found, NOW)
    assert told and all(any("退了回来" in said for said in home.told(one)) for one in told)
    assert "offer" in home.open_steps(home.clerk)


def test_a_new_round_is_not_in_the_hands_of_who_had_it(home: Home) -> None:
    desk = home.unit()
    home.takes(desk, "handle", remark="去过")
    home.takes(home.clerk, "supervise")
    home.says_no()
    home.takes(home.clerk, "accept")
    assert home.open_steps(desk) == [] and home.request.handler_id is None


@pytest.mark.parametrize("by", ["visited", "handle"])
def test_a_visit_before_the_no_does_not_count_again(home: Home, by: str) -> None:
    """Whether the job saw it, or the handler was faster."""
    home.takes(home.clerk, "send", to=home.worker.account_id)
    home.goes(home.claims(home.visit()))
    if by == "handle":
        home.takes(home.worker, "handle", remark="志愿者陪去了")
    else:
        assert visited(home.session, NOW) == 1
    home.takes(home.county.scope("grid_lead"), "supervise")
    home.says_no(NOW + 2 * HOUR)
    home.takes(home.clerk, "accept", NOW + 2 * HOUR)
    assert visited(home.session, NOW + 3 * HOUR) == 0
    assert home.request.state == "accepted"


def test_a_visit_that_began_before_it_was_asked_does_not_count(home: Home) -> None:
    home.asks(COMPANY, NOW + 3 * HOUR)
    home.goes(home.claims(home.visit()))
    assert visited(home.session, NOW + 5 * HOUR) == 0


def of_one_home(home: Home) -> Resident:
    father = home.county.resident("王老汉")
    for one in (father, home.mother):
        home.session.refresh(one, ["person"])
        one.person.household = b"one home of two"
    home.session.flush()
    return father


def test_a_visit_to_another_of_the_home_does_not_count(home: Home) -> None:
    """As every month somebody comes to see her husband; nobody kept her company."""
    father = of_one_home(home)
    routine = home.county.visit(father)
    given = home.claims(routine)
    home.asks(COMPANY)
    assert home.visit().id != routine.id
    home.goes(given)
    assert visited(home.session, NOW + 2 * HOUR) == 0


def test_two_of_a_home_who_ask_the_same_are_two_visits(home: Home) -> None:
    of_one_home(home)
    home.asks(replace(COMPANY, name="王老汉"))
    other = home.visit()
    home.asks(COMPANY)
    assert home.visit().id != other.id
    home.goes(home.claims(home.visit()))
    assert visited(home.session, NOW + 2 * HOUR) == 1
    assert home.session.get_one(Visit, other.id, populate_existing=True).state == "open"


def test_the_visitor_sees_to_it_by_none_of_his_accounts(home: Home) -> None:
    grid = home.county.grids[0]
    twin = home.county.account("grid_worker", grid, person_id=home.helper.person_id)
    home.goes(home.claims(home.visit()))
    visited(home.session, NOW)
    for account in (home.volunteer, twin):
        assert "supervise" not in home.open_steps(scope_of(account))
    assert "supervise" in home.open_steps(home.worker)


def test_who_asks_is_not_who_made_the_visit(home: Home) -> None:
    home.asks(requester_id=home.volunteer.id, person_id=home.helper.person_id)
    assert (home.helper.id, home.visit().id) in forbidden(home.session, CARE, TODAY)
    home.goes(home.claims(home.visit()))
    assert visited(home.session, NOW + 2 * HOUR) == 0 and home.request.state == "accepted"


def test_whoever_has_it_in_hand_hears_of_the_visit(home: Home) -> None:
    given = home.claims(home.visit())
    desk = home.unit()
    end_over(home.session, TODAY, NOW)
    home.goes(given)
    assert visited(home.session, NOW + 2 * HOUR) == 1
    assert any("有志愿者上门办了" in said for said in home.told(desk.account_id))


@pytest.mark.parametrize("ended", ["withdrawn", "referred"])
def test_whoever_was_to_go_hears_that_nobody_need_come(home: Home, ended: str) -> None:
    visit = home.visit()
    given = home.claims(visit, TODAY + dt.timedelta(days=1))
    if ended == "referred":
        home.takes(home.clerk, "refer", reason="affairs", remark="转窗口")
    else:
        life.answer(home.session, home.request.code, Asked("withdraw", "mistake"), NOW)
    end_over(home.session, TODAY, NOW)
    home.session.refresh(given)
    assert (home.session.get_one(Visit, visit.id).state, given.state) == ("cancelled", "not_done")
    assert any("不用再去了" in said for said in home.told(home.volunteer.id))
    owed = home.session.scalars(select(Obligation).filter_by(visit_id=visit.id)).one()
    assert (owed.state, owed.reason) == ("excused", "not_needed")


def test_he_who_goes_for_something_else_as_well_still_goes(home: Home) -> None:
    visit = home.visit()
    home.claims(visit, TODAY + dt.timedelta(days=1))
    home.county.add(
        Obligation(
            resident_id=home.mother.id,
            kind="errands",
            origin="standing",
            helpers_wanted=1,
            window_from=TODAY,
            window_to=TODAY,
            owed_since=TODAY,
            opened_at=NOW,
            visit_id=visit.id,
        )
    )
    life.answer(home.session, home.request.code, Asked("withdraw", "mistake"), NOW)
    end_over(home.session, TODAY, NOW)
    fresh = home.session.get_one(Visit, visit.id, populate_existing=True)
    assert (fresh.state, fresh.kinds, fresh.asked) == ("open", ["errands"], False)


def test_taken_by_an_organisation_no_volunteer_is_asked(home: Home) -> None:
    visit = home.visit()
    desk = home.unit()
    assert end_over(home.session, TODAY, NOW) == {home.county.place.id}
    assert home.session.get_one(Visit, visit.id, populate_existing=True).state == "cancelled"
    with pytest.raises(NotANeed):
        become(home.session, home.clerk, home.request.id, WANTED, TODAY, NOW)
    home.takes(desk, "give_back", reason="busy", remark="排不开")
    become(home.session, home.clerk, home.request.id, WANTED, TODAY, NOW)
    assert home.visit().state == "open"


def test_brought_back_it_becomes_a_need_again(home: Home) -> None:
    home.takes(home.clerk, "refer", reason="affairs", remark="转窗口")
    end_over(home.session, TODAY, NOW)
    first = need_of(home.session, home.request.id)
    assert first is not None and first.need.closed_on == TODAY
    home.says_no()
    home.takes(home.clerk, "accept")
    become(home.session, home.clerk, home.request.id, COMPANY, TODAY, NOW)
    assert "company" in home.visit().kinds
    home.goes(home.claims(home.visit()))
    assert visited(home.session, NOW + 2 * HOUR) == 1
