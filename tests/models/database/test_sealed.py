"""What is sealed stands nowhere in the database as it was said."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from models.matching import runs
from models.matching.publish import publish
from models.matching.tables import Proposal
from models.people.tables import Resident, Seeker
from models.registry import metadata
from tests.county import NOW, TODAY, County
from tests.models.matching.test_publish import drafted

SECRETS = ("61099819500101001X", "15400000001", "重度残疾人", "肢体残疾", "不能久站", "301号")


@pytest.fixture
def county(session: Session) -> County:
    return County(session)


def test_numbers_health_and_disability_are_ciphertext_in_every_table(
    session: Session, county: County
) -> None:
    _registered(county)
    dumped = "".join(
        str(row)
        for table in metadata.sorted_tables
        for row in session.execute(text(f'SELECT "{table.name}"::text FROM "{table.name}"'))
    )
    assert "张桂兰" in dumped
    assert [secret for secret in SECRETS if secret in dumped] == []
    # PostgreSQL shows bytes as hexadecimal digits.
    assert [secret for secret in SECRETS if secret.encode().hex() in dumped] == []


def test_why_somebody_comes_first_is_sealed_when_a_night_writes_it(
    session: Session, county: County
) -> None:
    run = runs.begin(
        session, county_id=county.place.id, night=TODAY, params={}, seed=0, by=None, now=NOW
    )
    why: list[dict[str, Any]] = [{"said": "%(c)s", "facts": {"c": "重度残疾人"}}]
    seeker, vacancy = county.seeker(), county.vacancy()
    draft = drafted(county, seeker_id=seeker.id, vacancy_id=vacancy.id, queue=why)
    publish(session, run.id, run.attempt, TODAY, [draft], {}, NOW)
    found = session.query(Proposal).one()
    assert found.queue == why
    stored = session.scalar(text("SELECT queue FROM proposal"))
    assert "重度残疾人".encode() not in stored


def _registered(county: County) -> None:
    number, phone = SECRETS[:2]
    person = county.person("张桂兰", id_number=number, phone=phone, door=SECRETS[5])
    resident = Resident(
        person_id=person.id,
        categories=[SECRETS[2]],
        disability=SECRETS[3],
        note=SECRETS[4],
        guardian_phone=phone,
    )
    seeker = Seeker(
        person_id=person.id,
        skills=[],
        wishes=[],
        training_wishes=[],
        hardship=[SECRETS[2]],
        health_limits=SECRETS[4],
    )
    county.session.add_all([resident, seeker])
    county.session.flush()
    county.session.expire_all()
    again = county.session.get_one(Resident, resident.id)
    assert (again.categories, again.disability) == ([SECRETS[2]], SECRETS[3])
