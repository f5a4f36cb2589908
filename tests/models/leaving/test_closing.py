"""Leaving: what runs is shown, handed to somebody named or to nobody, and the account is shut."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.accounts.manage import set_status
from models.accounts.phone import phone_hash
from models.accounts.refusals import NotYours
from models.accounts.scope import scope_of
from models.accounts.sessions import begin, sessions_of
from models.accounts.tables import Account
from models.accounts.tokens import make_token, token_of_text
from models.care.owed.tables import CaseRecipient, RestrictedCase
from models.care.tables import Claim
from models.employment.seeking.tables import SeekerHelp
from models.leaving.closing import LeavingRefused, close
from models.leaving.duties import running
from models.requests import life
from models.requests.duty import set_shift
from models.requests.tables import DutyShift, Request
from models.requests.who import actor
from tests.county import NOW, TODAY, County

HEIR = "13800007777"
WEEKDAYS = 0b11111


@pytest.fixture
def county(session: Session) -> County:
    return County(session)


@pytest.fixture
def leaver(county: County) -> Account:
    return county.account("community", county.communities[0])


@pytest.fixture
def heir(county: County) -> Account:
    return county.account(
        "community", county.communities[0], phone=HEIR, phone_hash=phone_hash(HEIR)
    )


def sent_to(session: Session, county: County, account: Account) -> Request:
    entry = life.Entry("environment", county.communities[0].id, "楼道堆了杂物", phone="13800005555")
    asked = life.enter(session, entry, source="staff", now=NOW)
    request = life.loaded(session, asked.id, lock=True)
    assert request is not None
    chief = county.scope("county")
    for step in (life.Asked("accept"), life.Asked("send", to=account.id)):
        life.step(session, request, actor(session, chief, request), step, NOW)
    return request


def test_it_opens_nothing_any_more_and_its_history_stays(
    session: Session, county: County, leaver: Account
) -> None:
    begin(session, leaver.id, NOW, device="other/other", address=None)
    text = make_token(session, leaver.id, "统计", ["read"], 30, NOW)[1]
    administrator = county.scope("administrator")
    assert running(session, leaver, TODAY) == []
    close(session, administrator, leaver.id, "调到县里工作", None, NOW)
    assert (leaver.status, leaver.left_for) == ("left", "调到县里工作")
    assert sessions_of(session, leaver.id, NOW) == []
    assert token_of_text(session, text, NOW) is None
    assert scope_of(leaver).has("community"), "which roles he had is history"
    with pytest.raises(LeavingRefused, match="已经办过"):
        close(session, administrator, leaver.id, "再办一次", None, NOW)
    set_status(session, administrator, leaver.id, "active", NOW)
    assert leaver.left_at is None, "who comes back is let in again"


def test_a_reason_and_somebody_else_are_needed(
    session: Session, county: County, leaver: Account
) -> None:
    with pytest.raises(LeavingRefused, match="为什么"):
        close(session, county.scope("administrator"), leaver.id, " ", None, NOW)
    with pytest.raises(NotYours):
        close(session, scope_of(leaver), leaver.id, "退休", None, NOW)


def test_requests_and_hours_on_duty_go_to_whoever_is_named(
    session: Session, county: County, leaver: Account, heir: Account
) -> None:
    administrator = county.scope("administrator")
    request = sent_to(session, county, leaver)
    hours = (dt.time(8), dt.time(18))
    days = (TODAY, None)
    place = county.communities[0].id
    set_shift(session, administrator, place, leaver.id, WEEKDAYS, hours, days, NOW)
    assert [one.number for one in running(session, leaver, TODAY)] == [1, 1]
    for phone in (None, "nonsense", "13900000000"):
        with pytest.raises(LeavingRefused, match="接手"):
            close(session, administrator, leaver.id, "退休", phone, NOW)
    close(session, administrator, leaver.id, "退休", HEIR, NOW)
    assert request.handler_id == heir.id
    shift = session.scalars(select(DutyShift).where(DutyShift.account_id == heir.id)).one()
    assert (shift.weekdays, shift.begins, shift.first_day) == (WEEKDAYS, dt.time(8), TODAY)


def test_those_he_answers_for_get_another_officer(session: Session, county: County) -> None:
    old = county.account("employment")
    new = county.account("employment", phone=HEIR, phone_hash=phone_hash(HEIR))
    seeker = county.seeker(hardship=["大龄失业人员"])
    county.add(SeekerHelp(seeker_id=seeker.id, officer_id=old.id))
    close(session, county.scope("administrator"), old.id, "退休", HEIR, NOW)
    session.expire_all()
    assert session.get_one(SeekerHelp, seeker.id).officer_id == new.id


def test_nobody_is_put_into_a_visit(session: Session, county: County) -> None:
    helper, visit = county.helper(), county.visit()
    account = county.account("volunteer", county.communities[0], person_id=helper.person_id)
    held = county.add(
        Claim(helper_id=helper.id, visit_id=visit.id, seat=0, day=TODAY, part=1, claimed_at=NOW)
    )
    (one,) = running(session, account, TODAY)
    assert (one.number, one.named) == (1, False)
    close(session, county.scope("community", county.communities[0]), account.id, "搬走", None, NOW)
    assert session.get_one(Claim, held.id).state == "withdrawn"


def test_a_restricted_case_goes_to_the_next_in_line(
    session: Session, county: County, leaver: Account
) -> None:
    chief = county.account("county")
    resident = county.resident()
    county.add(
        CaseRecipient(place_id=county.communities[0].id, account_id=leaver.id, effective_from=TODAY)
    )
    case = county.add(
        RestrictedCase(
            resident_id=resident.id,
            recipient_id=leaver.id,
            writer_id=county.account("volunteer").id,
            content="看到伤痕",
            opened_at=NOW,
        )
    )
    assert running(session, leaver, TODAY) == [], "that there is one is not told"
    close(session, county.scope("administrator"), leaver.id, "退休", None, NOW)
    assert case.recipient_id == chief.id
