"""The way of a referral: who may take which step when, and what the nights see of it."""

import datetime as dt

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.employment.months import months_after
from models.employment.placing import lists
from models.employment.placing.checks import checks_due, due_on
from models.employment.placing.life import Asked, actor, open_steps
from models.employment.placing.refusals import ReferralUnknown, StepNotNow, StepWrong
from models.employment.placing.steps import STEPS
from models.employment.rows import employment_rows
from models.employment.tables import HOLDING, Employer, Placement, Referral, TrainingOrder
from models.matching import referrals
from models.matching.tables import ForbiddenPair
from models.people.tables import Person
from models.trail.tables import TrailEntry
from tests.county import NOW, TODAY, County

DAY = dt.timedelta(days=1)


class Way:
    """One referral and the sides that act on it."""

    def __init__(self, session: Session, training: bool = False) -> None:
        self.session = session
        self.county = County(session)
        self.seeker = self.county.seeker()
        self.vacancy = self.county.vacancy(headcount=1)
        aim, firm = {"vacancy_id": self.vacancy.id}, self.vacancy.employer_id
        if training:
            self.cohort = self.county.cohort(starts_on=TODAY)
            order = session.get_one(TrainingOrder, self.cohort.order_id)
            aim, firm = {"cohort_id": self.cohort.id}, order.employer_id
        clerk = self.county.account("employment").id
        self.referral = self.county.add(
            Referral(seeker_id=self.seeker.id, decided_at=NOW, decided_by=clerk, **aim)
        )
        held = {role: frozenset({(role, self.county.place.path)}) for role in ROLES}
        self.staff = Scope(clerk, "站员", held["employment"])
        boss = self.county.account("employer").id
        self.boss = Scope(boss, "厂长", held["employer"], employer_id=firm)

    def says(self, side: str, step: str, today: dt.date = TODAY, **asked) -> Referral:
        if side == "seeker":
            code = self.referral.code
            return referrals.answer(self.session, code, Asked(step, **asked), today, NOW)
        scope = self.staff if side == "staff" else self.boss
        of = self.referral.id
        return referrals.step(self.session, scope, of, Asked(step, **asked), today, NOW)

    def placed(self, started: dt.date = TODAY) -> Placement:
        for side, step in (("seeker", "seeker_yes"), ("boss", "employer_yes")):
            self.says(side, step)
        self.says("boss", "started", day=started)
        return self.session.get_one(Placement, self.referral.id)

    def looking(self) -> list:
        rows = employment_rows(self.session, self.county.place.id, TODAY).seekers
        return [row.id for row in rows]


ROLES = ("employment", "employer")


@pytest.fixture
def way(session: Session) -> Way:
    return Way(session)


def test_from_the_letter_to_six_months(way: Way) -> None:
    way.says("seeker", "seeker_yes")
    assert way.says("boss", "interview", day=TODAY + DAY).interview_on == TODAY + DAY
    assert way.says("boss", "employer_yes").state == "accepted"
    assert way.says("boss", "started", day=TODAY).state == "placed"
    work = way.session.get_one(Placement, way.referral.id)
    assert (work.employer_id, work.occupation) == (way.vacancy.employer_id, "保洁员")
    assert way.looking() == []
    with pytest.raises(StepNotNow, match="还没到"):
        way.says("staff", "stayed")
    three, six = (months_after(TODAY, months) for months in (3, 6))
    way.says("boss", "stayed", three)
    assert (work.stayed_3, work.stayed_6, due_on(work)) == (three, None, six)
    way.says("staff", "stayed", six)
    assert work.stayed_6 == six and due_on(work) is None
    said = [step.step for step, _ in lists.steps_of(way.session, way.referral.id)]
    assert said == ["seeker_yes", "interview", "employer_yes", "started", "stayed", "stayed"]
    acts = way.session.scalars(select(TrailEntry.action)).all()
    assert {f"referral.{one}" for one in said} <= set(acts)


@pytest.mark.parametrize("day", [TODAY - DAY, dt.date(26, 11, 20), dt.date(1, 1, 1)], ids=str)
def test_nobody_starts_before_the_referral_was_decided(way: Way, day: dt.date) -> None:
    way.says("seeker", "seeker_yes")
    way.says("boss", "employer_yes")
    with pytest.raises(StepWrong, match="决定推荐") as caught:
        way.says("boss", "started", day=day)
    assert caught.value.field == "day"
    assert way.session.get(Placement, way.referral.id) is None


