"""A volunteer with hours, signed in, and the staff of her community."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from models.care.hours.crediting import Service, credit
from models.database.engine import transaction
from models.people.tables import Person
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, NOW, Hamlet
from tests.web.conftest import Visitor, served

MORNING = NOW.replace(hour=2, minute=0, second=0, microsecond=0) - dt.timedelta(days=1)
ID_NUMBER = "610998198001011234"


@dataclass(frozen=True)
class Circle:
    """Ids of a volunteer, her account, a clerk's account and a place; who can sign in."""

    hamlet: Hamlet
    helper: uuid.UUID
    person: uuid.UUID
    own: uuid.UUID
    clerk: uuid.UUID
    place: uuid.UUID
    county: uuid.UUID
    phones: dict[str, str]

    def sign_in(self, who: str) -> Visitor:
        return self.hamlet.sign_in(self.phones[who])

    def give(self, evidence: str = "code", hours_ago: int = 0, **more: Any) -> uuid.UUID:
        """Write down 90 minutes of the volunteer; returns their id."""
        began = MORNING - dt.timedelta(hours=hours_ago)
        service = Service(
            helper_id=self.helper,
            source="activity",
            source_id=uuid.uuid4(),
            place_id=self.place,
            content=more.get("content", "陪伴聊天"),
            began_at=began,
            ended_at=began + dt.timedelta(minutes=more.get("minutes", 90)),
        )
        with transaction(self.hamlet.engine) as session:
            by = more.get("by", self.own)
            return credit(session, service, evidence, NOW, entered_by=by).id


@pytest.fixture
def circle(hamlet: Hamlet) -> Circle:
    def make(village: Village) -> dict[str, Any]:
        helper = village.volunteer("欧阳明珠")
        person = village.session.get_one(Person, helper.person_id)
        person.id_number = ID_NUMBER
        logins = {
            "volunteer": village.login("volunteer", helper.person_id, password_hash=HASH),
            "community": village.login("community", password_hash=HASH),
            "grid_worker": village.login("grid_worker", place=village.grids[0], password_hash=HASH),
            "administrator": village.login(
                "administrator", place=village.place, password_hash=HASH
            ),
            "elsewhere": village.login(
                "community", place=village.communities[1], password_hash=HASH
            ),
        }
        return {
            "helper": helper.id,
            "person": helper.person_id,
            "own": logins["volunteer"].id,
            "clerk": logins["grid_worker"].id,
            "place": village.grids[0].id,
            "county": village.place.id,
            "phones": {who: account.phone for who, account in logins.items()},
        }

    return Circle(hamlet, **hamlet.build(make))


@pytest.fixture
def live_hours(hamlet: Hamlet) -> Iterator[str]:
    """The application behind a real socket, over the rows of the hamlet; its address."""
    with served(hamlet.app) as address:
        yield address
