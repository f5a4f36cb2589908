"""One arm's county while it is lived in: its database, its people, its dice."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, Select, select

from benchmarks.dice import Dice
from benchmarks.quarter.dice import Habits
from benchmarks.quarter.ground import Roster
from models.care.tables import Claim, Visit
from models.database.engine import transaction
from models.database.refused import Refused


@dataclass
class Life:
    """``happened`` counts what people did, by its name, and what the product refused.

    ``changes`` counts what was done, so that one can tell whether anything was.
    ``owed`` are all obligations that were ever seen: not one of them may be gone at the end.
    """

    engine: Engine
    roster: Roster
    dice: Dice
    habits: Habits = field(default_factory=Habits)
    happened: Counter[str] = field(default_factory=Counter)
    owed: set[uuid.UUID] = field(default_factory=set)
    changes: int = 0

    def does(self, what: str, change: Callable[..., object], *given: Any, **named: Any) -> bool:
        """Somebody changes something, in a transaction of its own; whether it was done."""
        try:
            with transaction(self.engine) as session:
                change(session, *given, **named)
        except Refused as refused:
            self.happened[f"refused: {refused.code}"] += 1
            return False
        self.happened[what] += 1
        self.changes += 1
        return True

    def rows(self, query: Select[*tuple[Any, ...]]) -> Sequence[Any]:
        with transaction(self.engine) as session:
            return session.execute(query).all()

    def standing(self, *which: Any) -> Sequence[Any]:
        """Promises that are neither kept nor taken back, in an order all arms share."""
        query = (
            select(Claim.id, Claim.helper_id, Claim.day, Claim.part, Visit.resident_id)
            .join(Visit, Visit.id == Claim.visit_id)
            .where(Claim.state == "claimed", *which)
        )
        return sorted(self.rows(query), key=lambda row: (row.day, row.part, *self.who(row)))

    def who(self, row: Any) -> tuple[int, int]:
        """The two of a row, as the dice know them."""
        return self.roster.number[row.helper_id], self.roster.number[row.resident_id]

    def often(self, share: float, what: str, *about: object) -> bool:
        """Whether it happens this time."""
        return self.dice.throw(what, *about) < share

    def account(self, helper_id: uuid.UUID) -> uuid.UUID:
        return self.roster.account[helper_id]


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """A moment by the county's clock, in UTC."""
    local = dt.datetime.combine(day, dt.time(hour, minute))
    return (local - dt.timedelta(hours=8)).replace(tzinfo=dt.UTC)
