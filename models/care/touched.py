"""Which helpers and visits an event of the day may have changed: only these are read again."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select, union_all
from sqlalchemy.orm import Session

from models.care.pairing.tables import Pairing
from models.care.posts.tables import PostHolding
from models.care.tables import Claim, Need, Visit, Waiting
from models.care.together.tables import GuardianConsent, Shift, Signup
from models.database.since import written
from models.people.tables import Helper, Person, Resident


@dataclass(frozen=True)
class Touched:
    """Ids of whoever's row, or person, or claim was written; some of them may be as before."""

    helpers: frozenset[uuid.UUID]
    visits: frozenset[uuid.UUID]

    def __len__(self) -> int:
        return len(self.helpers) + len(self.visits)


def touched(session: Session, since: int) -> Touched:
    """Everybody in the care market written to since a moment (``models.database.since``)."""
    persons = select(Person.id).where(written(Person, since))
    residents = select(Resident.id).where(
        or_(written(Resident, since), Resident.person_id.in_(persons))
    )
    agreed = select(GuardianConsent.person_id).where(written(GuardianConsent, since))
    busy = union_all(
        *(
            select(table.helper_id).where(written(table, since))
            for table in (Shift, Signup, PostHolding)
        )
    )
    helpers = select(Helper.id).where(
        or_(
            written(Helper, since),
            Helper.person_id.in_(persons),
            Helper.person_id.in_(agreed),
            Helper.id.in_(busy),
        )
    )
    visits = select(Visit.id).where(or_(written(Visit, since), Visit.resident_id.in_(residents)))
    claimed = [row for table in (Claim, Waiting) for row in _places(session, table, since)]
    paired = select(Pairing.resident_id).where(written(Pairing, since))
    together = select(Claim.visit_id).where(Claim.helper_id.in_(helpers), Claim.state == "claimed")
    # Who came last counts at the next visit to the same resident, and so do those paired; whether
    # a newcomer may come along hangs on who else has claimed.
    next_ones = select(Visit.id).where(
        or_(
            Visit.resident_id.in_({row.resident_id for row in claimed}),
            Visit.resident_id.in_(paired),
            and_(Visit.helpers_wanted > 1, Visit.id.in_(together)),
        ),
        Visit.state == "open",
    )
    return Touched(
        frozenset([*session.scalars(helpers), *(row.helper_id for row in claimed)]),
        frozenset(
            [
                *session.scalars(visits),
                *(row.visit_id for row in claimed),
                *session.scalars(next_ones),
            ]
        ),
    )


def _places(session: Session, table: type[Claim] | type[Waiting], since: int) -> Sequence[Any]:
    """Who took, gave back or waits for a place, at which visit to whom."""
    places = (
        select(table.helper_id, table.visit_id, Visit.resident_id)
        .join(Visit, Visit.id == table.visit_id)
        .where(written(table, since))
    )
    return session.execute(places).all()


def needing(session: Session, since: int) -> set[uuid.UUID]:
    """Residents whose needs, or who themselves, were written since: their visits may be amiss."""
    needs = select(Need.resident_id).where(written(Need, since))
    residents = select(Resident.id).where(written(Resident, since))
    return {*session.scalars(needs), *session.scalars(residents)}
