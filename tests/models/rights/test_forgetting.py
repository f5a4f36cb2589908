"""What is deleted on request and by time: nothing of the person is left, and he still counts."""

import datetime as dt
import random
import uuid

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from models.accounts.tables import Account
from models.care.days import civil_day
from models.care.owed.tables import CaseStep, HandoverNote, RestrictedCase
from models.care.together.tables import Enrolment
from models.database.declared import KEEPINGS, Keeping
from models.employment.seeking.tables import HelpStep
from models.notices.tables import Notice
from models.people.consents.words import Word
from models.people.tables import Helper, Person, Resident, Seeker
from models.registry import APPEND_ONLY
from models.requests.tables import Request
from models.rights import asks, retention, speaking
from models.rights.copies import copy_of
from models.rights.forgetting import HELD, NOBODY, anonymise, emptied, forget_sensitive
from models.rights.refusals import AskSettled, AskWrong, OwnAsk, StillNeeded
from models.rights.whole import DECLARED, about, known
from models.trail.tables import TrailEntry
from tests.county import NOW, TODAY, County
from tests.rows import fill

SECRETS = ("欧阳秘密", "13912345678", "610998196001011234", "三单元秘密", "高血压秘密", "秘密监护")


@pytest.fixture
def county(session: Session) -> County:
    return County(session)


def somebody(county: County, active: bool = False) -> Person:
    """A person in all three roles, with something secret in every one."""
    person = county.person(
        SECRETS[0],
        phone=SECRETS[1],
        id_number=SECRETS[2],
        id_hash=b"i",
        phone_hash=b"p",
        door=SECRETS[3],
        hukou="秘密乡",
        born_on=dt.date(1960, 5, 6),
        household=b"h",
    )
    common = {"person_id": person.id, "active": active}
    resident = county.add(
        Resident(categories=["残疾人"], note=SECRETS[4], guardian_name=SECRETS[5], **common)
    )
    county.add(Helper(skills=["理发"], dialects=["普通话"], **common))
    seeker = county.add(
        Seeker(
            skills=[],
            wishes=["保洁员"],
            hardship=["4050"],
            training_wishes=[],
            health_limits=SECRETS[4],
            **common,
        )
    )
    county.add(HelpStep(seeker_id=seeker.id, what=SECRETS[4], by_on=TODAY))
    helper = county.helper()
    county.add(
        HandoverNote(resident_id=resident.id, helper_id=helper.id, text=SECRETS[4], written_at=NOW)
    )
    return person


def kept_of(session: Session, person: Person) -> str:
    """Everything that is stored about the person, opened."""
    session.flush()
    rows = [
        str(tuple(row))
        for table in DECLARED.values()
        if table.whose
        for row in session.execute(select(known(table)).where(about(table, person.id)))
    ]
    return "\n".join(rows)


def test_nothing_that_names_him_is_left_and_he_still_counts(
    session: Session, county: County
) -> None:
    person = somebody(county)
    before = kept_of(session, person)
    assert [one for one in SECRETS if one not in before] == []
    seekers = session.scalar(select(func.count()).select_from(Seeker))
    anonymise(session, person, NOW, None)
    after = kept_of(session, person)
    assert [one for one in SECRETS if one in after] == []
    found = session.get_one(Person, person.id, populate_existing=True)
    assert (found.name, found.born_on, found.anonymised_at) == (NOBODY, dt.date(1960, 1, 1), NOW)
    assert found.place_id == county.communities[0].id
    assert session.scalar(select(func.count()).select_from(Seeker)) == seekers
    assert session.scalars(select(Seeker.hardship)).all() == [["4050"]]
    line = session.scalars(select(TrailEntry)).one()
    assert line.action == "rights.anonymised" and set(line.detail) == {"rows"}


def test_a_row_of_everything_is_forgotten_of_one_after_another(session: Session) -> None:
    for code in ("610998", "610996"):
        county = County(session, code)
        person = somebody_else(county)
        ids: dict[str, list[str]] = {
            "person": [str(person.id)],
            "account": [str(county.account("volunteer", person_id=person.id).id)],
        }
        for _ in range(2):
            # Twice of what an account has many of.
            ids |= {"account_session": [], "recovery_code": [], "api_token": []}
            fill(session, ids, SECRETS[0])
        session.execute(update(Helper).values(active=False))
        session.execute(update(Resident).values(active=False))
        session.execute(update(Seeker).values(active=False))
        session.execute(update(Enrolment).values(ended_on=TODAY))
        session.execute(delete(CaseStep))
        session.execute(delete(RestrictedCase))
        anonymise(session, person, NOW, None)
        session.flush()
        account = session.get_one(Account, uuid.UUID(ids["account"][0]), populate_existing=True)
        assert (account.name, account.status, account.code_hash) == (NOBODY, "disabled", None)


def somebody_else(county: County) -> Person:
    return county.person(SECRETS[0], phone=SECRETS[1])


def test_a_second_time_there_is_nothing_left_to_do(session: Session, county: County) -> None:
    person = somebody(county)
    assert anonymise(session, person, NOW, None) > 0
    assert anonymise(session, person, NOW, None) == 0


def test_who_is_served_or_in_a_case_stays(session: Session, county: County) -> None:
    with pytest.raises(StillNeeded, match="登记中"):
        anonymise(session, somebody(county, active=True), NOW, None)
    person = county.person()
    resident = county.add(Resident(person_id=person.id, categories=[], active=False))
    by = county.account("county").id
    county.add(
        RestrictedCase(
            resident_id=resident.id, recipient_id=by, writer_id=by, content="x", opened_at=NOW
        )
    )
    with pytest.raises(StillNeeded, match="法律"):
        anonymise(session, person, NOW, None)


