"""Hours count when a machine or a second person answers for them, and only then."""

import datetime as dt

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from models.accounts.scope import scope_of
from models.accounts.tables import Account
from models.care import claims
from models.care.hours import correcting, signing
from models.care.hours.crediting import prove
from models.care.hours.refusals import HoursSettled, HoursUnknown, HoursWrong, NotYoursToSign
from models.care.hours.tables import HoursChange, HoursFlag, ServiceHours
from models.care.refusals import TimesWrong
from models.notices.tables import Notice
from tests.models.care.hours.conftest import BEGAN, NOW, Field
from tests.models.care.village import NOON, day

HOUR = dt.timedelta(hours=1)


def finish(served: Field, *, duty: bool = False, outcome: str = "done") -> list[ServiceHours]:
    visit = served.village.visit(kinds=["chat", "wash"])
    held = served.village.claim(served.helper, visit, duty=duty, day=day(0))
    began = NOON - 2 * HOUR
    claims.finish(
        served.session, held.id, outcome, None, began, began + HOUR, NOON, by=served.own.id
    )
    return list(served.session.scalars(select(ServiceHours)))


def test_a_visit_made_leaves_hours_that_wait(served: Field) -> None:
    (hours,) = finish(served)
    assert (hours.minutes, hours.state, hours.late) == (60, "pending", False)
    assert hours.content == "陪伴聊天、生活照料"
    assert hours.resident_id is not None
    (step,) = served.session.scalars(select(HoursChange))
    assert (step.action, step.by, step.minutes) == ("entered", served.own.id, 60)


def test_a_duty_of_a_post_earns_no_hours(served: Field) -> None:
    assert finish(served, duty=True) == []


def test_who_is_no_volunteer_earns_no_hours(served: Field) -> None:
    served.helper.volunteer = False
    assert finish(served) == []


def test_nobody_at_home_earns_no_hours(served: Field) -> None:
    assert finish(served, outcome="not_home") == []


@pytest.mark.parametrize(
    ("evidence", "state"),
    [
        ("none", "pending"),
        ("word", "pending"),
        ("organiser", "pending"),
        ("call_back", "pending"),
        ("door_qr", "credited"),
        ("code", "credited"),
    ],
)
def test_only_what_a_machine_checked_counts_at_once(
    served: Field, evidence: str, state: str
) -> None:
    assert served.hours(evidence).state == state


def test_an_organiser_beside_who_entered_makes_it_count(served: Field) -> None:
    signed = served.hours("organiser", signed_by=served.staff.account_id)
    assert (signed.state, signed.signed_by) == ("credited", served.staff.account_id)


def test_the_same_service_is_written_down_once(served: Field) -> None:
    first = served.hours("code")
    again = served.hours("none", source_id=first.source_id, minutes=500)
    assert (again.id, again.minutes, again.state) == (first.id, 60, "credited")


def test_hours_to_come_are_refused(served: Field) -> None:
    with pytest.raises(TimesWrong):
        served.hours("code", at=NOW)


def test_more_than_ten_working_days_later_is_late(served: Field) -> None:
    assert served.hours("code", at=BEGAN - dt.timedelta(days=20)).late


def test_staff_sign_for_it_and_say_how_they_know(served: Field) -> None:
    hours = served.hours()
    signing.sign(served.session, served.staff, hours.id, "word", NOW)
    assert (hours.state, hours.evidence) == ("credited", "word")
    assert hours.signed_by == served.staff.account_id


def test_who_entered_it_does_not_sign_it(served: Field) -> None:
    account = served.session.get_one(Account, served.worker.account_id)
    hours = served.hours("word", by=account)
    with pytest.raises(NotYoursToSign):
        signing.sign(served.session, served.worker, hours.id, "word", NOW)


def test_a_volunteer_who_is_staff_too_does_not_sign_his_own(served: Field) -> None:
    hours = served.hours()
    also = scope_of(served.village.login("community", served.helper.person_id))
    with pytest.raises(NotYoursToSign):
        signing.sign(served.session, also, hours.id, "word", NOW)


def test_a_second_account_of_the_one_who_entered_does_not_sign(served: Field) -> None:
    clerk = served.village.person("史云")
    hours = served.hours("word", by=served.village.login("grid_worker", clerk.id))
    second = scope_of(served.village.login("community", clerk.id))
    with pytest.raises(NotYoursToSign):
        signing.sign(served.session, second, hours.id, "word", NOW)


def test_an_administrator_cannot_credit(served: Field) -> None:
    hours = served.hours()
    administrator = served.village.scope("administrator")
    with pytest.raises(HoursUnknown):
        signing.sign(served.session, administrator, hours.id, "word", NOW)


def test_staff_of_another_place_find_nothing(served: Field) -> None:
    hours = served.hours()
    elsewhere = served.village.scope("community", served.village.communities[1])
    with pytest.raises(HoursUnknown):
        signing.sign(served.session, elsewhere, hours.id, "word", NOW)


