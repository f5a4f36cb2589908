"""A county's markets as this process last left them, and what was written since.

A worker keeps them from one event of the day to the next, so that it reads only what changed.
"""

import datetime as dt
import gc
import uuid
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from models.care.tables import ServiceKind
from models.database.since import written
from models.ledgers.tables import Import
from models.matching.pairs import InForce
from models.matching.tables import Run
from models.people.tables import CodeTable
from models.places.tables import Holiday, Place

R = TypeVar("R")
N = TypeVar("N")

# More people or visits touched than this are read with all the others: it is no slower.
MOST = 100
# What all rows rest on.
GROUND = (Place, Holiday, CodeTable, ServiceKind)
BROUGHT_IN = ("done", "undone")


@dataclass(frozen=True)
class Known(Generic[R, N]):
    """Rows and night of one market and its proposals; ``since`` is the moment of reading."""

    run_id: uuid.UUID
    as_of: dt.date
    since: int
    standing: InForce
    rows: R
    night: N


class Memory(Generic[R, N]):
    """By county what is known of one market."""

    def __init__(self) -> None:
        self._known: dict[uuid.UUID, Known[R, N]] = {}
        self._seen: set[uuid.UUID] = set()

    def keep(self, county_id: uuid.UUID, known: Known[R, N]) -> None:
        self._known[county_id] = known
        if county_id not in self._seen:
            # What a whole county left behind stays for the day. Looked through again and again by
            # the garbage collector, it would hold up every tenth event by 0.2 s.
            self._seen.add(county_id)
            gc.collect()
            gc.freeze()

    def of(self, run: Run, as_of: dt.date) -> Known[R, N] | None:
        """What is known of the plan in force on this day.

        It is forgotten until it is kept again: an event that fails midway leaves nothing half done.
        """
        known = self._known.pop(run.county_id, None)
        if known is None or (known.run_id, known.as_of) != (run.id, as_of):
            return None
        return known


def much(session: Session, since: int) -> bool:
    """Whether ledgers came in or were taken back, or what all rows rest on is another.

    Asked in the session that then reads: rows an undoing deletes leave no other mark.
    """
    came = written(Import, since) & Import.state.in_(BROUGHT_IN)
    asked: list[ColumnElement[bool]] = [exists(select(Import.id).where(came))]
    asked += [exists().select_from(one).where(written(one, since)) for one in GROUND]
    return bool(session.scalar(select(or_(*asked))))
