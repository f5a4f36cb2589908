"""A market that has lived up to today, and staff who are signed in to it."""

import uuid
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import Engine

from models.accounts.manage import Links, open_account
from models.accounts.tables import Grant
from models.database.engine import transaction
from models.people.tables import Person
from tests.models.employment.outcomes.market import Life, Note, days, noon
from tests.web.conftest import NOW, PASSWORD, Visitor
from web.clock import today

TODAY = today(NOW)
CODE = "610997"


@dataclass
class Market:
    """What happened, as the notebook has it, and the places by name."""

    engine: Engine
    app: Flask
    notes: list[Note]
    places: dict[str, uuid.UUID]
    opened: int = 0

    def phone(self, role: str, place: str = "county") -> str:
        """The telephone of a fresh account of that role there."""
        self.opened += 1
        phone = f"1360000{self.opened:04}"
        with transaction(self.engine) as session:
            account = open_account(
                session, name="刘站员", phone=phone, password=PASSWORD, links=Links(), now=NOW
            )
            account.grants.append(Grant(role=role, place_id=self.places[place]))
        return phone

    def staff(self, role: str = "employment", place: str = "county") -> Visitor:
        client = self.app.test_client()
        assert isinstance(client, Visitor)
        assert client.sign_in(self.phone(role, place)).status_code == 303
        return client


@pytest.fixture
def market(engine: Engine, app: Flask, queue_redis: object) -> Market:
    """Sixty seekers; all women were referred, no man was; four are disabled."""
    with transaction(engine) as session:
        life = Life(session, people=60, last=TODAY, code=CODE)
        life.live(TODAY)
        referred = {note.seeker for note in life.notes}
        for number, seeker in enumerate(life.people):
            person = session.get_one(Person, seeker.person_id)
            person.name = f"欧阳小{'甲乙丙丁'[number % 4]}"
            person.sex = 2 if number in referred else 1
            person.created_at = noon(life.first)
            seeker.hardship = ["残疾"] if number < 4 else []
        east, _ = life.county.communities
        empty = life.county.grids[1]
        places = {"county": life.county.place.id, "east": east.id, "empty": empty.id}
        return Market(engine, app, [n for n in life.notes if n.decided <= TODAY], places)


def month_ago(number: int) -> str:
    return (TODAY - days(30 * number)).isoformat()
