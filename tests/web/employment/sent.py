"""A seeker who was referred to the first of the shops' vacancies."""

import uuid
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine

from models.database.engine import transaction
from models.employment.tables import Referral
from models.people.tables import Person, Seeker
from tests.web.conftest import EAST, NOW, People
from tests.web.employment.test_vacancies import Shops


@dataclass(frozen=True)
class Sent:
    referral: uuid.UUID
    seeker: uuid.UUID
    code: str


@pytest.fixture
def sent(engine: Engine, shops: Shops, person: People) -> Sent:
    clerk = person("employment", EAST).id
    with transaction(engine) as session:
        who = Person(
            name="王小丽", phone="19912345678", place_id=shops.places[EAST], created_at=NOW
        )
        session.add(who)
        session.flush()
        seeker = Seeker(
            person_id=who.id,
            skills=["缝纫"],
            wishes=["缝纫工"],
            hardship=["零就业家庭"],
            training_wishes=[],
        )
        session.add(seeker)
        session.flush()
        referral = Referral(
            seeker_id=seeker.id, vacancy_id=shops.own_vacancy, decided_at=NOW, decided_by=clerk
        )
        session.add(referral)
        session.flush()
        return Sent(referral.id, seeker.id, referral.code)