def at_a_welfare_unit(way: Way) -> None:
    way.says("seeker", "seeker_yes")
    if way.referral.vacancy_id is not None:
        way.says("boss", "employer_yes")
    way.session.get_one(Employer, way.boss.employer_id).kind = "public_welfare"
    way.seeker.hardship = ["零就业家庭"]
    way.session.flush()


def test_who_is_in_no_hardship_any_more_begins_in_no_public_welfare_post(way: Way) -> None:
    at_a_welfare_unit(way)
    way.seeker.hardship = ["爱好书法"]
    way.session.flush()
    with pytest.raises(StepWrong, match="没有登记困难类别"):
        way.says("staff", "started", day=TODAY)
    with pytest.raises(StepWrong, match="和服务站联系") as told:
        way.says("boss", "started", day=TODAY)
    assert "困难" not in str(told.value)
    way.seeker.hardship = ["零就业家庭"]
    way.session.flush()
    assert way.says("boss", "started", day=TODAY).state == "placed"
    placement = way.session.get_one(Placement, way.referral.id)
    assert placement.employer_kind == "public_welfare"


def test_who_is_retired_begins_in_no_public_welfare_post(way: Way) -> None:
    at_a_welfare_unit(way)
    person = way.session.get_one(Person, way.seeker.person_id)
    person.born_on, person.sex = dt.date(1955, 1, 1), 1
    way.session.flush()
    with pytest.raises(StepWrong, match="规定的期限"):
        way.says("staff", "started", day=TODAY)


def test_no_class_leads_to_a_public_welfare_post(session: Session) -> None:
    way = Way(session, training=True)
    at_a_welfare_unit(way)
    way.says("staff", "passed", day=TODAY)
    with pytest.raises(StepWrong, match="培训班不能"):
        way.says("boss", "started", day=TODAY)


def test_a_class_is_passed_before_work_begins(session: Session) -> None:
    way = Way(session, training=True)
    assert way.says("seeker", "seeker_yes").state == "accepted"
    with pytest.raises(StepNotNow, match="双方同意"):
        way.says("boss", "started", day=TODAY)
    with pytest.raises(StepWrong, match="早于"):
        way.says("staff", "passed", day=TODAY - DAY)
    assert way.says("staff", "passed", day=TODAY).state == "passed"
    assert way.says("boss", "started", day=TODAY).state == "placed"


@pytest.mark.parametrize(
    ("side", "step", "asked", "state"),
    [
        ("seeker", "seeker_no", {}, "declined"),
        ("staff", "seeker_no", {"reason": "family"}, "declined"),
        ("staff", "employer_no", {"reason": "skill"}, "declined"),
        ("staff", "withdraw", {"reason": "post_gone"}, "withdrawn"),
    ],
)
def test_what_comes_to_nothing_is_not_tried_again(
    way: Way, side: str, step: str, asked: dict, state: str
) -> None:
    ended = way.says(side, step, **asked)
    assert (ended.state, ended.ended_at) == (state, NOW)
    assert way.looking() == [way.seeker.id]
    pair = way.session.scalars(select(ForbiddenPair)).one()
    assert (pair.left_id, pair.right_id) == (way.seeker.id, way.vacancy.id)
    for again in STEPS:
        with pytest.raises(StepNotNow):
            way.says("staff", again, reason="other", remark="又", day=TODAY)


def test_a_mistake_forbids_nothing(way: Way) -> None:
    way.says("staff", "withdraw", reason="mistake")
    assert way.session.scalars(select(ForbiddenPair)).all() == []


def test_a_persons_own_no_is_no_failed_market(way: Way) -> None:
    way.says("seeker", "seeker_no")
    rows = employment_rows(way.session, way.county.place.id, TODAY)
    assert not rows.seekers[0].market_failed
    again = way.county.add(
        Referral(
            seeker_id=way.seeker.id,
            vacancy_id=way.county.vacancy().id,
            decided_at=NOW,
            decided_by=way.staff.account_id,
        )
    )
    referrals.step(way.session, way.staff, again.id, Asked("employer_no", "filled"), TODAY, NOW)
    rows = employment_rows(way.session, way.county.place.id, TODAY)
    assert rows.seekers[0].market_failed


