"""What one import works in: the rows it knows already, what it may touch, what it writes."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from matcher.said import Said
from models.database.base import Base
from models.ledgers.cells import shortened
from models.ledgers.journal import Journal, Row
from models.places.finding import CommunityAmbiguous, CommunityUnknown, Directory
from models.places.tables import Place

Values = Mapping[str, Any]


class RowRefused(Exception):
    """A row cannot come in; ``said`` is for the clerk who mends it."""

    def __init__(self, said: Said) -> None:
        super().__init__(str(said))
        self.said = said


class RowHeld(Exception):
    """A row contradicts what is registered about ``subject_id``: a person has to decide."""

    def __init__(self, said: Said, subject_id: uuid.UUID) -> None:
        super().__init__(str(said))
        self.said = said
        self.subject_id = subject_id


@dataclass
class Entered:
    """What became of a row: created, updated or unchanged."""

    outcome: str
    subject_id: uuid.UUID
    notices: list[Said] = field(default_factory=list)


@dataclass(frozen=True)
class First:
    """The row of a file that first told of something."""

    sheet: str
    row: int
    values: Values
    subject_id: uuid.UUID | None


@dataclass
class Register:
    """``allowed``: paths the uploader answers for, None = everything. ``title``: the sheet's own.

    ``decided``: persons and others about whom a contradiction was once put before somebody.
    """

    session: Session
    journal: Journal
    as_of: dt.date
    now: dt.datetime
    places: Directory
    allowed: tuple[str, ...] | None = None
    title: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    decided: set[uuid.UUID] = field(default_factory=set)
    # Over all sheets of the file: the first row of each thing, and how many posts are alike.
    first: dict[Hashable, "First"] = field(default_factory=dict)
    alike: Counter[str] = field(default_factory=Counter)
    county_id: uuid.UUID | None = None

    def may_touch(self, path: str) -> bool:
        return self.allowed is None or path.startswith(self.allowed)

    def heading(self, name: str) -> str:
        return self.headings.get(name, name)

    def community(self, values: Values, name: str) -> Row:
        """The community a row names in a field; raises ``RowRefused``."""
        try:
            found = self.places.find_community(values[name])
        except (CommunityUnknown, CommunityAmbiguous) as fault:
            raise RowRefused(
                Said(
                    "“%(column)s”的值“%(value)s”%(why)s。",
                    column=self.heading(name),
                    value=shortened(values[name]),
                    why=fault.said,
                )
            ) from None
        if not self.may_touch(found["path"]):
            raise RowRefused(
                Said(
                    "“%(column)s”的值“%(value)s”不在您的管理范围内。",
                    column=self.heading(name),
                    value=shortened(values[name]),
                )
            )
        return found

    def known(
        self, model: type[Base], column: InstrumentedAttribute[Any], keys: Collection[Any]
    ) -> list[Row]:
        """The rows of a table whose column is one of ``keys``, as dicts; one query.

        Rows that an earlier sheet of the same file brought are among them.
        """
        wanted = set(keys)
        if not wanted:
            return []
        found = self.session.execute(select(model.__table__).where(column.in_(wanted)))
        rows = [self.journal.row(model, dict(row)) for row in found.mappings()]
        return rows + [row for row in self.journal.added(model) if row[column.key] in wanted]


class Clerk(Protocol):
    """Enters the rows of one kind of ledger."""

    def prepare(self, rows: Collection[Values]) -> None:
        """Read in bulk whatever the rows may meet."""

    def key(self, values: Values) -> Hashable:
        """Rows of one sheet with the same key tell of the same thing."""

    def enter(self, values: Values, held: bool) -> Entered:
        """Enter a row; ``held`` when a person has decided for it against what is registered."""


def load_places(session: Session, county_path: str | None) -> Directory:
    """The places of a county, or of every county."""
    wanted = select(Place.__table__)
    if county_path is not None:
        wanted = wanted.where(Place.path.startswith(county_path, autoescape=True))
    directory = Directory()
    directory.fill(dict(row) for row in session.execute(wanted).mappings())
    return directory