def test_no_column_of_an_added_only_table_is_to_be_emptied() -> None:
    wrong = [
        name for name in APPEND_ONLY if DECLARED[name].kept not in HELD and emptied(DECLARED[name])
    ]
    assert wrong == []


def test_sensitive_alone_can_be_forgotten(session: Session, county: County) -> None:
    resident = county.resident(note="秘密")
    person = session.get_one(Person, resident.person_id)
    forget_sensitive(session, person, NOW, county.account("community").id)
    found = session.get_one(Resident, resident.id, populate_existing=True)
    assert (found.categories, found.note, found.active) == ([], None, True)
    seeker = county.seeker()
    with pytest.raises(StillNeeded, match="两人"):
        forget_sensitive(
            session, session.get_one(Person, seeker.person_id), NOW, county.account("county").id
        )


def test_an_ask_has_a_clock_an_answer_and_two_people(session: Session, county: County) -> None:
    person, clerk, other = somebody(county), county.scope("community"), county.scope("town")
    with pytest.raises(AskWrong):
        asks.ask(session, person, "correction", None, "in_person", NOW, by=clerk.account_id)
    asked = asks.ask(session, person, "deletion", None, "in_person", NOW, by=clerk.account_id)
    assert asked.due_at - NOW == asks.ANSWER_WITHIN
    with pytest.raises(AskSettled):
        asks.ask(session, person, "deletion", None, "in_person", NOW, by=clerk.account_id)
    assert [one.id for one in asks.open_in(session, other)] == [asked.id]
    with pytest.raises(OwnAsk):
        asks.answer(session, clerk, asked.id, True, "删了", NOW)
    done = asks.answer(session, other, asked.id, True, "已匿名", NOW)
    assert (done.state, done.answer) == ("granted", "已匿名")
    assert session.get_one(Person, person.id, populate_existing=True).name == NOBODY
    with pytest.raises(AskSettled):
        asks.answer(session, other, asked.id, False, "再来", NOW)


def test_a_copy_is_complete_and_tells_nothing_of_others(session: Session, county: County) -> None:
    person = somebody(county)
    by = county.account("community").id
    speaking.speak(session, person, Word("general", True, "in_person"), NOW, by=by)
    text = str(copy_of(session, person.id))
    assert [one for one in SECRETS if one not in text] == []
    other = session.scalars(select(Helper).where(Helper.person_id != person.id)).one()
    assert SECRETS[4] not in str(copy_of(session, other.person_id))


def test_what_is_due_is_what_a_slow_count_finds(session: Session, county: County) -> None:
    dice = random.Random(7)
    account = county.account("volunteer")
    for number in range(40):
        at = NOW - dt.timedelta(days=dice.choice([1, 364, 365, 366, 900]), hours=dice.randrange(48))
        county.add(Notice(account_id=account.id, key=str(number), said={}, created_at=at))
    keeping = KEEPINGS["message"]
    for as_of in (TODAY, TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=400)):
        slow = sum(_over(one.created_at, keeping, as_of) for one in session.scalars(select(Notice)))
        fast = {one.table: one.rows for one in retention.count(session, as_of)}
        assert fast["notice"] == slow
    done = retention.apply(session, TODAY, NOW)
    assert {one.table: one.rows for one in done}["notice"] > 0
    assert {one.table: one.rows for one in retention.count(session, TODAY)}["notice"] == 0
    line = session.scalars(select(TrailEntry)).one()
    assert line.detail["rule"] == "message" and line.detail["table"] == "notice"


def _over(began: dt.datetime, keeping: Keeping, as_of: dt.date) -> bool:
    assert keeping.days is not None
    return civil_day(began) + dt.timedelta(days=keeping.days) <= as_of


def test_persons_go_when_nothing_was_written_of_them_for_three_years(
    session: Session, county: County
) -> None:
    old = NOW - dt.timedelta(days=3 * 365 + 2)
    gone = county.person("早已离开", created_at=old)
    county.add(Helper(person_id=gone.id, skills=[], dialects=[], active=False))
    busy = county.person("还有往来", created_at=old)
    by = county.account("community").id
    asks.ask(session, busy, "deletion", None, "in_person", NOW, by=by)
    still = county.person("还在登记", created_at=old)
    county.add(Resident(person_id=still.id, categories=[]))
    county.account("resident", person_id=county.person("有账号", created_at=old).id)
    assert session.scalars(retention.people_due(TODAY)).all() == [gone.id]
    retention.apply(session, TODAY, NOW)
    assert session.get_one(Person, gone.id, populate_existing=True).name == NOBODY
    assert session.scalars(retention.people_due(TODAY)).all() == []


def test_a_request_long_ended_loses_its_words_and_stays_in_the_counts(
    session: Session, county: County
) -> None:
    clerk = county.account("community")
    old = NOW - dt.timedelta(days=3 * 365 + 1)
    common = {
        "kind": "care",
        "urgency": "ordinary",
        "place_id": county.communities[0].id,
        "words": "秘密",
        "name": "秘密",
        "phone": "13900001111",
        "source": "staff",
        "recorder_id": clerk.id,
        "state": "done",
        "level": "holder",
    }
    ended = county.add(Request(at=old, ended_at=old, code="a" * 8, **common))
    county.add(Request(at=NOW, ended_at=None, code="b" * 8, **common | {"state": "found"}))
    done = {one.table: one.rows for one in retention.apply(session, TODAY, NOW)}
    assert done["request"] == 1
    found = session.get_one(Request, ended.id, populate_existing=True)
    assert (found.words, found.name, found.phone, found.kind) == ("", None, None, "care")
