"""The trail as the auditor searches it: newest first, a page at a time by its place in time."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, tuple_
from sqlalchemy.orm import Session

from models.accounts.scope import Scope
from models.accounts.tables import Account, Grant
from models.people.tables import Person
from models.places.civil import midnight
from models.places.tables import Place
from models.trail.tables import TrailCheck, TrailEntry

READERS = ("auditor",)
PER_PAGE = 50


@dataclass(frozen=True)
class Asked:
    """What is looked for; None is anything. The days are civil ones, both of them included."""

    whose: uuid.UUID | None = None
    account: uuid.UUID | None = None
    action: str | None = None
    address: str | None = None
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def by(self) -> list[str]:
        """What was asked by, for the line on the search: no value of it."""
        return [name for name, value in vars(self).items() if value is not None]


@dataclass(frozen=True)
class Found:
    """A line with the name of the account and, in clear, of the person: for the page to mask."""

    line: TrailEntry
    who: str | None
    whose: str | None


def search(
    session: Session, scope: Scope, asked: Asked, before: int | None = None, most: int = PER_PAGE
) -> Sequence[Found]:
    """At most so many lines within the auditor's scope, those before the line ``before``."""
    rows = session.execute(page(session, scope, asked, before, most))
    return [Found(*row) for row in rows]


def page(
    session: Session, scope: Scope, asked: Asked, before: int | None, most: int
) -> Select[TrailEntry, str | None, str | None]:
    """The query behind ``search``."""
    wanted = _wanted(scope, asked)
    if before is not None:
        at = session.scalar(select(TrailEntry.at).where(TrailEntry.number == before))
        # The first condition is what an index by time can begin with.
        place = tuple_(TrailEntry.at, TrailEntry.number) < tuple_(at, before)
        wanted = wanted.where(TrailEntry.at <= at, place)
    return wanted.order_by(TrailEntry.at.desc(), TrailEntry.number.desc()).limit(most)


def last_check(session: Session) -> TrailCheck | None:
    """The newest check of the chain; None before the first."""
    return session.scalar(select(TrailCheck).order_by(TrailCheck.at.desc()).limit(1))


def _wanted(scope: Scope, asked: Asked) -> Select[TrailEntry, str | None, str | None]:
    wanted = (
        select(TrailEntry, Account.name, Person.name)
        .outerjoin(Account, Account.id == TrailEntry.account_id)
        .outerjoin(Person, Person.id == TrailEntry.whose)
        .where(_within(scope))
    )
    columns = {
        TrailEntry.whose: asked.whose,
        TrailEntry.account_id: asked.account,
        TrailEntry.action: asked.action,
        TrailEntry.address: asked.address,
    }
    for column, value in columns.items():
        if value is not None:
            wanted = wanted.where(column == value)
    if asked.first is not None:
        wanted = wanted.where(TrailEntry.at >= midnight(asked.first))
    if asked.last is not None:
        wanted = wanted.where(TrailEntry.at < midnight(asked.last + dt.timedelta(days=1)))
    return wanted


def _within(scope: Scope) -> ColumnElement[bool]:
    """Done by an account of the auditor's places, or of somebody there, or by the product."""
    held = Grant.account_id == TrailEntry.account_id, Grant.place_id == Place.id
    lives = Person.id == TrailEntry.whose, Person.place_id == Place.id
    return or_(
        exists().where(*held, scope.within(READERS)).correlate(TrailEntry),
        exists().where(*lives, scope.within(READERS)).correlate(TrailEntry),
        and_(TrailEntry.account_id.is_(None), TrailEntry.whose.is_(None)),
    )
