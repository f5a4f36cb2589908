"""A proposal before it is a row: plain values, so that thousands are written at once."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from psycopg import Connection, sql
from sqlalchemy.orm import Session

from models.database.sealed import seal_json
from models.matching.tables import QUEUE_LABEL

Sentences = list[dict[str, Any]]


@dataclass(frozen=True)
class Draft:
    """One proposal; exactly the fields of its market are filled (see ``Proposal``)."""

    market: str
    place_id: uuid.UUID
    rank: int
    score: int
    contributions: Sentences
    queue: Sentences
    warnings: Sentences
    alternatives: Sentences
    visit_id: uuid.UUID | None = None
    helper_id: uuid.UUID | None = None
    day: dt.date | None = None
    part: int | None = None
    seeker_id: uuid.UUID | None = None
    vacancy_id: uuid.UUID | None = None
    cohort_id: uuid.UUID | None = None
    locked: bool = False

    @property
    def subject(self) -> uuid.UUID:
        """Who is to be served: the visit or the seeker."""
        found = self.visit_id if self.market == "care" else self.seeker_id
        assert found is not None
        return found

    @property
    def target(self) -> tuple[Any, ...]:
        """By what: what makes it another proposal than last night's."""
        if self.market == "care":
            return (self.helper_id, self.day, self.part)
        return (self.vacancy_id, self.cohort_id)


COLUMNS = tuple(field.name for field in fields(Draft))


def write(session: Session, run_id: uuid.UUID, drafts: Iterable[tuple[Draft, str]]) -> None:
    """COPY the drafts into the run, each with how it compares with last night."""
    names = sql.SQL(", ").join(map(sql.Identifier, (*COLUMNS, "run_id", "change")))
    statement = sql.SQL("COPY proposal ({}) FROM STDIN").format(names)
    driver = session.connection().connection.driver_connection
    assert isinstance(driver, Connection)
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for draft, change in drafts:
            cells = [_cell(name, getattr(draft, name)) for name in COLUMNS]
            copy.write_row((*cells, run_id, change))


def _cell(name: str, value: Any) -> Any:
    if name == "queue":
        return seal_json(value, QUEUE_LABEL)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
