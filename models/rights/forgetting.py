"""Making a person anonymous: what is left counts, and says of nobody who it was."""

import datetime as dt
import uuid

from sqlalchemy import ColumnElement, exists, func, literal, or_, select, update
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.sessions import end_sessions
from models.accounts.tables import Account
from models.care.hours.tables import ServiceHours
from models.care.owed.tables import RestrictedCase
from models.care.together.tables import Enrolment
from models.database.declared import KEEPINGS, Table
from models.people.tables import Helper, Person, Resident, Seeker
from models.places.tables import Place
from models.rights.blanks import blank, remove
from models.rights.refusals import StillNeeded
from models.rights.whole import DECLARED, about, outer_first
from models.trail.log import record_row

# Kept whoever asks and however long ago: see ``KEEPINGS``.
HELD = ("law", "record", "trail", "hours")
# 志愿服务条例: hours that were served can be certified for as long as somebody asks for it.
OF_RECORD = ("name", "id_number", "id_hash")
# What is taken back with the consent to sensitive data; a request is told anew each time.
GIVEN = "care"
NOBODY = "已匿名"
ROLES: tuple[type[Helper] | type[Resident] | type[Seeker], ...] = (Helper, Resident, Seeker)
Condition = ColumnElement[bool]


def is_registered() -> Condition:
    """The condition on ``Person`` under which somebody serves, is served or looks for work."""
    active = [
        exists().where(role.person_id == Person.id, role.active).correlate(Person) for role in ROLES
    ]
    enrolled = exists().where(Enrolment.person_id == Person.id, Enrolment.ended_on.is_(None))
    return or_(enrolled.correlate(Person), *active)


def is_held() -> Condition:
    """The condition on ``Person`` under which a case keeps everything there is."""
    case = exists().where(
        RestrictedCase.resident_id == Resident.id, Resident.person_id == Person.id
    )
    return case.correlate(Person)


def anonymise(session: Session, person: Person, now: dt.datetime, by: uuid.UUID | None) -> int:
    """Empty everything that says who it was; returns the number of rows.

    Refused while the person is registered, and where a case is on record. The name and the ID
    number stay where hours of service have to be certified.
    """
    session.get_one(Person, person.id, with_for_update=True)
    if session.scalar(select(is_registered()).where(Person.id == person.id)):
        raise StillNeeded(Said("还在登记中：请先结束服务、志愿服务或求职登记，再来删除。"))
    if session.scalar(select(is_held()).where(Person.id == person.id)):
        raise StillNeeded(Said("法律要求保存这个人的资料，不能删除。请问县里的负责人。"))
    count = sum(
        _forget(session, table, person.id)
        for table in outer_first()
        if table.whose and table.kept not in HELD and table.name not in ("person", "account")
    )
    _person(session, person.id, now)
    _accounts(session, person.id, now)
    session.expire_all()
    record_row(
        session, "rights.anonymised", person, now, by=by, whose=person.id, detail={"rows": count}
    )
    return count


def forget_sensitive(session: Session, person: Person, now: dt.datetime, by: uuid.UUID) -> int:
    """Empty what is sensitive of a person who goes on being registered; returns the rows.

    Refused for who looks for work: his categories touch a family's benefits, so two agree on them.
    """
    seeks = exists().where(Seeker.person_id == person.id, Seeker.active)
    if session.scalar(select(seeks)):
        raise StillNeeded(Said("他还在求职登记中：困难类别和身体限制请先在求职者页面由两人办理。"))
    count = sum(
        blank(session, table, table.sensitive.split(), _own(table, person.id))
        for table in DECLARED.values()
        if table.whose
        and table.kept not in HELD
        and table.ground == GIVEN
        and table.name != "person"
    )
    session.expire_all()
    record_row(
        session, "rights.forgotten", person, now, by=by, whose=person.id, detail={"rows": count}
    )
    return count


def emptied(table: Table) -> list[str]:
    """The columns that an anonymous row no longer holds."""
    stays = table.stays.split()
    return [name for name in table.closed() if name not in stays]


def _forget(session: Session, table: Table, person_id: uuid.UUID) -> int:
    """Rows that would be deleted in time go at once, of the others what says something of him."""
    if KEEPINGS[table.kept].does == "delete":
        return remove(session, table, _own(table, person_id))
    return blank(session, table, emptied(table), _own(table, person_id))


def _own(table: Table, person_id: uuid.UUID) -> Condition:
    """Rows that are the person's by the first of ``whose``: the others tell of somebody else."""
    return about(table, person_id, first=True)


def _person(session: Session, person_id: uuid.UUID, now: dt.datetime) -> None:
    served = exists().where(ServiceHours.helper_id == Helper.id, Helper.person_id == person_id)
    kept = OF_RECORD if session.scalar(select(served)) else ()
    table = DECLARED["person"]
    columns = [one for one in emptied(table) if one not in (*kept, "name")]
    blank(session, table, columns, Person.__table__.c.id == person_id)
    home = select(Place.path).join(Person, Person.place_id == Place.id)
    path = session.scalars(home.where(Person.id == person_id)).one()
    coarse = (
        select(Place.id)
        .where(func.starts_with(literal(path), Place.path), Place.kind == "community")
        .order_by(Place.path)
        .limit(1)
        .scalar_subquery()
    )
    session.execute(
        update(Person)
        .where(Person.id == person_id)
        .values(
            name=Person.name if kept else NOBODY,
            born_on=func.date_trunc("year", Person.born_on),
            place_id=func.coalesce(coarse, Person.place_id),
            anonymised_at=now,
        )
        .execution_options(synchronize_session=False)
    )


def _accounts(session: Session, person_id: uuid.UUID, now: dt.datetime) -> None:
    """Accounts of the person end; what they did stays theirs, without a name."""
    for account in session.scalars(
        select(Account).where(Account.person_id == person_id).with_for_update()
    ):
        account.name, account.phone, account.status = NOBODY, "", "disabled"
        # Unique, and no number has it.
        account.phone_hash, account.code_hash = account.id.bytes, None
        end_sessions(session, account.id, now, "forgotten")
    session.flush()
