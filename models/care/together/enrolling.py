"""Children at a station: a place each, with the guardian's consent and whom he names to fetch."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session, joinedload

from matcher.care.arrays import ADULT
from matcher.said import Said
from models.accounts.scope import Scope
from models.care.days import civil_day
from models.care.together import consents
from models.care.together.consents import Guardian
from models.care.together.refusals import (
    NoPlace,
    SignedAlready,
    TogetherOver,
    TogetherUnknown,
    TogetherWrong,
)
from models.care.together.stations import KEEPERS, station_in
from models.care.together.tables import Enrolment, GuardianConsent, PickupPerson, Station
from models.database.last_line import LastLine, insert
from models.people.identity import age
from models.people.tables import Person, Resident
from models.places.tables import Place
from models.trail.log import record_row

FULL = Said("这个辅导站的名额已满。")
IN_ALREADY = Said("这个孩子已经在辅导站报了名。")
LAST_LINE: LastLine = {
    "ix_enrolment_seat": (NoPlace, FULL),
    "ix_enrolment_child": (SignedAlready, IN_ALREADY),
}
# Why a child's place ended.
ENDINGS = ("consent", "asked")
MOST_NAMED = 6


def enrol(
    session: Session,
    scope: Scope,
    station_id: uuid.UUID,
    person_id: uuid.UUID,
    guardian: Guardian,
    now: dt.datetime,
) -> Enrolment:
    """Give a child a place; the guardian who consents is the first who may fetch it."""
    station = station_in(session, scope, station_id, lock=True)
    person = _child(session, scope, person_id, civil_day(now))
    places = _taken(session, station.id)
    if any(one.person_id == person.id for one in places):
        raise SignedAlready(IN_ALREADY)
    free = set(range(station.places)) - {one.seat for one in places}
    if not free:
        raise NoPlace(FULL)
    by = scope.account_id
    given = consents.standing(session, person.id, "station") or consents.give(
        session, person, "station", guardian, now, by=by
    )
    place = Enrolment(
        station_id=station.id,
        person_id=person.id,
        consent_id=given.id,
        seat=min(free),
        enrolled_on=civil_day(now),
    )
    insert(session, place, LAST_LINE)
    _name(session, place, guardian.name, guardian.relation, guardian.phone, now, by)
    record_row(session, "station.enrol", place, now, by=by, whose=place.person_id)
    return place


def leave(
    session: Session, scope: Scope, enrolment_id: uuid.UUID, withdrawn: bool, now: dt.datetime
) -> Enrolment:
    """A child leaves; ``withdrawn``: because the guardian took his consent back."""
    place = enrolment_in(session, scope, enrolment_id, lock=True)
    _still_in(place)
    place.ended_on, place.ended_for = civil_day(now), ENDINGS[0 if withdrawn else 1]
    if withdrawn:
        given = session.get_one(GuardianConsent, place.consent_id)
        consents.withdraw(session, given, now, by=scope.account_id)
    session.execute(
        update(PickupPerson)
        .where(PickupPerson.enrolment_id == place.id, PickupPerson.ended_at.is_(None))
        .values(ended_at=now)
    )
    record_row(session, "station.leave", place, now, why=place.ended_for, **_who(scope, place))
    return place


def name(
    session: Session,
    scope: Scope,
    enrolment_id: uuid.UUID,
    who: str,
    relation: str,
    phone: str,
    now: dt.datetime,
) -> PickupPerson:
    """The guardian names one more person who may fetch the child; staff write it down."""
    place = enrolment_in(session, scope, enrolment_id, lock=True)
    _still_in(place)
    if len(named(session, [place.id])) >= MOST_NAMED:
        raise TogetherWrong(Said("最多写 %(most)d 位接送人。", most=MOST_NAMED))
    added = _name(session, place, who, relation, phone, now, scope.account_id)
    record_row(session, "station.name", place, now, **_who(scope, place))
    return added


def unname(session: Session, scope: Scope, pickup_id: uuid.UUID, now: dt.datetime) -> Enrolment:
    """From now on this person is not given the child."""
    person = session.get(PickupPerson, pickup_id)
    if person is None:
        raise TogetherUnknown(Said("没有找到这位接送人。"))
    place = enrolment_in(session, scope, person.enrolment_id, lock=True)
    if person.ended_at is None:
        person.ended_at = now
        record_row(session, "station.unname", place, now, **_who(scope, place))
    return place


def enrolment_in(
    session: Session, scope: Scope, enrolment_id: uuid.UUID, lock: bool = False
) -> Enrolment:
    """A child's place at a station within the scope of a keeper."""
    query = (
        select(Enrolment)
        .join(Enrolment.station)
        .join(Station.place)
        .where(Enrolment.id == enrolment_id, scope.within(KEEPERS))
        .options(
            joinedload(Enrolment.person),
            joinedload(Enrolment.consent),
            joinedload(Enrolment.station),
        )
    )
    locked = query.with_for_update(of=Enrolment).execution_options(populate_existing=True)
    found = session.scalar(locked if lock else query)
    if found is None:
        raise TogetherUnknown(Said("您所管的地方没有这个孩子的报名。"))
    return found