def test_an_employer_sees_nobody_who_has_not_said_yes(way: Way) -> None:
    with pytest.raises(ReferralUnknown):
        way.says("boss", "interview", day=TODAY + DAY)
    seen = lists.referrals(way.boss, TODAY)
    assert way.session.scalars(seen).all() == []
    way.says("staff", "seeker_yes")
    assert [one.id for one in way.session.scalars(seen)] == [way.referral.id]
    stranger = Scope(
        way.boss.account_id, "别家", way.boss.grants, employer_id=way.county.employer().id
    )
    with pytest.raises(ReferralUnknown):
        lists.referral_in(way.session, stranger, way.referral.id)


def test_each_side_has_its_own_steps(way: Way) -> None:
    way.says("staff", "seeker_yes")
    assert actor(way.staff, way.referral).side == "staff"
    assert open_steps(way.referral, "employer", TODAY) == [
        "interview",
        "employer_yes",
        "employer_no",
    ]
    assert open_steps(way.referral, "seeker", TODAY) == ["ask", "seeker_no"]
    with pytest.raises(StepNotNow, match="不由您"):
        way.says("boss", "withdraw", reason="mistake")


@pytest.mark.parametrize(
    ("step", "asked", "field"),
    [
        ("call", {}, "reason"),
        ("employer_no", {"reason": "sex"}, "reason"),
        ("employer_no", {"reason": "other"}, "remark"),
        ("seeker_no", {"reason": "nonsense"}, "reason"),
        ("interview", {}, "day"),
        ("interview", {"day": TODAY - DAY}, "day"),
    ],
)
def test_what_cannot_be_so_is_told_at_its_field(
    way: Way, step: str, asked: dict, field: str
) -> None:
    with pytest.raises(StepWrong) as refusal:
        way.says("staff", step, **asked)
    assert refusal.value.field == field


def test_who_leaves_looks_again_and_frees_the_place(way: Way) -> None:
    work = way.placed()
    with pytest.raises(StepWrong, match="还没有到"):
        way.says("boss", "left", reason="resigned", day=TODAY + DAY)
    assert way.says("boss", "left", TODAY + DAY, reason="resigned", day=TODAY + DAY).state == "left"
    assert (work.left_on, work.left_reason) == (TODAY + DAY, "resigned")
    assert way.looking() == [way.seeker.id]


def test_the_code_is_read_however_it_is_typed(way: Way) -> None:
    code = way.referral.code
    assert lists.referral_by(way.session, f" {code[:5].upper()}-{code[5:]} ").id == way.referral.id
    with pytest.raises(ReferralUnknown):
        lists.referral_by(way.session, "2" * 10)


def test_whose_turn_it_is(way: Way) -> None:
    def stage(today: dt.date = TODAY) -> str:
        assert list(lists.stages(way.session, way.staff, today).values()) == [1]
        return lists.stages_of(way.session, [way.referral], today)[way.referral.id]

    assert stage() == "person"
    way.says("seeker", "ask")
    assert stage() == "call"
    way.says("staff", "call", reason="reached")
    way.says("seeker", "seeker_yes")
    assert stage() == "employer"
    way.says("boss", "employer_yes")
    assert stage() == "start"
    way.says("boss", "started", day=TODAY)
    assert stage() == "work"
    assert stage(months_after(TODAY, 3)) == "check"


def test_months_are_those_of_the_database(session: Session) -> None:
    days = [
        dt.date(2026, 11, 30),
        dt.date(2027, 8, 31),
        dt.date(2027, 11, 30),
        dt.date(2026, 2, 28),
    ]
    for day in days:
        for months in (3, 6):
            later = select(func.date(text(f"date '{day}' + interval '{months} months'")))
            assert session.scalar(later) == months_after(day, months)


def test_a_check_is_due_on_its_day(way: Way) -> None:
    work = way.placed()
    due = select(Placement).where(checks_due(months_after(TODAY, 3)))
    assert way.session.scalars(due).one() is work
    before = select(Placement).where(checks_due(months_after(TODAY, 3) - DAY))
    assert way.session.scalars(before).all() == []


def test_every_step_moves_within_the_states(way: Way) -> None:
    assert {state for step in STEPS.values() for state in step.before} <= set(HOLDING)
