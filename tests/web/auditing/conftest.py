"""A village whose trail is looked at."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from models.accounts.tables import Account
from models.database.engine import transaction
from models.people.identity import person_phone_hash
from models.people.tables import Person, Resident
from models.places.tables import Place
from models.trail.tables import TrailEntry
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, Hamlet, hamlet
from tests.web.conftest import Visitor

__all__ = ["hamlet"]
Staff = Callable[..., Visitor]


@pytest.fixture
def elders(hamlet: Hamlet) -> list[Resident]:
    """Five residents who can be seen in clear."""

    def make(village: Village) -> list[Resident]:
        names = ("欧阳文贵", "张桂兰", "李秀英", "王建国", "赵玉珍")
        made = [village.elder(name, phone=f"1991234567{n}") for n, name in enumerate(names)]
        for elder in made:
            person = village.session.get_one(Person, elder.person_id)
            person.phone_hash = person_phone_hash(str(person.phone))
        return made

    found: list[Resident] = hamlet.build(make)
    return found


@pytest.fixture
def staff(hamlet: Hamlet, elders: list[Resident]) -> Staff:
    """``staff(role, place="county")``: somebody of that role signed in; ``name`` if it matters."""

    def signed_in(role: str, **more: object) -> Visitor:
        with transaction(hamlet.engine) as session:
            top = session.scalars(select(Place).where(Place.kind == "county")).one()
            village = Village.again(session, top)
            phone = village.login(role, place=top, password_hash=HASH, **more).phone
        return hamlet.sign_in(phone)

    return signed_in


def written(hamlet: Hamlet, action: str) -> list[TrailEntry]:
    """The lines of a kind, oldest first."""
    with transaction(hamlet.engine) as session:
        query = select(TrailEntry).where(TrailEntry.action == action).order_by(TrailEntry.number)
        return list(session.scalars(query))


def account_of(hamlet: Hamlet, role: str) -> Account:
    with transaction(hamlet.engine) as session:
        found = [one for one in session.scalars(select(Account)) if one.grants[0].role == role]
        return found[0]
