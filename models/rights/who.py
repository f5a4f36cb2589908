"""Who may act for a person at the counter, and for himself."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.people.tables import Person
from models.places.tables import Place
from models.rights.refusals import PersonUnknown

# Where somebody may come to ask for his rights.
COUNTER = ("county", "town", "community", "employment")


def person_in(session: Session, scope: Scope, person_id: uuid.UUID) -> Person:
    """A person within the scope held in one of ``COUNTER``."""
    return _found(session, scope, person_id, own=False)


def himself(session: Session, scope: Scope) -> Person:
    """The person whose account it is."""
    if scope.person_id is None:
        raise PersonUnknown(Said("您的账号没有关联到个人资料，请到社区当面办理。"))
    return _found(session, scope, scope.person_id, own=True)


def _found(session: Session, scope: Scope, person_id: uuid.UUID, own: bool) -> Person:
    wanted = (
        select(Person)
        .join(Place, Place.id == Person.place_id)
        .where(Person.id == person_id)
        .options(joinedload(Person.place))
    )
    found = session.scalar(wanted if own else wanted.where(scope.within(COUNTER)))
    if found is None:
        raise PersonUnknown(Said("没有这个人，或不在您的管理范围内。"))
    return found