def test_a_code_is_not_something_one_signs(served: Field) -> None:
    with pytest.raises(HoursWrong):
        signing.sign(served.session, served.staff, served.hours().id, "code", NOW)


def test_a_helper_confirms_what_a_grid_worker_entered_for_him(served: Field) -> None:
    account = served.session.get_one(Account, served.worker.account_id)
    hours = served.hours("word", by=account)
    signing.confirm(served.session, served.mine, hours.id, NOW)
    assert (hours.state, hours.signed_by) == ("credited", served.own.id)


@pytest.mark.parametrize(("evidence", "days"), [("none", 0), ("word", 25)])
def test_a_helper_confirms_neither_without_evidence_nor_late(
    served: Field, evidence: str, days: int
) -> None:
    account = served.session.get_one(Account, served.worker.account_id)
    hours = served.hours(evidence, by=account, at=BEGAN - dt.timedelta(days=days))
    with pytest.raises(NotYoursToSign):
        signing.confirm(served.session, served.mine, hours.id, NOW)


def test_a_helper_does_not_confirm_what_he_entered(served: Field) -> None:
    with pytest.raises(NotYoursToSign):
        signing.confirm(served.session, served.mine, served.hours("word").id, NOW)


@pytest.mark.parametrize(
    "change",
    [
        "state = 'credited'",
        "state = 'credited', evidence = 'word'",
        "signed_by = entered_by",
    ],
)
def test_the_database_refuses_hours_given_alone(served: Field, change: str) -> None:
    hours = served.hours()
    with pytest.raises(IntegrityError), served.session.begin_nested():
        served.session.execute(
            text(f"UPDATE service_hours SET {change} WHERE id = :id"), {"id": hours.id}
        )


def test_a_code_checked_later_makes_it_count(served: Field) -> None:
    hours = served.hours()
    prove(served.session, hours, "code", served.own.id, NOW)
    assert (hours.state, hours.evidence) == ("credited", "code")
    prove(served.session, hours, "word", served.own.id, NOW)
    assert hours.evidence == "code"


def test_less_of_the_same_stands_and_more_wants_a_signature(served: Field) -> None:
    hours = served.hours("code")
    correct = correcting.correct
    correct(served.session, served.staff, hours.id, BEGAN, BEGAN + HOUR / 2, "早走了", NOW)
    assert (hours.minutes, hours.state, hours.evidence) == (30, "credited", "code")
    correct(served.session, served.staff, hours.id, BEGAN, BEGAN + 2 * HOUR, "记错了", NOW)
    assert (hours.minutes, hours.state, hours.evidence) == (120, "pending", "none")
    assert hours.entered_by == served.staff.account_id
    with pytest.raises(NotYoursToSign):
        signing.sign(served.session, served.staff, hours.id, "word", NOW)
    signing.sign(served.session, served.worker, hours.id, "word", NOW)
    steps = [
        (change.action, change.minutes, change.reason)
        for change, _ in correcting.life_of(served.session, hours.id)
    ]
    assert steps == [
        ("entered", 60, None),
        ("corrected", 30, "早走了"),
        ("corrected", 120, "记错了"),
        ("signed", 120, None),
    ]


def test_taken_back_is_final_has_a_reason_and_is_told(served: Field) -> None:
    hours = served.hours("code")
    with pytest.raises(HoursWrong):
        correcting.revoke(served.session, served.staff, hours.id, "  ", NOW)
    correcting.revoke(served.session, served.staff, hours.id, "没有去过", NOW)
    assert hours.state == "revoked"
    with pytest.raises(HoursSettled):
        correcting.keep(served.session, served.staff, hours.id, "又说去过", NOW)
    (told,) = served.session.scalars(select(Notice))
    assert told.account_id == served.own.id


def test_a_decision_answers_what_the_checks_had_found(served: Field) -> None:
    hours = served.hours("code")
    served.village.add(HoursFlag(hours_id=hours.id, kind="night", said={}, found_at=NOW))
    correcting.keep(served.session, served.staff, hours.id, "陪夜，家属证明", NOW)
    served.village.fresh()
    (flag,) = served.session.scalars(select(HoursFlag))
    assert (flag.decision, flag.decided_by) == ("kept", served.staff.account_id)
    assert hours.state == "credited"


def test_what_was_questioned_and_kept_waits_for_its_signature_again(served: Field) -> None:
    hours = served.hours()
    signing.query(served.session, served.worker, hours.id, "老人说没人来过", NOW)
    assert hours.state == "queried"
    correcting.keep(served.session, served.staff, hours.id, "老人记错了日子", NOW)
    assert hours.state == "pending"


def test_the_steps_are_only_ever_added(served: Field) -> None:
    served.hours()
    with pytest.raises(Exception, match="permission"), served.session.begin_nested():
        served.session.execute(text("UPDATE hours_change SET minutes = 1"))
