"""A seeker registered by staff 求职登记, the person in front of them, and the same facts later."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.database.last_line import LastLine, insert
from models.employment.codes import table
from models.employment.people import limits, seeker_in
from models.employment.seeking import consents
from models.employment.seeking.consents import SEEKING, SENSITIVE
from models.employment.seeking.facts import Contact, Facts, put, seen
from models.employment.seeking.identifying import Who, home, known, seeker_of
from models.employment.seeking.refusals import SeekerChanged, SeekerOver, SeekingWrong
from models.people.households import household
from models.people.identity import id_hash
from models.people.registering import phone_columns
from models.people.tables import Person, Seeker
from models.places.tables import Place
from models.trail.log import record_row

QUICKER = Said("刚刚有人登记了同一个人，您的还没有存。请再看一眼，再存一次。")
LAST_LINE: LastLine = {
    "uq_person_id_hash": (SeekerChanged, QUICKER),
    "uq_seeker_person_id": (SeekerChanged, QUICKER),
}


@dataclass(frozen=True)
class Wanted:
    """What is registered beside who it is: ``agreed`` purposes of ``consents.TEXTS``."""

    facts: Facts
    hardship: Sequence[str]
    agreed: Collection[str]
    automated: bool


def register(
    session: Session,
    scope: Scope,
    someone: Who,
    where: Contact,
    wanted: Wanted,
    shown: uuid.UUID | None,
    today: dt.date,
    now: dt.datetime,
) -> Seeker:
    """A seeker, of the person ``shown`` to whoever types, or of a new one (None).

    Raises ``SeekerChanged`` when it is by now somebody else, or a seeker; ``SeekingWrong``. Of a
    person known only what was missing is filled in. Who had ended is registered again.
    """
    _check(session, wanted, today)
    # One at a time: without an ID number no index tells two rows of one person apart.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("new seeker", 0))))
    person = known(session, scope, someone)
    if (person.id if person else None) != shown:
        raise SeekerChanged(QUICKER)
    if person is None:
        person = _new_person(session, scope, someone, where, now)
    else:
        _complete(person, someone)
    seeker = seeker_of(session, person.id)
    if seeker is None:
        seeker = Seeker(person_id=person.id, skills=[], wishes=[], hardship=[], training_wishes=[])
        seeker.active = False
        insert(session, seeker, LAST_LINE)
    session.refresh(seeker, with_for_update=True)
    if seeker.active:
        raise SeekerChanged(QUICKER)
    put(seeker, wanted.facts)
    seeker.active, seeker.automated = True, wanted.automated
    seeker.hardship = _joined(seeker.hardship, wanted.hardship)
    _check_sensitive(session, seeker, wanted.agreed)
    record_row(session, "seeker.register", seeker, now, by=scope.account_id, whose=seeker.person_id)
    consents.give(session, scope, seeker, wanted.agreed, today, now)
    return seeker


def change(
    session: Session,
    scope: Scope,
    seeker_id: uuid.UUID,
    was: str,
    where: Contact,
    facts: Facts,
    hardship: Sequence[str],
    today: dt.date,
    now: dt.datetime,
) -> Seeker:
    """Other facts, another phone or home, more categories of hardship; none is taken away here.

    ``was`` is the ``seen`` of what the form showed: raises ``SeekerChanged`` when it is so no
    more, ``SeekerOver``, ``SeekingWrong``.
    """
    seeker = seeker_in(session, scope, seeker_id, lock=True)
    session.refresh(seeker.person, with_for_update={"of": Person, "key_share": True})
    if not seeker.active:
        raise SeekerOver(Said("此人已不在求职登记中，要先重新登记。"))
    if seen(seeker) != was:
        raise SeekerChanged(
            Said("这份资料刚被别人改过，您的还没有存。先看一眼现在的资料，再存一次。")
        )
    _check_facts(session, facts, hardship, today)
    changed = put(seeker, facts)
    more = _joined(seeker.hardship, hardship)
    if more != seeker.hardship:
        seeker.hardship = more
        changed.append("hardship")
    sensitive = {"hardship", "limits"} & set(changed) and (more or facts.limits)
    stand = {one.purpose for one in consents.standing(session, seeker.id)}
    if sensitive and SENSITIVE not in stand:
        raise SeekingWrong("limits", Said("先在求职者页面登记本人对身体限制和困难类别的单独同意。"))
    changed += _move(session, scope, seeker.person, where)
    if changed:
        record_row(
            session,
            "seeker.change",
            seeker,
            now,
            by=scope.account_id,
            whose=seeker.person_id,
            detail={"changed": changed},
        )
    return seeker


def _check(session: Session, wanted: Wanted, today: dt.date) -> None:
    _check_facts(session, wanted.facts, wanted.hardship, today)
    if SEEKING not in wanted.agreed:
        raise SeekingWrong("agreed", Said("本人同意了才能登记。请把这段话念给本人听。"))


def _check_sensitive(session: Session, seeker: Seeker, agreed: Collection[str]) -> None:
    """Health and hardship, of an earlier registration too, want a word of their own."""
    stand = {one.purpose for one in consents.standing(session, seeker.id)}
    if (seeker.hardship or limits(seeker)) and SENSITIVE not in stand.union(agreed):
        raise SeekingWrong(
            "agreed",
            Said("登记身体限制或困难类别，以前登记过的也算，要本人另外同意。"),
        )


def _check_facts(session: Session, facts: Facts, hardship: Sequence[str], today: dt.date) -> None:
    """Only categories of the table in force are given."""
    if facts.unemployed_since and facts.unemployed_since > today:
        raise SeekingWrong("unemployed_since", Said("失业的日子不能在今天以后。"))
    if not set(hardship) <= set(table(session, "hardship", today)):
        raise SeekingWrong("hardship", Said("请从列表中选就业困难类别。"))


def _joined(held: list[str], more: Sequence[str]) -> list[str]:
    return list(dict.fromkeys([*held, *more]))


def _new_person(
    session: Session, scope: Scope, someone: Who, where: Contact, now: dt.datetime
) -> Person:
    if where.place_id is None:
        raise SeekingWrong("place_id", Said("请选住在哪个社区或网格。"))
    place = home(session, scope, where.place_id)
    person = Person(
        name=someone.name,
        born_on=someone.born_on,
        place_id=place.id,
        door=where.door,
        household=household(place.path, place.kind, where.door),
        created_at=now,
    )
    _complete(person, someone)
    insert(session, person, LAST_LINE)
    return person


def _complete(person: Person, someone: Who) -> None:
    """Fill in what was not known; what was known is not overwritten at the counter."""
    if someone.identity is not None and person.id_hash is None:
        person.id_number, person.sex = someone.identity.number, someone.identity.sex
        person.id_hash = id_hash(someone.identity.number)
    if someone.phone and not person.phone:
        _set(person, phone_columns(someone.phone))
    # The same as on record, or what the ID number says: this day the rule about age has looked at.
    person.born_on = someone.born_on


def _move(session: Session, scope: Scope, person: Person, where: Contact) -> list[str]:
    """Another phone, place or door; a kept address is moved by whoever keeps it."""
    changed = []
    if where.phone and where.phone != person.phone:
        _set(person, phone_columns(where.phone))
        changed.append("phone")
    moved = where.place_id is not None and where.place_id != person.place_id
    if (moved or where.door) and not person.address_suppressed:
        if moved:
            assert where.place_id is not None
            person.place_id = home(session, scope, where.place_id).id
            person.door = None
        person.door = where.door or person.door
        place = session.get_one(Place, person.place_id)
        person.household = household(place.path, place.kind, person.door)
        changed.append("home")
    return changed


def _set(person: Person, columns: dict[str, object]) -> None:
    for name, value in columns.items():
        setattr(person, name, value)
