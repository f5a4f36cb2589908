"""What is kept no longer 到期删除: by the declared rules, counted, and in the trail by number."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from models.accounts.tables import Account
from models.database.declared import KEEPINGS, Keeping, Table
from models.people.tables import Person
from models.places.civil import midnight
from models.rights.blanks import blank, remove, still_full
from models.rights.forgetting import anonymise, emptied, is_held, is_registered
from models.rights.whole import DECLARED, about, known, outer_first, through
from models.trail.log import record

ACTION = "rights.retention"
# So many persons a night: each is a change of many tables.
MOST = 500
Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Counted:
    """How many rows of a table a rule made empty, deleted or anonymous."""

    rule: str
    table: str
    does: str
    rows: int


def limit(keeping: Keeping, as_of: dt.date) -> dt.datetime:
    """What began before this moment has been kept for its days on the civil day ``as_of``."""
    assert keeping.days is not None
    first_kept = as_of - dt.timedelta(days=keeping.days - 1)
    return midnight(first_kept)


def count(session: Session, as_of: dt.date) -> list[Counted]:
    """What ``apply`` would do, without doing it."""
    found = [
        Counted(table.kept, table.name, keeping.does, _rows(session, table, keeping, as_of))
        for table, keeping in _timed()
    ]
    people = len(session.scalars(people_due(as_of)).all())
    return [*found, Counted("person", "person", "anonymise", people)]


def apply(session: Session, as_of: dt.date, now: dt.datetime) -> list[Counted]:
    """Delete, empty and make anonymous what is due on a day; a line for each rule that did so."""
    found = [
        Counted(table.kept, table.name, keeping.does, _do(session, table, keeping, as_of))
        for table, keeping in _timed()
    ]
    due = session.scalars(people_due(as_of).limit(MOST)).all()
    for person_id in due:
        anonymise(session, session.get_one(Person, person_id), now, None)
    found.append(Counted("person", "person", "anonymise", len(due)))
    for one in found:
        if one.rows:
            _line(session, one, as_of, now)
    return found


def people_due(as_of: dt.date) -> sa.Select[uuid.UUID]:
    """Persons who are registered nowhere, and about whom nothing was written for the time."""
    since = limit(KEEPINGS["person"], as_of)
    signs_in = exists().where(Account.person_id == Person.id, Account.status == "active")
    return (
        select(Person.id)
        .where(
            Person.anonymised_at.is_(None),
            Person.created_at < since,
            ~is_registered(),
            ~is_held(),
            ~signs_in.correlate(Person),
            *(~_written(table, since) for table in DECLARED.values() if _tells(table)),
        )
        .order_by(Person.id)
    )


def _tells(table: Table) -> bool:
    """Whether a row of it shows that the person was still about."""
    return bool(table.whose) and table.kept != "trail" and table.name != "person"


def _written(table: Table, since: dt.datetime) -> Condition:
    moments = [one for one in known(table).c if isinstance(one.type, sa.DateTime)]
    late = sa.or_(sa.false(), *(one >= since for one in moments))
    person = known(DECLARED["person"])
    mine = about(table, person.c.id, outside=person)
    return exists(
        select(sa.literal(1)).select_from(known(table)).where(late, mine).correlate(person)
    )


def _timed() -> Iterator[tuple[Table, Keeping]]:
    """Tables with a time of their own, those that point to others before these."""
    for table in outer_first():
        keeping = KEEPINGS[table.kept]
        if keeping.does:
            yield table, keeping


def _due(table: Table, keeping: Keeping, as_of: dt.date) -> Condition:
    """The condition under which the clock of a row has run out."""
    found = known(table)
    way = table.clock.split(".")
    keys = list(found.primary_key)
    joined, clock = through(found, way)
    old = select(*keys).select_from(joined).where(clock < limit(keeping, as_of))
    return sa.tuple_(*keys).in_(old)


def _rows(session: Session, table: Table, keeping: Keeping, as_of: dt.date) -> int:
    wanted = _due(table, keeping, as_of)
    if keeping.does == "blank":
        wanted &= still_full(table, emptied(table))
    return session.scalar(select(func.count()).select_from(known(table)).where(wanted)) or 0


def _do(session: Session, table: Table, keeping: Keeping, as_of: dt.date) -> int:
    wanted = _due(table, keeping, as_of)
    if keeping.does == "blank":
        return blank(session, table, emptied(table), wanted)
    return remove(session, table, wanted)


def _line(session: Session, one: Counted, as_of: dt.date, now: dt.datetime) -> None:
    detail: dict[str, Any] = {"rule": one.rule, "table": one.table, "rows": one.rows}
    detail |= {"does": one.does, "as_of": as_of.isoformat()}
    record(session, action=ACTION, account_id=None, now=now, subject=one.table, detail=detail)
