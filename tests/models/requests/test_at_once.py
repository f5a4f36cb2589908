"""Help asked for with a request: a need before anybody has read it, only where it is certain."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.accounts.phone import phone_hash
from models.accounts.scope import scope_of
from models.accounts.tables import Account
from models.care import service_kinds
from models.care.claims import claim
from models.care.owed.tables import Obligation
from models.care.tables import Claim, Need, VisitRecord
from models.care.visiting.taking import Sheet, take_sheet
from models.people.tables import Resident
from models.requests import life
from models.requests.asking import at_once
from models.requests.asking.entering import enter_once
from models.requests.asking.needs import Wanted, need_of
from models.requests.asking.visits import visited
from models.requests.life import Asked, Entry
from models.requests.tables import Request, RequestStep
from models.requests.who import BY_CODE, actor
from tests.county import NOW, TODAY, County

MOTHERS, SONS = "13912345678", "13812345678"
WANTED = Wanted("clinic", TODAY, TODAY + dt.timedelta(days=7), "own", "李桂花")


@pytest.fixture
def county(session: Session) -> County:
    service_kinds.seed(session)
    return County(session)


@pytest.fixture
def mother(session: Session, county: County) -> Resident:
    found = county.resident("李桂花", guardian_phone=SONS)
    session.refresh(found, ["person"])
    found.person.phone, found.person.phone_hash = MOTHERS, phone_hash(MOTHERS)
    session.flush()
    return found


def ask(session: Session, county: County, wanted: Wanted = WANTED, **more: object) -> uuid.UUID:
    """The request of a form with help asked for, entered and looked at."""
    given = {"kind": "care", "place_id": county.grids[0].id, "words": "想请人陪她去医院"} | more
    code = enter_once(session, uuid.uuid4().hex, Entry(**given), NOW, wanted)  # type: ignore[arg-type]
    made = session.scalars(select(Request.id).where(Request.code == code)).one()
    assert at_once.not_looked_at(session) == [made]
    at_once.look_at(session, made, TODAY, NOW)
    assert at_once.not_looked_at(session) == []
    return made


@pytest.mark.parametrize("phone", [MOTHERS, SONS])
def test_by_a_number_on_record_it_is_opened_at_once(
    session: Session, county: County, mother: Resident, phone: str
) -> None:
    made = need_of(session, ask(session, county, phone=phone))
    assert made is not None
    assert (made.need.resident_id, made.need.kind, made.consent) == (mother.id, "clinic", "own")
    assert session.get_one(Request, made.request_id).state == "found", "somebody still accepts it"


@pytest.mark.parametrize("phone", ["13712345678", None, "0912-3456789"])
def test_by_any_other_it_waits_for_staff(
    session: Session, county: County, mother: Resident, phone: str | None
) -> None:
    made = ask(session, county, phone=phone)
    assert need_of(session, made) is None
    told = at_once.asked_for(session, made)
    assert told is not None and (told.name, told.kind) == ("李桂花", "clinic"), "nothing is lost"


def test_two_of_one_name_and_number_are_not_guessed_at(
    session: Session, county: County, mother: Resident
) -> None:
    county.resident("李桂花", guardian_phone=SONS)
    assert need_of(session, ask(session, county, phone=SONS)) is None
    assert need_of(session, ask(session, county, phone=MOTHERS)) is not None


def test_elsewhere_or_kept_back_she_is_not_found(
    session: Session, county: County, mother: Resident
) -> None:
    far = county.grids[-1].id
    assert need_of(session, ask(session, county, phone=SONS, place_id=far)) is None
    mother.person.address_suppressed = True
    session.flush()
    assert need_of(session, ask(session, county, phone=SONS)) is None


def test_whoever_asks_for_himself_is_certain(
    session: Session, county: County, mother: Resident
) -> None:
    own = {"requester_id": county.account("resident", person_id=mother.person_id).id}
    wanted = replace(WANTED, name=None)
    made = need_of(session, ask(session, county, wanted, person_id=mother.person_id, **own))
    assert made is not None and made.need.resident_id == mother.id
    stranger = county.person("外人").id
    assert need_of(session, ask(session, county, wanted, person_id=stranger)) is None


def test_whoever_is_kept_back_waits_for_staff_even_asking_himself(
    session: Session, county: County, mother: Resident
) -> None:
    mother.person.address_suppressed = True
    wanted = replace(WANTED, name=None)
    assert need_of(session, ask(session, county, wanted, person_id=mother.person_id)) is None


def test_a_child_does_not_agree_for_itself(session: Session, county: County) -> None:
    child = county.resident("小满", guardian_phone=SONS)
    session.refresh(child, ["person"])
    child.person.phone, child.person.phone_hash = MOTHERS, phone_hash(MOTHERS)
    tutoring = replace(WANTED, kind="tutoring", name="小满")
    for born_on in (None, dt.date(2016, 5, 1)):
        child.person.born_on = born_on
        session.flush()
        assert need_of(session, ask(session, county, tutoring, phone=SONS)) is None
    guardian = replace(tutoring, consent="guardian")
    assert need_of(session, ask(session, county, guardian, phone=MOTHERS)) is None
    own = replace(guardian, name=None)
    assert need_of(session, ask(session, county, own, person_id=child.person_id)) is None
    assert need_of(session, ask(session, county, guardian, phone=SONS)) is not None


def test_asked_twice_it_is_one_need_and_a_person_looks(
    session: Session, county: County, mother: Resident
) -> None:
    first, second = (ask(session, county, phone=SONS) for _ in range(2))
    assert need_of(session, first) is not None and need_of(session, second) is None
    at_once.look_at(session, first, TODAY, NOW)
    assert len(session.scalars(select(Need).where(Need.source == "request")).all()) == 1


def test_withdrawn_before_it_was_looked_at_opens_nothing(
    session: Session, county: County, mother: Resident
) -> None:
    entry = Entry("care", county.grids[0].id, "想请人陪她去医院", phone=SONS)
    code = enter_once(session, "a-key-of-a-form-1", entry, NOW, WANTED)
    life.answer(session, code, Asked("withdraw", "solved"), NOW)
    made = session.scalars(select(Request.id).where(Request.code == code)).one()
    assert at_once.look_at(session, made, TODAY, NOW) is None
    assert need_of(session, made) is None


@pytest.fixture
def done(session: Session, county: County, mother: Resident) -> Request:
    """Accepted by a clerk, the visit made by a volunteer who is a grid worker too."""
    made = ask(session, county, phone=SONS)
    request = life.loaded(session, made, lock=True)
    assert request is not None
    clerk = county.scope("community", county.communities[0])
    life.step(session, request, actor(session, clerk, request), Asked("accept"), NOW)
    helper = county.helper("孟琴", skills=["陪诊"])
    county.account("grid_worker", county.grids[0], person_id=helper.person_id)
    (visit,) = session.scalars(
        select(Obligation.visit_id).where(
            Obligation.kind == "clinic", Obligation.resident_id == mother.id
        )
    )
    assert visit is not None
    by = session.scalars(select(Account.id).where(Account.person_id == helper.person_id)).one()
    given = claim(session, helper.id, visit, TODAY, 0, NOW, by=by)
    began = NOW + dt.timedelta(minutes=5)
    sheet = Sheet("one-key-of-a-sheet", given.id, "done", began, began + dt.timedelta(hours=1))
    take_sheet(session, sheet, NOW + dt.timedelta(hours=2), by=by)
    return request


def test_the_visit_was_made_and_others_look_at_it(
    session: Session, county: County, done: Request
) -> None:
    assert visited(session, NOW) == 1
    assert done.state == "handled"
    taken = session.scalars(select(RequestStep).where(RequestStep.step == "visited")).one()
    visitor = session.get_one(Account, taken.account_id)
    assert "supervise" not in life.open_steps(
        session, done, actor(session, scope_of(visitor), done), NOW
    )
    lead = county.scope("grid_lead", county.grids[0])
    life.step(session, done, actor(session, lead, done), Asked("supervise"), NOW)
    life.step(session, done, BY_CODE, Asked("resident_yes", "satisfied"), NOW)
    assert done.state == "done" and visited(session, NOW) == 0


def test_a_visit_that_failed_is_no_visit(session: Session, county: County, done: Request) -> None:
    record = session.scalars(select(VisitRecord)).one()
    held = session.get_one(Claim, record.claim_id)
    for owed in session.scalars(select(Obligation).where(Obligation.visit_id == held.visit_id)):
        owed.state, owed.done_on = "open", None
    session.flush()
    assert visited(session, NOW) == 0 and done.state == "accepted"
