"""Flags, cases and handover: who hears of it, who never does."""

import datetime as dt

import pytest
from sqlalchemy import select

from models.accounts.tables import Account
from models.care import claims
from models.care.owed import cases, flags, handover, recipients
from models.care.owed.refusals import (
    CaseUnknown,
    CaseWrong,
    FlagHandled,
    NotYoursToHandOver,
)
from models.care.owed.tables import Obligation, RestrictedCase, TierChange
from models.care.sheet import hand_in
from models.care.tables import Visit
from models.care.visits import open_due
from models.notices.tables import Notice
from models.people.tables import Resident
from models.trail.tables import TrailEntry
from tests.models.care.village import NOON, TODAY, Village, day

BEGAN = NOON + dt.timedelta(days=1)
ENDED = BEGAN + dt.timedelta(hours=1)


@pytest.fixture
def by(village: Village) -> Account:
    return village.login("volunteer")


def test_a_sign_raises_the_tier_alerts_staff_and_owes_a_visit_by_tomorrow(
    village: Village, by: Account
) -> None:
    staff = village.login("grid_worker", place=village.grids[0])
    resident = village.elder(categories=["低保家庭"])
    visit = village.visit(resident)
    held = village.claim(village.volunteer(), visit)
    hand_in(
        village.session,
        held.id,
        "done",
        "站不起来",
        BEGAN,
        ENDED,
        ENDED,
        by=by.id,
        watch=["health"],
        signs=["fall"],
    )
    village.fresh()
    assert village.session.get_one(Resident, resident.id).tier == 0
    assert len(village.session.scalars(select(TierChange)).all()) == 1
    flagged = village.session.scalars(select(Obligation).where(Obligation.flag_id.is_not(None)))
    (owed,) = flagged.all()
    assert (owed.window_from, owed.window_to) == (day(1), day(2))
    assert village.session.get_one(Visit, owed.visit_id).state == "open"
    (told,) = village.session.scalars(select(Notice)).all()
    assert (told.account_id, told.link) == (staff.id, f"/care/residents/{resident.id}")
    # The next opening leaves the urgent visit alone.
    open_due(village.session, village.place.id, day(1), ENDED)
    village.fresh()
    assert village.session.get_one(Visit, owed.visit_id).kinds == ["check"]


def test_a_flag_is_dealt_with_once_and_with_words(village: Village, by: Account) -> None:
    scope = village.scope("community", village.communities[0])
    visit = village.visit()
    flag = flags.raise_flag(village.session, visit, None, ["ill"], None, NOON, by=by.id)
    with pytest.raises(FlagHandled):
        flags.handle(village.session, scope, flag.id, " ", NOON)
    flags.handle(village.session, scope, flag.id, "已送医", NOON)
    with pytest.raises(FlagHandled):
        flags.handle(village.session, scope, flag.id, "再来一次", NOON)


def test_a_case_goes_to_the_one_who_was_named_and_to_nobody_else(
    village: Village, by: Account
) -> None:
    administrator = village.scope("administrator")
    named = village.login("community", name="周主任")
    place = village.communities[0]
    recipients.name_recipient(village.session, administrator, place.id, named.phone, TODAY, NOON)
    visit = village.visit()
    case = cases.open_case(village.session, visit, "手臂上有新伤", None, NOON, by=by.id)
    assert case.recipient_id == named.id
    (told,) = village.session.scalars(select(Notice)).all()
    assert told.account_id == named.id
    assert "伤" not in str(told.said)
    for other in (by.id, administrator.account_id):
        assert cases.cases_for(village.session, other) == []
        with pytest.raises(CaseUnknown):
            cases.look(village.session, other, case.id, NOON)
    found, resident = cases.look(village.session, named.id, case.id, NOON)
    assert (found.id, resident.id) == (case.id, visit.resident_id)
    lines = village.session.scalars(
        select(TrailEntry).where(TrailEntry.subject_id == case.id)
    ).all()
    assert [(line.action, line.whose, line.why, line.detail) for line in lines] == [
        ("care.case.open", None, None, {}),
        ("care.case.look", None, None, {}),
    ]
    stored = village.session.connection().exec_driver_sql("SELECT content FROM restricted_case")
    assert "伤".encode() not in bytes(stored.scalar_one())


@pytest.mark.parametrize("involved", ["suspect", "guardian", "helper", "household"])
def test_who_is_involved_never_receives_it(village: Village, by: Account, involved: str) -> None:
    county = village.login("county", place=village.place, name="县里的人")
    administrator = village.scope("administrator")
    resident = village.elder(grid=village.flats, guardian_phone=None)
    visit = village.visit(resident)
    helper = village.volunteer("周国强")
    person_id, suspect = None, None
    if involved == "helper":
        village.claim(helper, visit, state="done")
        person_id = helper.person_id
    if involved == "household":
        person_id = village.elder(grid=village.flats).person_id
        open_due(village.session, village.place.id, TODAY, NOON)
    named = village.login("community", person_id, name="周国强")
    if involved == "suspect":
        suspect = "好像是周国强"
    if involved == "guardian":
        resident.guardian_phone = named.phone
        village.session.flush()
    place = village.communities[0]
    recipients.name_recipient(village.session, administrator, place.id, named.phone, TODAY, NOON)
    case = cases.open_case(village.session, visit, "有伤", suspect, NOON, by=by.id)
    assert case.recipient_id == county.id


def test_without_anybody_to_receive_it_nothing_is_lost_silently(
    village: Village, by: Account
) -> None:
    with pytest.raises(CaseWrong):
        cases.open_case(village.session, village.visit(), "有伤", None, NOON, by=by.id)
    assert village.session.scalars(select(RestrictedCase)).all() == []


def test_a_case_closes_when_every_step_is_done(village: Village, by: Account) -> None:
    county = village.login("county", place=village.place)
    case = cases.open_case(village.session, village.visit(), "有伤", None, NOON, by=by.id)
    for step in cases.STEPS:
        assert case.closed_at is None
        cases.do_step(village.session, county.id, case.id, step, None, NOON)
    assert case.closed_at == NOON
    with pytest.raises(CaseWrong):
        cases.do_step(village.session, county.id, case.id, "safe", None, NOON)


def test_whoever_came_so_far_is_asked_and_the_next_one_reads_it(
    village: Village, by: Account
) -> None:
    resident = village.elder(categories=[])
    old, new = village.volunteer("老李"), village.volunteer("小王")
    account = village.login("volunteer", old.person_id)
    made = village.visit(resident, state="done")
    village.claim(old, made, state="done", day=day(-20))
    visit = village.visit(resident)
    held = claims.claim(village.session, new.id, visit.id, day(1), 0, NOON, by=by.id)
    (told,) = village.session.scalars(select(Notice)).all()
    assert (told.account_id, told.link) == (account.id, f"/care/handover/{resident.id}")
    assert handover.note_for(village.session, held) is None
    with pytest.raises(NotYoursToHandOver):
        handover.leave_note(village.session, new.id, resident.id, "我没来过", NOON)
    handover.leave_note(village.session, old.id, resident.id, "敲门要重", NOON)
    note = handover.note_for(village.session, held)
    assert note is not None
    assert note.text == "敲门要重"
    claims.withdraw(village.session, held.id, "busy", NOON, by=by.id)
    assert handover.note_for(village.session, held) is None
