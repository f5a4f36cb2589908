"""The lists of the county in scope, as pages show them and files take them out again."""

import re
import unicodedata
import uuid
from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from models.accounts.scope import Scope
from models.care.posts.tables import Post, PostHolding
from models.care.tables import Need, ServiceKind
from models.employment.tables import Cohort, Employer, TrainingOrder, Vacancy
from models.people.identity import id_hash, person_phone_hash
from models.people.tables import Helper, Person, Resident, Seeker
from models.places.tables import Place

Row = TypeVar("Row", Resident, Helper, Seeker)

_PHONE = re.compile(r"(?:\+?86)?(1\d{10})")
_ID_NUMBER = re.compile(r"\d{17}[\dX]")


def about(text: str) -> ColumnElement[bool]:
    """The condition on ``Person``: a telephone or ID number in full, or a part of the name.

    Numbers are sealed, so only the whole of one is ever found.
    """
    plain = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()
    if phone := _PHONE.fullmatch(plain):
        return Person.phone_hash == person_phone_hash(phone[1])
    if _ID_NUMBER.fullmatch(plain):
        return Person.id_hash == id_hash(plain)
    return Person.name.contains(text.strip(), autoescape=True)


def residents(scope: Scope, roles: Iterable[str], text: str = "") -> Select[Resident]:
    return _persons(select(Resident), Resident.person, scope, roles, text).where(Resident.active)


def helpers(scope: Scope, roles: Iterable[str], text: str = "") -> Select[Helper]:
    query = _persons(select(Helper), Helper.person, scope, roles, text)
    return query.where(Helper.active).options(joinedload(Helper.organisation))


def seekers(scope: Scope, roles: Iterable[str], text: str = "") -> Select[Seeker]:
    return _persons(select(Seeker), Seeker.person, scope, roles, text).where(Seeker.active)


def vacancies(scope: Scope, roles: Iterable[str], text: str = "") -> Select[Vacancy]:
    """Open vacancies; ``text`` is part of the employer's name or of the occupation."""
    return (
        select(Vacancy)
        .join(Vacancy.employer)
        .join(Vacancy.place)
        .where(scope.within(roles), Vacancy.closed_on.is_(None), _part(text, Vacancy.occupation))
        .options(joinedload(Vacancy.employer), joinedload(Vacancy.place))
        .order_by(Vacancy.valid_until, Employer.name, Vacancy.id)
    )


def orders(scope: Scope, roles: Iterable[str], text: str = "") -> Select[Cohort]:
    """The classes of training orders; ``text`` as in ``vacancies``, or part of the number."""
    found = or_(
        _part(text, TrainingOrder.occupation), TrainingOrder.number.contains(text, autoescape=True)
    )
    order = joinedload(Cohort.order)
    return (
        select(Cohort)
        .join(Cohort.order)
        .join(TrainingOrder.employer)
        .join(Cohort.place)
        .where(scope.within(roles), Cohort.closed_on.is_(None), found)
        .options(order.joinedload(TrainingOrder.employer), joinedload(Cohort.place))
        .order_by(Cohort.starts_on, TrainingOrder.number)
    )


def duties(session: Session, helpers: Iterable[Helper]) -> dict[uuid.UUID, list[str]]:
    """Helper id -> the posts held."""
    query = (
        select(PostHolding.helper_id, Post.duty)
        .join(PostHolding.post)
        .where(
            PostHolding.helper_id.in_([helper.id for helper in helpers]),
            PostHolding.state == "held",
        )
        .distinct()
    )
    return _gathered(session.execute(query.order_by(Post.duty)))


def needs(session: Session, residents: Iterable[Resident]) -> dict[uuid.UUID, list[str]]:
    """Resident id -> the names of the services needed."""
    query = (
        select(Need.resident_id, ServiceKind.name)
        .join(ServiceKind, ServiceKind.code == Need.kind)
        .where(Need.resident_id.in_([row.id for row in residents]), Need.closed_on.is_(None))
    )
    return _gathered(session.execute(query.order_by(ServiceKind.name)))


def whereabouts(session: Session, places: Iterable[Place]) -> dict[uuid.UUID, tuple[str, str]]:
    """Place id -> community and grid, "" for what lies above; never the door."""
    wanted = list(places)
    above = {path for place in wanted for path in _above(place.path)}
    query = select(Place.path, Place.name, Place.kind).where(Place.path.in_(above))
    named = {path: (name, kind) for path, name, kind in session.execute(query)}
    return {place.id: _named(place.path, named) for place in wanted}


def _persons(
    query: Select[Row],
    person: InstrumentedAttribute[Person],
    scope: Scope,
    roles: Iterable[str],
    text: str,
) -> Select[Row]:
    return (
        query.join(person)
        .join(Person.place)
        .where(scope.within(roles), about(text))
        .options(joinedload(person).joinedload(Person.place))
        .order_by(Place.path, Person.name, Person.id)
    )


def _part(text: str, occupation: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    return or_(
        Employer.name.contains(text, autoescape=True), occupation.contains(text, autoescape=True)
    )


def _gathered(pairs: Iterable[tuple[uuid.UUID, str]]) -> dict[uuid.UUID, list[str]]:
    found: dict[uuid.UUID, list[str]] = {}
    for owner, name in pairs:
        found.setdefault(owner, []).append(name)
    return found


def _above(path: str) -> list[str]:
    """The paths from the county down to the place itself."""
    codes = path.rstrip("/").split("/")
    return ["/".join(codes[:depth]) + "/" for depth in range(1, len(codes) + 1)]


def _named(path: str, named: dict[str, tuple[str, str]]) -> tuple[str, str]:
    kinds = {kind: name for name, kind in (named[up] for up in _above(path) if up in named)}
    return kinds.get("community", ""), kinds.get("grid", "")
