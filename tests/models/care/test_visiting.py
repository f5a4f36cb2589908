"""Sheets that come in more than once, codes that are guessed, doors, calls and paper."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.accounts.scope import scope_of
from models.care.claims import claim, withdraw
from models.care.coming import coming_to
from models.care.hours.tables import ServiceHours
from models.care.owed.tables import RiskFlag
from models.care.refusals import CareUnknown, ClaimOver, TimesWrong
from models.care.tables import Claim, VisitRecord
from models.care.visiting import calling, codes, doors, kept, paper, proving
from models.care.visiting.refusals import (
    CodeSpent,
    DoorUnknown,
    NotVisited,
    NumberUnknown,
    OwnVisit,
    SheetsDiffer,
)
from models.care.visiting.tables import Proof, SheetReceived
from models.care.visiting.taking import Sheet, take_sheet
from models.notices.tables import Notice
from models.people.tables import Helper, Resident
from tests.models.care.village import NOON, TODAY, Village, day

BEGAN = NOON - dt.timedelta(minutes=50)
ENDED = NOON - dt.timedelta(minutes=10)


@pytest.fixture
def village(session: Session) -> Village:
    return Village(session)


@pytest.fixture
def held(village: Village) -> Claim:
    return village.claim(village.volunteer(), village.visit(), day=TODAY)


@pytest.fixture
def account(village: Village, held: Claim) -> uuid.UUID:
    return village.login("volunteer").id


def sheet(held: Claim, **more: object) -> Sheet:
    facts: dict[str, object] = {"key": "phone-one", "claim_id": held.id, "outcome": "done"}
    facts |= {"began_at": BEGAN, "ended_at": ENDED, "note": "精神不错"}
    return Sheet(**(facts | more))  # type: ignore[arg-type]


def wrong(held: Claim) -> str:
    return f"{(int(codes.code_of(held.id)) + 1) % 10000:04d}"


def record_of(session: Session) -> VisitRecord:
    return session.scalars(select(VisitRecord)).one()


def hours(session: Session) -> ServiceHours:
    return session.scalars(select(ServiceHours)).one()


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_code_is_four_digits_and_its_own(held: Claim, village: Village) -> None:
    other = village.claim(village.volunteer("乔月"), village.visit(village.elder("李四")))
    assert len(codes.code_of(held.id)) == 4 and codes.code_of(held.id).isdecimal()
    assert codes.code_of(held.id) == codes.code_of(held.id)
    assert len({codes.code_of(uuid.UUID(int=n)) for n in range(300)}) > 250
    assert other.id != held.id


def test_sent_twice_it_is_recorded_once(session: Session, held: Claim, account: uuid.UUID) -> None:
    first = take_sheet(session, sheet(held), NOON, by=account)
    again = take_sheet(session, sheet(held), NOON, by=account)
    assert (first.result, again.result) == ("recorded", "already")
    assert count(session, VisitRecord) == count(session, SheetReceived) == 1


def test_two_devices_are_merged(session: Session, held: Claim, account: uuid.UUID) -> None:
    take_sheet(session, sheet(held), NOON, by=account)
    later = sheet(
        held,
        key="phone-two",
        began_at=BEGAN + dt.timedelta(minutes=7),
        note="灯坏了",
        code=codes.code_of(held.id),
    )
    merged = take_sheet(session, later, NOON, by=account)
    assert merged.result == "already" and merged.right
    entered = record_of(session)
    assert (entered.began_at, entered.ended_at, entered.note) == (BEGAN, ENDED, "精神不错")
    assert entered.evidence == "code"
    assert (hours(session).evidence, hours(session).state) == ("code", "credited")
    kept_beside = session.scalars(select(SheetReceived).filter_by(result="merged")).one()
    assert kept_beside.note == "灯坏了" and kept_beside.began_at > BEGAN


def test_another_outcome_is_refused_and_leaves_nothing(
    session: Session, held: Claim, account: uuid.UUID
) -> None:
    take_sheet(session, sheet(held), NOON, by=account)
    with pytest.raises(SheetsDiffer), session.begin_nested():
        other = sheet(held, key="phone-two", outcome="not_home", code=wrong(held))
        take_sheet(session, other, NOON, by=account)
    session.expire_all()
    assert session.get_one(Proof, held.id).tries == 0
    assert count(session, SheetReceived) == 1


def test_signs_of_the_second_sheet_are_raised_once(
    session: Session, held: Claim, account: uuid.UUID
) -> None:
    take_sheet(session, sheet(held, signs=["fall"]), NOON, by=account)
    take_sheet(session, sheet(held, key="phone-two", signs=["fall", "ill"]), NOON, by=account)
    take_sheet(session, sheet(held, key="phone-three", signs=["ill"]), NOON, by=account)
    raised = session.scalars(select(RiskFlag.signs)).all()
    assert sorted(map(tuple, raised)) == [("fall",), ("ill",)]


def test_a_claim_given_back_takes_no_sheet(
    session: Session, held: Claim, account: uuid.UUID
) -> None:
    withdraw(session, held.id, "busy", NOON, by=account)
    with pytest.raises(ClaimOver):
        take_sheet(session, sheet(held), NOON, by=account)


def test_times_that_cannot_be_say_nothing_of_the_code(
    session: Session, held: Claim, account: uuid.UUID
) -> None:
    with pytest.raises(TimesWrong), session.begin_nested():
        backwards = sheet(held, began_at=ENDED, ended_at=BEGAN, code=wrong(held))
        take_sheet(session, backwards, NOON, by=account)
    session.expire_all()
    assert session.get(Proof, held.id) is None


def test_a_right_code_is_the_best_evidence(
    session: Session, held: Claim, account: uuid.UUID
) -> None:
    full_width = codes.code_of(held.id).translate({48 + n: 0xFF10 + n for n in range(10)})
    taken = take_sheet(session, sheet(held, code=f" {full_width}"), NOON, by=account)
    assert taken.right and record_of(session).evidence == "code"


def test_five_wrong_codes_and_somebody_calls(
    session: Session, held: Claim, account: uuid.UUID
) -> None:
    taken = take_sheet(session, sheet(held, code=wrong(held)), NOON, by=account)
    assert taken.right is False and taken.left == 4
    assert record_of(session).evidence == "none"
    for _ in range(4):
        assert not proving.give_code(session, held.id, wrong(held), NOON, by=account)
    with pytest.raises(CodeSpent):
        proving.give_code(session, held.id, codes.code_of(held.id), NOON, by=account)
    late = sheet(held, key="phone-two", code=codes.code_of(held.id))
    assert take_sheet(session, late, NOON, by=account).right is False
    assert record_of(session).evidence == "none"
    assert session.get_one(Proof, held.id).call_asked_at == NOON


def test_no_code_before_the_sheet(session: Session, held: Claim, account: uuid.UUID) -> None:
    with pytest.raises(NotVisited):
        proving.give_code(session, held.id, codes.code_of(held.id), NOON, by=account)


def test_a_door_scanned_in_time_counts(
    session: Session, village: Village, held: Claim, account: uuid.UUID
) -> None:
    resident = session.get_one(Claim, held.id)
    token = doors.door_token(_resident(session, resident))
    proving.scan_door(session, held.helper_id, token, BEGAN, NOON, by=account)
    proving.scan_door(session, held.helper_id, token, ENDED, NOON, by=account)
    take_sheet(session, sheet(held), NOON, by=account)
    assert record_of(session).evidence == "door_qr"


def test_a_door_scanned_at_another_hour_proves_nothing(
    session: Session, held: Claim, account: uuid.UUID
) -> None:
    token = doors.door_token(_resident(session, held))
    take_sheet(session, sheet(held), NOON, by=account)
    proving.scan_door(
        session, held.helper_id, token, BEGAN - dt.timedelta(hours=3), NOON, by=account
    )
    assert record_of(session).evidence == "none"
    proving.scan_door(
        session, held.helper_id, token, ENDED + dt.timedelta(minutes=5), NOON, by=account
    )
    assert record_of(session).evidence == "door_qr"


def test_a_door_before_eight_counts_for_the_day_in_china(
    session: Session, village: Village, held: Claim, account: uuid.UUID
) -> None:
    """At seven in the morning it is still yesterday in UTC."""
    resident_id = _resident(session, held)
    family = session.get_one(Resident, resident_id)
    helper = session.get_one(Helper, held.helper_id)
    village.claim(helper, village.visit(family), day=day(-1))
    seven = NOON - dt.timedelta(hours=5)
    stood_for = proving.scan_door(
        session, held.helper_id, doors.door_token(resident_id), seven, seven, by=account
    )
    assert stood_for.id == held.id


def test_doors_that_are_not_ours(
    session: Session, village: Village, held: Claim, account: uuid.UUID
) -> None:
    good = doors.door_token(_resident(session, held))
    flipped = good[:-1] + ("A" if good[-1] != "A" else "B")
    for token in (flipped, good[:-4], "", "中文", "x" * 60):
        with pytest.raises(DoorUnknown):
            proving.scan_door(session, held.helper_id, token, NOON, NOON, by=account)
    other = village.elder("李四")
    for token, at in ((doors.door_token(other.id), NOON), (good, NOON - dt.timedelta(days=9))):
        with pytest.raises(DoorUnknown):
            proving.scan_door(session, held.helper_id, token, at, NOON, by=account)


def test_a_call_back_confirms(
    session: Session, village: Village, held: Claim, account: uuid.UUID
) -> None:
    with pytest.raises(NotVisited):
        calling.ask_for_call(session, held.id, NOON)
    take_sheet(session, sheet(held), NOON, by=account)
    calling.ask_for_call(session, held.id, NOON)
    staff = scope_of(village.login("community"))
    assert [one.claim_id for one in session.scalars(calling.to_call(staff))] == [held.id]
    calling.answered(session, staff, held.id, "no_answer", None, NOON)
    assert len(session.scalars(calling.to_call(staff)).all()) == 1
    calling.answered(session, staff, held.id, "confirmed", "说聊得很好", NOON)
    assert session.scalars(calling.to_call(staff)).all() == []
    assert record_of(session).evidence == "call_back"
    assert (hours(session).evidence, hours(session).state) == ("call_back", "credited")


def test_a_denied_call_back_is_no_evidence(
    session: Session, village: Village, held: Claim, account: uuid.UUID
) -> None:
    take_sheet(session, sheet(held), NOON, by=account)
    calling.ask_for_call(session, held.id, NOON)
    staff = scope_of(village.login("community"))
    calling.answered(session, staff, held.id, "denied", None, NOON)
    assert record_of(session).evidence == "none" and hours(session).state == "queried"


def test_who_may_call_back(
    session: Session, village: Village, held: Claim, account: uuid.UUID
) -> None:
    take_sheet(session, sheet(held), NOON, by=account)
    calling.ask_for_call(session, held.id, NOON)
    elsewhere = scope_of(village.login("community", place=village.communities[1]))
    assert session.scalars(calling.to_call(elsewhere)).all() == []
    with pytest.raises(CareUnknown):
        calling.answered(session, elsewhere, held.id, "confirmed", None, NOON)
    own = scope_of(village.login("grid_worker", _holder(session, held)))
    assert session.scalars(calling.to_call(own)).all() == []
    with pytest.raises(OwnVisit):
        calling.answered(session, own, held.id, "confirmed", None, NOON)


def test_paper_comes_back_by_its_number(
    session: Session, village: Village, held: Claim, account: uuid.UUID
) -> None:
    worker = scope_of(village.login("grid_worker", place=village.communities[0]))
    first = paper.print_out(session, worker, [held.id], "sheet", TODAY, NOON)[0]
    again = paper.print_out(session, worker, [held.id], "card", TODAY, NOON)[0]
    assert first.number == again.number and len(first.number) == 8
    spaced = f"{first.number[:4]} {first.number[4:]}"
    assert paper.by_number(session, worker, spaced).id == held.id
    elsewhere = scope_of(village.login("grid_worker", place=village.communities[1]))
    with pytest.raises(NumberUnknown):
        paper.by_number(session, elsewhere, first.number)
    take_sheet(session, sheet(held, evidence="word"), NOON, by=worker.account_id)
    entered = record_of(session)
    assert entered.evidence == "word" and entered.recorded_by == worker.account_id


def test_nobody_prints_or_enters_his_own(session: Session, village: Village, held: Claim) -> None:
    own = scope_of(village.login("grid_worker", _holder(session, held)))
    other = scope_of(village.login("grid_worker"))
    with pytest.raises(CareUnknown):
        paper.print_out(session, own, [held.id], "card", TODAY, NOON)
    number = paper.print_out(session, other, [held.id], "sheet", TODAY, NOON)[0].number
    with pytest.raises(OwnVisit):
        paper.by_number(session, own, number)


def test_a_kept_address_is_not_printed(session: Session, village: Village) -> None:
    hidden = village.elder("吴迪", address_suppressed=True)
    held = village.claim(village.volunteer(), village.visit(hidden), day=TODAY)
    worker = scope_of(village.login("grid_worker"))
    assert paper.print_out(session, worker, [held.id], "sheet", TODAY, NOON)[0].address is None


@pytest.mark.parametrize(("digits", "whole"), [("7992739871", "79927398713"), ("0", "00")])
def test_a_check_digit(digits: str, whole: str) -> None:
    assert paper.with_check_digit(digits) == whole


def test_kept_until_the_next_morning(held: Claim) -> None:
    assert kept.keep_until(held).isoformat() == f"{day(1)}T06:00:00+08:00"


def _resident(session: Session, held: Claim) -> uuid.UUID:
    session.refresh(held, ["visit"])
    return held.visit.resident_id


def _holder(session: Session, held: Claim) -> uuid.UUID:
    session.refresh(held, ["helper"])
    return held.helper.person_id


def test_the_family_hears_of_a_claim(session: Session, village: Village) -> None:
    elder = village.elder("吴迪")
    family = village.login("resident", elder.person_id)
    helper, visit = village.volunteer(), village.visit(elder)
    by = village.login("volunteer", helper.person_id).id
    given = claim(session, helper.id, visit.id, day(1), 0, NOON, by=by)
    told = session.scalars(select(Notice).filter_by(account_id=family.id)).one()
    assert told.link == "/care/coming"
    (caller,) = coming_to(session, elder.person_id)
    assert caller.claim.id == given.id and caller.services == ("陪伴聊天",)
    withdraw(session, given.id, "busy", NOON, by=by)
    assert coming_to(session, elder.person_id) == []
