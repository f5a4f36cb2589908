"""A resident with an account, the clerks who look after the place, and their pages."""

import uuid
from dataclasses import dataclass

import pytest

from models.people.tables import Person
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, Hamlet, hamlet
from tests.web.conftest import Visitor

__all__ = ["hamlet"]


@dataclass(frozen=True)
class Town:
    """Ids and the telephones people sign in with."""

    hamlet: Hamlet
    person_id: uuid.UUID
    phones: dict[str, str]

    def sign_in(self, who: str) -> Visitor:
        return self.hamlet.sign_in(self.phones[who])


@pytest.fixture
def town(hamlet: Hamlet) -> Town:
    def make(village: Village) -> Town:
        elder = village.elder("欧阳文贵", phone="19912345678")
        person = village.session.get_one(Person, elder.person_id)
        place = village.communities[0]
        phones = {
            "elder": village.login("resident", person.id, password_hash=HASH).phone,
            "clerk": village.login("community", place=place, password_hash=HASH).phone,
            "other": village.login("county", place=village.place, password_hash=HASH).phone,
            "elsewhere": village.login(
                "community", place=village.communities[1], password_hash=HASH
            ).phone,
        }
        return Town(hamlet, person.id, phones)

    found: Town = hamlet.build(make)
    return found
