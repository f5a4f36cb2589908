"""Who stands at the counter: a person known already, by ID number or by phone and name, or new."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from matcher.employment.rules import WORKING_AGE
from matcher.said import Said
from models.accounts.phone import PhoneMalformed, plain_phone
from models.accounts.scope import Scope
from models.employment.people import STAFF
from models.employment.seeking.refusals import SeekingWrong
from models.people.identity import (
    Identity,
    IdNumberInvalid,
    age,
    id_hash,
    person_phone_hash,
    read_identity,
)
from models.people.tables import Person, Seeker
from models.places.tables import Place

HOMES = ("community", "grid")


@dataclass(frozen=True)
class Who:
    """A person as the counter knows him: an ID number, or phone and day of birth."""

    name: str
    identity: Identity | None
    phone: str | None
    born_on: dt.date


def who(
    name: str, id_number: str | None, phone: str | None, born_on: dt.date | None, today: dt.date
) -> Who:
    """Read what was typed; raises ``SeekingWrong``, for a child with the rule's own reason."""
    identity = _identity(id_number)
    number = plain_number(phone)
    if identity is None and (number is None or born_on is None):
        raise SeekingWrong("id_number", Said("请填身份证号；没带身份证的，填电话和出生日期。"))
    born = identity.born_on if identity else born_on
    assert born is not None
    field = "id_number" if identity else "born_on"
    if born > today:
        raise SeekingWrong(field, Said("出生日期不能在今天以后。"))
    if age(born, today) < WORKING_AGE:
        raise SeekingWrong(
            field, Said("未满 %(age)d 周岁，不能登记求职（劳动法第十五条）。", age=WORKING_AGE)
        )
    return Who(name, identity, number, born)


def plain_number(phone: str | None) -> str | None:
    """A telephone number as it is kept; raises ``SeekingWrong``."""
    try:
        return plain_phone(phone) if phone else None
    except PhoneMalformed as fault:
        raise SeekingWrong("phone", fault.said) from fault


def known(session: Session, scope: Scope, someone: Who) -> Person | None:
    """The person this is, with his place; None when nobody is known.

    Raises ``SeekingWrong`` where the number belongs to another name, where several share a phone
    and a name, where no ID number says that another day of birth than his is the right one, and
    where he is registered outside of what one looks after.
    """
    person = None
    if someone.identity is not None:
        found = _persons(session, Person.id_hash == id_hash(someone.identity.number))
        person = found[0] if found else None
    if person is None and someone.phone is not None:
        person = _by_phone(session, someone)
    if person is None:
        return None
    if person.name != someone.name:
        raise SeekingWrong("name", Said("这个身份证号登记的是另一个姓名，请对照身份证再填。"))
    if not scope.covers(person.place.path, STAFF):
        raise SeekingWrong("", Said("此人登记在您管理范围以外的社区，请上级核对。什么都没有存。"))
    if someone.identity is None and person.born_on not in (None, someone.born_on):
        raise SeekingWrong(
            "born_on", Said("这个电话和姓名登记的是另一个出生日期，请核对；不对的，请填身份证号。")
        )
    return person


def seeker_of(session: Session, person_id: uuid.UUID) -> Seeker | None:
    """The registration of a person, ended ones too."""
    return session.scalar(select(Seeker).where(Seeker.person_id == person_id))


def homes(session: Session, scope: Scope) -> Sequence[Place]:
    """The communities and grids one may register somebody in."""
    wanted = select(Place).where(Place.kind.in_(HOMES), scope.within(STAFF))
    return session.scalars(wanted.order_by(Place.path)).all()


def home(session: Session, scope: Scope, place_id: uuid.UUID) -> Place:
    """One of ``homes``; raises ``SeekingWrong``."""
    place = session.get(Place, place_id)
    if place is None or place.kind not in HOMES or not scope.covers(place.path, STAFF):
        raise SeekingWrong("place_id", Said("请从列表中选社区或网格。"))
    return place


def _identity(text: str | None) -> Identity | None:
    try:
        return read_identity(text) if text else None
    except IdNumberInvalid as fault:
        raise SeekingWrong("id_number", fault.said) from fault


def _by_phone(session: Session, someone: Who) -> Person | None:
    """By phone and name; whoever is known under another ID number is somebody else."""
    assert someone.phone is not None
    same = (Person.phone_hash == person_phone_hash(someone.phone)) & (Person.name == someone.name)
    if someone.identity is not None:
        same &= Person.id_hash.is_(None)
    found = _persons(session, same)
    if len(found) > 1:
        raise SeekingWrong("id_number", Said("这个电话下有几位同名的人，请填身份证号。"))
    return found[0] if found else None


def _persons(session: Session, condition: ColumnElement[bool]) -> Sequence[Person]:
    return session.scalars(
        select(Person).where(condition).options(joinedload(Person.place)).limit(2)
    ).all()
