"""Who may be asked about a holder: independent of him, one a household, from all three sides."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.tables import Account, Grant
from models.care.posts.holding import MEMBERS
from models.care.posts.refusals import AppraiserUnfit, OwnMatter
from models.care.posts.tables import Appraisal, Voice
from models.people.tables import Helper, Person, Resident
from models.places.tables import Place

STAFF = ("county", "town", "community")
OWN = Said("自己的岗位要由别人来评。")
SHOWN = 20


@dataclass(frozen=True)
class Candidate:
    """A resident or party member by ``person``, staff by ``account``; ``name`` in clear."""

    id: uuid.UUID
    name: str
    place: str


def candidates(session: Session, found: Appraisal, kind: str, text: str) -> Sequence[Candidate]:
    """The first of those of a kind whose name holds ``text`` and who have not been asked."""
    path = found.holding.post.place.path
    known = {voice.person_id or voice.account_id for voice in found.voices}
    if kind == "staff":
        staff = _staff(path).where(Account.name.contains(text, autoescape=True)).limit(SHOWN)
        rows = [Candidate(one.id, one.name, "") for one in session.scalars(staff)]
        known.add(found.opened_by)
    else:
        query = _people(path, kind).where(Person.name.contains(text, autoescape=True))
        people = session.scalars(query.order_by(Person.name, Person.id).limit(SHOWN))
        rows = [Candidate(one.id, one.name, one.place.path) for one in people]
        known.add(found.holding.helper.person_id)
    return [row for row in rows if row.id not in known]


def voice_for(session: Session, found: Appraisal, subject_id: uuid.UUID, kind: str) -> Voice:
    """The voice of somebody fit to be asked; raises ``AppraiserUnfit`` or ``OwnMatter``."""
    if kind == "staff":
        return _voice_of_staff(session, found, subject_id)
    return _voice_of_person(session, found, subject_id, kind)


def _voice_of_staff(session: Session, found: Appraisal, account_id: uuid.UUID) -> Voice:
    staff = _staff(found.holding.post.place.path).where(Account.id == account_id)
    account = session.scalar(staff)
    if account is None:
        raise AppraiserUnfit(Said("这个人不是本社区的居民、党员或工作人员，请换一个人。"))
    if account.person_id == found.holding.helper.person_id:
        raise OwnMatter(OWN)
    if account.id == found.opened_by:
        raise AppraiserUnfit(Said("组织评岗的人自己不评，请换一位工作人员。"))
    _check_new(account.id in {voice.account_id for voice in found.voices})
    return Voice(appraisal_id=found.id, account_id=account.id, kind="staff")


def _voice_of_person(session: Session, found: Appraisal, person_id: uuid.UUID, kind: str) -> Voice:
    people = _people(found.holding.post.place.path, kind).where(Person.id == person_id)
    person = session.scalar(people)
    if person is None:
        raise AppraiserUnfit(Said("这个人不是本社区的居民、党员或工作人员，请换一个人。"))
    if person.id == found.holding.helper.person_id:
        raise OwnMatter(OWN)
    _check_new(person.id in {voice.person_id for voice in found.voices})
    if _home(person) == _home(found.holding.helper.person):
        raise AppraiserUnfit(Said("和领岗的人住在一户，请换一个人。"))
    if _home(person) in {_home(voice.person) for voice in found.voices if voice.person}:
        raise AppraiserUnfit(Said("一户只请一个人，请换一户。"))
    return Voice(appraisal_id=found.id, person_id=person.id, kind=kind)


def _check_new(known: bool) -> None:
    if known:
        raise AppraiserUnfit(Said("已经请了这个人。"))


def _people(path: str, kind: str) -> Select[Person]:
    """Residents, or party members, who live in the community at ``path``."""
    query = select(Person).join(Person.place).options(joinedload(Person.place))
    query = query.where(Place.path.startswith(path, autoescape=True))
    if kind == "member":
        member = Helper.active & Helper.political_status.in_(MEMBERS)
        return query.join(Helper, Helper.person_id == Person.id).where(member)
    return query.join(Resident, Resident.person_id == Person.id).where(Resident.active)


def _staff(path: str) -> Select[Account]:
    """The active accounts of staff whose place has the community at ``path`` in it."""
    over = (
        select(Grant.account_id)
        .join(Place, Place.id == Grant.place_id)
        .where(Grant.role.in_(STAFF), func.starts_with(literal(path), Place.path))
    )
    active = select(Account).where(Account.id.in_(over), Account.status == "active")
    return active.order_by(Account.name, Account.id)


def _home(person: Person) -> object:
    """A household: same place and door; whose door is not known is a household of his own."""
    return (person.place_id, person.door) if person.door else person.id
