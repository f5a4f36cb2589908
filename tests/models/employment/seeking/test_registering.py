"""Registering and changing below the pages: without a card, again after an end, two at once."""

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.database.engine import transaction
from models.employment.seeking.facts import Contact, Facts, facts_of
from models.employment.seeking.facts import seen as sign_of
from models.employment.seeking.identifying import Who, known, who
from models.employment.seeking.refusals import SeekerChanged, SeekingWrong
from models.employment.seeking.registering import Wanted, change, register
from models.people.registering import phone_columns
from models.people.tables import Person, Seeker
from tests.county import NOW, TODAY, County

PHONE = "19912345678"
FACTS = Facts("初中", ["缝纫工"], ["保洁员"], 2800, "白班", 5.0, "愿意", [], 0, None)
WANTED = Wanted(FACTS, (), ("seeking",), True)


@pytest.fixture
def county(session: Session) -> County:
    return County(session)


@pytest.fixture
def staff(county: County) -> Scope:
    return county.scope("employment")


def somebody(phone: str = PHONE) -> Who:
    return who("王小芳", None, phone, dt.date(1980, 1, 1), TODAY)


def home(county: County, grid: int = 0) -> Contact:
    return Contact(PHONE, county.grids[grid].id, "3 号")


def test_without_a_card_phone_and_birthday_do(
    session: Session, county: County, staff: Scope
) -> None:
    made = register(session, staff, somebody(), home(county), WANTED, None, TODAY, NOW)
    person = session.get_one(Person, made.person_id)
    assert (person.phone, person.born_on, person.id_hash) == (PHONE, dt.date(1980, 1, 1), None)
    found = known(session, staff, somebody())
    assert found is not None and found.id == person.id
    with pytest.raises(SeekerChanged):
        register(session, staff, somebody(), home(county), WANTED, person.id, TODAY, NOW)


def test_several_of_one_phone_and_name_need_the_card(
    session: Session, county: County, staff: Scope
) -> None:
    for _ in range(2):
        county.person("王小芳", **phone_columns(PHONE))
    with pytest.raises(SeekingWrong, match="同名"):
        known(session, staff, somebody())


def test_who_had_ended_is_registered_again_with_what_he_held(
    session: Session, county: County, staff: Scope
) -> None:
    old = county.seeker("王小芳", hardship=["残疾"], active=False, skills=[])
    person = session.get_one(Person, old.person_id)
    for name, value in phone_columns(PHONE).items():
        setattr(person, name, value)
    session.flush()
    before = person.place_id

    def enter(wanted: Wanted) -> Seeker:
        return register(session, staff, somebody(), home(county, 1), wanted, person.id, TODAY, NOW)

    with pytest.raises(SeekingWrong, match="另外同意"), session.begin_nested():
        enter(WANTED)
    again = enter(replace(WANTED, agreed=("seeking", "sensitive")))
    assert (again.id, again.active, again.hardship) == (old.id, True, ["残疾"])
    assert (again.skills, person.place_id) == (["缝纫工"], before)


def test_a_ledgers_words_about_health_stay_while_the_limit_does(
    session: Session, county: County, staff: Scope
) -> None:
    seeker = county.seeker(health_limits="腰椎不好，不能久站")
    stay = Contact(None, None, None)

    def save(facts: Facts) -> None:
        change(session, staff, seeker.id, sign(session, seeker), stay, facts, (), TODAY, NOW)

    save(replace(facts_of(seeker), wage_wish=3000))
    assert seeker.health_limits == "腰椎不好，不能久站"
    save(replace(facts_of(seeker), limits=0))
    assert seeker.health_limits == "腰椎不好"
    with pytest.raises(SeekingWrong, match="单独同意"):
        save(replace(facts_of(seeker), limits=2))


def sign(session: Session, seeker: Seeker) -> str:
    """What the form would have shown."""
    session.refresh(seeker, ["person"])
    return sign_of(seeker)


def test_a_kept_address_is_not_moved_here(session: Session, county: County, staff: Scope) -> None:
    seeker = county.seeker()
    person = session.get_one(Person, seeker.person_id)
    person.address_suppressed, before = True, person.place_id
    session.flush()
    change(
        session,
        staff,
        seeker.id,
        sign(session, seeker),
        home(county, 1),
        facts_of(seeker),
        (),
        TODAY,
        NOW,
    )
    assert (person.place_id, person.door, person.phone) == (before, None, PHONE)


def test_of_two_at_once_one_registers(engine: Engine) -> None:
    with transaction(engine) as session:
        county = County(session)
        scopes = [county.scope("employment") for _ in range(4)]
        where = home(county)

    def enter(scope: Scope) -> uuid.UUID | None:
        try:
            with transaction(engine) as session:
                return register(session, scope, somebody(), where, WANTED, None, TODAY, NOW).id
        except SeekerChanged:
            return None

    with ThreadPoolExecutor(4) as pool:
        made = [one for one in pool.map(enter, scopes) if one]
    with Session(engine) as session:
        assert [one.id for one in session.scalars(select(Seeker))] == made
        assert len(session.scalars(select(Person)).all()) == 1 == len(made)