def enrolled(session: Session, station_id: uuid.UUID) -> Sequence[Enrolment]:
    """The children of a station, by name."""
    query = (
        select(Enrolment)
        .join(Enrolment.person)
        .where(Enrolment.station_id == station_id, Enrolment.ended_on.is_(None))
        .options(joinedload(Enrolment.person), joinedload(Enrolment.consent))
        .order_by(Person.name, Enrolment.id)
    )
    return session.scalars(query).all()


def named(session: Session, enrolment_ids: Sequence[uuid.UUID]) -> Sequence[PickupPerson]:
    """Who may fetch these children now, the first named first."""
    query = select(PickupPerson).where(
        PickupPerson.enrolment_id.in_(enrolment_ids), PickupPerson.ended_at.is_(None)
    )
    return session.scalars(query.order_by(PickupPerson.named_at, PickupPerson.id)).all()


def names_of(
    session: Session, pickup_ids: Sequence[uuid.UUID | None]
) -> Mapping[uuid.UUID, PickupPerson]:
    """Who fetched: by id, named still or no more."""
    known = select(PickupPerson).where(PickupPerson.id.in_([one for one in pickup_ids if one]))
    return {person.id: person for person in session.scalars(known)}


def children(scope: Scope, text: str, today: dt.date) -> Select[Person]:
    """Children registered within the scope whose name holds ``text``."""
    born_after = today.replace(year=today.year - ADULT, day=min(today.day, 28))
    return (
        select(Person)
        .join(Resident, Resident.person_id == Person.id)
        .join(Person.place)
        .where(
            scope.within(KEEPERS),
            Resident.active,
            Person.born_on > born_after,
            Person.name.contains(text, autoescape=True),
        )
        .options(joinedload(Person.place))
        .order_by(Person.name, Person.id)
    )


def _child(session: Session, scope: Scope, person_id: uuid.UUID, today: dt.date) -> Person:
    person = session.scalar(
        select(Person)
        .join(Place, Place.id == Person.place_id)
        .where(Person.id == person_id, scope.within(KEEPERS))
    )
    if person is None:
        raise TogetherUnknown(Said("您所管的地方没有这个孩子。"))
    if person.born_on is None or age(person.born_on, today) >= ADULT:
        raise TogetherWrong(Said("辅导站只收未满 18 周岁的孩子。"))
    return person


def _taken(session: Session, station_id: uuid.UUID) -> Sequence[Enrolment]:
    query = select(Enrolment).where(
        Enrolment.station_id == station_id, Enrolment.ended_on.is_(None)
    )
    return session.scalars(query.execution_options(populate_existing=True)).all()


def _still_in(place: Enrolment) -> None:
    if place.ended_on is not None:
        raise TogetherOver(Said("这个孩子已经退出辅导站。"))


def _name(
    session: Session,
    place: Enrolment,
    who: str,
    relation: str,
    phone: str,
    now: dt.datetime,
    by: uuid.UUID,
) -> PickupPerson:
    added = PickupPerson(
        enrolment_id=place.id, name=who, relation=relation, phone=phone, named_by=by, named_at=now
    )
    session.add(added)
    session.flush()
    return added


def _who(scope: Scope, place: Enrolment) -> dict[str, Any]:
    return {"by": scope.account_id, "whose": place.person_id}
