"""What else the night found fit for each proposal, with names, for many proposals at once."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.employment.tables import Cohort, Employer, TrainingOrder, Vacancy
from models.matching.tables import Proposal
from models.people.tables import Helper, Person

# A helper's own, or an opening's occupation and employer.
Name = tuple[str, str | None]
Names = dict[uuid.UUID, Name]


@dataclass(frozen=True)
class Alternative:
    """Another opening or helper the night found fit: its id for ``swap``, and its name."""

    id: uuid.UUID
    name: str
    employer: str | None
    score: int
    said: Said
    day: dt.date | None
    part: int | None


def alternatives(
    session: Session, proposals: Sequence[Proposal]
) -> dict[uuid.UUID, list[Alternative]]:
    """proposal id -> its alternatives, best first; those gone from the tables are left out."""
    ids = {uuid.UUID(other["id"]) for one in proposals for other in one.alternatives}
    names = names_of(session, ids)
    return {one.id: _of(one, names) for one in proposals}


def names_of(session: Session, ids: Collection[uuid.UUID]) -> Names:
    """Helpers, vacancies and cohorts by name; those gone from the tables are left out."""
    return _helpers(session, ids) | _openings(session, ids) if ids else {}


def _of(proposal: Proposal, names: Names) -> list[Alternative]:
    found = []
    for other in proposal.alternatives:
        key = uuid.UUID(other["id"])
        if key not in names:
            continue
        name, employer = names[key]
        found.append(
            Alternative(
                id=key,
                name=name,
                employer=employer,
                score=other["score"],
                said=Said.from_json(other["said"]),
                day=dt.date.fromisoformat(other["day"]) if other.get("day") else None,
                part=other.get("part"),
            )
        )
    return found


def _helpers(session: Session, ids: Collection[uuid.UUID]) -> Names:
    found = select(Helper.id, Person.name).join(Person, Person.id == Helper.person_id)
    rows = session.execute(found.where(Helper.id.in_(ids)))
    return {helper: (name, None) for helper, name in rows}


def _openings(session: Session, ids: Collection[uuid.UUID]) -> Names:
    vacancies = select(Vacancy.id, Vacancy.occupation, Employer.name).join(
        Employer, Employer.id == Vacancy.employer_id
    )
    cohorts = (
        select(Cohort.id, TrainingOrder.occupation, Employer.name)
        .join(TrainingOrder, TrainingOrder.id == Cohort.order_id)
        .join(Employer, Employer.id == TrainingOrder.employer_id)
    )
    rows = [
        *session.execute(vacancies.where(Vacancy.id.in_(ids))),
        *session.execute(cohorts.where(Cohort.id.in_(ids))),
    ]
    return {opening: (occupation, employer) for opening, occupation, employer in rows}
