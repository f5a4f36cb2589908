"""A seeker's care duty: noted, asked of the care market with consent, seen through, ended."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.employment.hours import span
from models.accounts.scope import Scope
from models.bridge import ending
from models.bridge.duties import Given, ask, cared_for, duties_of, end, end_overdue, enter, overdue
from models.bridge.freed import half_days, hours_of, openings_freed
from models.bridge.progress import progress_of
from models.bridge.refusals import DutyUnknown, DutyWrong
from models.bridge.tables import CareDuty
from models.care.owed.careplan import Asked, agree
from models.care.owed.tables import Obligation
from models.care.tables import Claim, Need, Visit
from models.care.visits import open_due
from models.employment.people import SeekerUnknown, seeker_in
from models.employment.seeking.refusals import SeekerOver
from models.employment.seeking.requests import Asked as EndAsked
from models.people.tables import Person, Resident, Seeker
from models.trail.tables import TrailEntry
from tests.county import NOW, TODAY, County

HOME = b"one door"
DAYTIME = half_days([0, 1], [])


class House:
    """A seeker who stays at home with her mother, who is served by the care market."""

    def __init__(self, session: Session) -> None:
        self.session, self.county = session, County(session)
        self.county.kind("daily_care", name="生活照料", every_days=30, intimate=True)
        self.seeker: Seeker = self.county.seeker("王小丽", hours="晚上 19:00-22:00")
        self.mother: Resident = self.county.resident(
            "王奶奶", categories=["失能老人"], last_visit_on=TODAY
        )
        for person_id in (self.seeker.person_id, self.mother.person_id):
            session.get_one(Person, person_id).household = HOME
        self.mother_person.born_on = dt.date(1940, 1, 1)
        session.flush()
        self.staff: Scope = self.county.scope("employment")

    @property
    def mother_person(self) -> Person:
        return self.session.get_one(Person, self.mother.person_id)

    def given(self, **more: object) -> Given:
        facts = {"kind": "daily_care", "week": DAYTIME, "every_days": 1, "until": None}
        return Given(**(facts | {"whom": self.mother.id} | more))

    def enter(self, **more: object) -> CareDuty:
        asked = self.given(**more)
        return enter(self.session, self.staff, self.seeker.id, asked, TODAY, NOW)

    def ask(self, duty: CareDuty, consent: str = "own") -> uuid.UUID:
        return ask(self.session, self.staff, self.seeker.id, duty.id, consent, TODAY, NOW)

    def end(self, duty: CareDuty) -> uuid.UUID | None:
        return end(self.session, self.staff, self.seeker.id, duty.id, TODAY, NOW)

    def state(self, duty: CareDuty) -> tuple[str, dt.date | None]:
        self.session.flush()
        self.session.expire_all()
        found = [one for one in duties_of(self.session, self.seeker.id) if one.id == duty.id]
        progress = progress_of(self.session, found)[duty.id]
        return progress.state, progress.day

    def need(self) -> Need:
        return self.session.scalars(select(Need).where(Need.source == "station")).one()

    def visit(self) -> Visit:
        wanted = select(Visit).join(Obligation, Obligation.visit_id == Visit.id)
        return self.session.scalars(wanted.where(Obligation.need_id == self.need().id)).one()


@pytest.fixture
def house(session: Session) -> House:
    return House(session)


def test_noting_it_asks_nobody(house: House) -> None:
    duty = house.enter()
    assert house.state(duty) == ("noted", None)
    assert house.session.scalars(select(Need)).all() == []


def test_asked_for_it_is_a_need_of_the_care_market(house: House) -> None:
    duty = house.enter()
    assert house.ask(duty) == house.county.place.id
    need = house.need()
    assert (need.resident_id, need.kind, need.week, need.every_days, need.once) == (
        house.mother.id,
        "daily_care",
        DAYTIME,
        1,
        False,
    )
    assert house.visit().kinds == ["daily_care"] and house.visit().week == DAYTIME
    assert house.state(duty) == ("asked", None)


def test_the_care_side_reads_neither_employment_nor_the_seeker(house: House) -> None:
    house.ask(house.enter())
    lines = house.session.scalars(select(TrailEntry)).all()
    of_need = [line for line in lines if line.action == "care.need"]
    assert [line.whose for line in of_need] == [house.mother.person_id]
    assert all("employment" not in str(line.detail) for line in of_need)
    (asked,) = (line for line in lines if line.action == "bridge.asked")
    assert (asked.whose, asked.why) == (house.mother.person_id, "own")


@pytest.mark.parametrize("consent", ["", "neighbour"])
def test_without_consent_nothing_is_asked(house: House, consent: str) -> None:
    with pytest.raises(DutyWrong, match="先问过"):
        house.ask(house.enter(), consent)
    assert house.session.scalars(select(Need)).all() == []


def test_a_childs_guardian_is_asked(house: House) -> None:
    house.mother_person.born_on = TODAY - dt.timedelta(365 * 10)
    duty = house.enter()
    with pytest.raises(DutyWrong, match="监护人"):
        house.ask(duty, "own")
    house.ask(duty, "guardian")
    assert house.state(duty)[0] == "asked"


@pytest.mark.parametrize("since", ["served no more", "sheltered"])
def test_who_may_be_visited_no_more_is_asked_for_no_more(house: House, since: str) -> None:
    duty = house.enter()
    house.mother.active = since == "sheltered"
    house.mother_person.address_suppressed = since == "sheltered"
    house.session.flush()
    with pytest.raises(DutyWrong, match="先和社区核实") as told:
        house.ask(duty)
    assert "庇护" not in str(told.value)
    assert house.session.scalars(select(Need)).all() == []


def test_for_who_is_registered_no_more_nothing_is_entered_or_asked(house: House) -> None:
    duty = house.enter()
    house.seeker.active = False
    house.session.flush()
    with pytest.raises(SeekerOver):
        house.enter()
    with pytest.raises(SeekerOver):
        house.ask(duty)


def test_the_registration_ends_and_with_it_what_was_asked(house: House) -> None:
    house.county.kind("nursing", name="护理", every_days=30)
    other = house.county.resident("王爷爷", grid=1)
    house.ask(house.enter())
    house.ask(house.enter(kind="nursing", whom=None, name="王爷爷"))
    house.enter(whom=None)
    died = EndAsked("end", "died", None)
    ending.ask(house.session, house.staff, house.seeker.id, died, TODAY, NOW)
    house.session.flush()
    needs = house.session.scalars(select(Need).where(Need.source == "station")).all()
    assert {(one.resident_id, one.closed_on) for one in needs} == {
        (house.mother.id, TODAY),
        (other.id, TODAY),
    }
    assert duties_of(house.session, house.seeker.id) == []
    ended = select(TrailEntry).where(TrailEntry.action == "bridge.duty_ended")
    lines = house.session.scalars(ended).all()
    assert len(lines) == 3


def test_two_agree_on_the_end_and_the_need_closes_only_then(house: House) -> None:
    house.ask(house.enter())
    house.seeker.hardship = ["零就业家庭"]
    house.session.flush()
    found = EndAsked("end", "found_work", None)
    request = ending.ask(house.session, house.staff, house.seeker.id, found, TODAY, NOW)
    assert request is not None and house.need().closed_on is None
    second = house.county.scope("employment")
    ending.decide(house.session, second, request.id, True, TODAY, NOW)
    assert house.need().closed_on == TODAY


def test_somebody_who_was_not_named_cannot_be_asked_for(house: House) -> None:
    duty = house.enter(whom=None)
    with pytest.raises(DutyWrong, match="登记成服务对象"):
        house.ask(duty)


def test_what_the_plan_has_already_is_not_asked_for_twice(house: House) -> None:
    plan = Asked("daily_care", False, None, None, 7, 1, None, 0)
    clerk = house.county.scope("community", house.county.communities[0])
    agree(house.session, clerk, house.mother.id, plan, TODAY, NOW)
    with pytest.raises(DutyWrong, match="已有这项服务"):
        house.ask(house.enter())


def test_from_claimed_to_visited(house: House) -> None:
    duty = house.enter()
    house.ask(duty)
    with pytest.raises(DutyWrong, match="已经向"):
        house.ask(duty)
    visit, helper = house.visit(), house.county.helper()
    facts = {"seat": 0, "day": TODAY, "part": 0, "claimed_at": NOW}
    held = house.county.add(Claim(visit_id=visit.id, helper_id=helper.id, **facts))
    assert house.state(duty) == ("matched", TODAY)
    session = house.session
    held.state = "done"
    owed = session.scalars(select(Obligation).where(Obligation.visit_id == visit.id)).one()
    owed.state, owed.done_on, owed.closed_at = "discharged", TODAY, NOW
    assert house.state(duty) == ("visited", TODAY)


def test_ending_the_duty_closes_the_need_and_its_visit(house: House) -> None:
    duty = house.enter()
    house.ask(duty)
    visit = house.visit()
    assert house.end(duty) == house.county.place.id
    house.session.refresh(visit)
    assert house.need().closed_on == TODAY and visit.state == "cancelled"
    assert duties_of(house.session, house.seeker.id) == []
    with pytest.raises(DutyUnknown):
        house.end(duty)


def test_what_the_community_made_of_it_stays(house: House) -> None:
    """The need was changed in the care plan: the station's is closed, the plan's is theirs."""
    duty = house.enter()
    house.ask(duty)
    clerk = house.county.scope("community", house.county.communities[0])
    plan = Asked("daily_care", False, None, None, 7, 1, None, 0)
    theirs = agree(house.session, clerk, house.mother.id, plan, TODAY, NOW)
    assert house.state(duty) == ("ended", TODAY)
    assert house.end(duty) is None
    assert theirs.closed_on is None


def test_its_last_day_ends_it(house: House) -> None:
    duty, other = house.enter(until=TODAY), house.enter(whom=None)
    house.ask(duty)
    assert overdue(house.session, TODAY) == []
    tomorrow = TODAY + dt.timedelta(1)
    assert overdue(house.session, tomorrow) == [duty.id]
    assert end_overdue(house.session, duty.id, tomorrow, NOW) == house.county.place.id
    assert overdue(house.session, tomorrow) == []
    later = tomorrow + dt.timedelta(1)
    assert end_overdue(house.session, duty.id, later, NOW) is None
    assert (duty.ended_on, other.ended_on) == (tomorrow, None)
    assert house.need().closed_on == tomorrow


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("service", {"kind": "warmth"}),
        ("parts", {"week": 0}),
        ("until", {"until": TODAY - dt.timedelta(1)}),
        ("every_days", {"every_days": 0}),
        ("whom", {"whom": uuid.UUID(int=1)}),
        ("name", {"name": "没有这个人"}),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    house: House, field: str, wrong: dict[str, object]
) -> None:
    with pytest.raises(DutyWrong) as caught:
        house.enter(**wrong)
    assert caught.value.field == field


def test_who_lives_elsewhere_is_named_in_full(house: House) -> None:
    uncle = house.county.resident("李三爷", grid=1)
    assert house.enter(whom=None, name="李三爷").resident_id == uncle.id
    house.county.resident("李三爷", grid=0)
    with pytest.raises(DutyWrong, match="同名"):
        house.enter(whom=None, name="李三爷")
    house.county.resident("赵远", grid=3)
    with pytest.raises(DutyWrong):
        house.enter(whom=None, name="赵远")


def test_who_is_sheltered_is_not_listed(house: House) -> None:
    seeker = seeker_in(house.session, house.staff, house.seeker.id, lock=True)
    assert [one.id for one in cared_for(house.session, seeker)] == [house.mother.id]
    house.mother_person.address_suppressed = True
    house.session.flush()
    assert cared_for(house.session, seeker) == []
    with pytest.raises(DutyWrong):
        house.enter(whom=None, name="王奶奶")


def test_without_a_known_door_nobody_is_taken_to_live_there(house: House) -> None:
    for person_id in (house.seeker.person_id, house.mother.person_id):
        house.session.get_one(Person, person_id).household = None
    house.session.flush()
    seeker = seeker_in(house.session, house.staff, house.seeker.id, lock=True)
    assert cared_for(house.session, seeker) == []
    with pytest.raises(DutyWrong):
        house.enter()


def test_another_stations_seeker_stays_shut(house: House) -> None:
    far = house.county.scope("employment", house.county.communities[1])
    with pytest.raises(SeekerUnknown):
        enter(house.session, far, house.seeker.id, house.given(), TODAY, NOW)


def test_half_days_become_hours_only_where_every_day_is_free() -> None:
    assert hours_of(half_days([0, 1], [2])) == (span(6, 18), span(18, 22))
    assert hours_of(half_days([0], []) & ~1) == (0, 0)


def test_the_openings_that_would_fit_then(house: House) -> None:
    county, firm = house.county, house.county.employer("锦程社区工厂")
    for pay in range(2600, 3300, 100):
        county.vacancy(firm, shift="白班 9:00-17:00", pay_min=pay, pay_max=pay)
    county.vacancy(shift="晚班 19:00-21:00")
    county.vacancy(shift="白班 9:00-17:00", skill="电工")
    county.vacancy(shift="夜班 22:00-6:00")

    def freed(week: int):
        return openings_freed(house.session, county.place.id, house.seeker.id, week, TODAY)

    found = freed(DAYTIME)
    assert found.count == 7
    assert found.best == [("保洁员", "锦程社区工厂")] * 5
    assert freed(half_days([0], [])).count == 0
    house.seeker.automated = False
    house.session.flush()
    assert freed(DAYTIME).count == 7


def test_an_old_visit_keeps_going_when_nothing_changes(house: House) -> None:
    house.ask(house.enter())
    before = house.visit().id
    open_due(house.session, house.county.place.id, TODAY, NOW)
    assert house.visit().id == before
