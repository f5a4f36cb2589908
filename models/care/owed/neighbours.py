"""The people of a grid, and for each of them what comes next."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from models.accounts.roles import GRID
from models.accounts.scope import Scope
from models.care.owed.tables import CarePause, Obligation, RiskFlag
from models.care.tables import Claim, Visit
from models.people.tables import Person, Resident
from models.places.tables import Place


@dataclass(frozen=True)
class Neighbour:
    """A resident with what he is owed; ``due`` and ``late_since`` None where nothing is."""

    resident: Resident
    kinds: tuple[str, ...]
    due: dt.date | None
    late_since: dt.date | None
    promised: dt.date | None
    flagged: bool
    pause: CarePause | None


def people_of(scope: Scope) -> Select[Resident]:
    """The residents of one's grids, those longest owed first."""
    since = (
        select(func.min(Obligation.owed_since))
        .where(Obligation.resident_id == Resident.id, Obligation.state == "open")
        .scalar_subquery()
    )
    return (
        select(Resident)
        .join(Person, Person.id == Resident.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(scope.within(GRID), Resident.active)
        .options(joinedload(Resident.person).joinedload(Person.place))
        .order_by(since.asc().nulls_last(), Place.path, Resident.id)
    )


def neighbours(session: Session, residents: Sequence[Resident], today: dt.date) -> list[Neighbour]:
    """What comes next for each of them, in the same order."""
    ids = [resident.id for resident in residents]
    owed: dict[object, list[Obligation]] = {}
    open_ones = select(Obligation).where(
        Obligation.resident_id.in_(ids), Obligation.state == "open"
    )
    for one in session.scalars(open_ones.order_by(Obligation.window_to)):
        owed.setdefault(one.resident_id, []).append(one)
    promised = dict(
        session.execute(
            select(Visit.resident_id, func.min(Claim.day))
            .join(Claim, Claim.visit_id == Visit.id)
            .where(Visit.resident_id.in_(ids), Claim.state == "claimed")
            .group_by(Visit.resident_id)
        ).all()
    )
    flagged = set(
        session.scalars(
            select(RiskFlag.resident_id).where(
                RiskFlag.resident_id.in_(ids), RiskFlag.handled_at.is_(None)
            )
        )
    )
    pauses = {
        pause.resident_id: pause
        for pause in session.scalars(
            select(CarePause).where(CarePause.resident_id.in_(ids), CarePause.ended_at.is_(None))
        )
    }
    return [
        _neighbour(
            resident,
            owed.get(resident.id, []),
            today,
            promised.get(resident.id),
            resident.id in flagged,
            pauses.get(resident.id),
        )
        for resident in residents
    ]


def _neighbour(
    resident: Resident,
    owed: list[Obligation],
    today: dt.date,
    promised: dt.date | None,
    flagged: bool,
    pause: CarePause | None,
) -> Neighbour:
    due = min((one.window_to for one in owed), default=None)
    soon = [one for one in owed if due is not None and one.window_from <= max(due, today)]
    late = min((one.owed_since for one in owed if one.owed_since < today), default=None)
    return Neighbour(
        resident=resident,
        kinds=tuple(dict.fromkeys(one.kind for one in soon)),
        due=due,
        late_since=late,
        promised=promised,
        flagged=flagged,
        pause=pause,
    )
