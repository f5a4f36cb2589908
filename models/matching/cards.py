"""The lines of the desk with all that a decision rests on, for a whole page at once."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from models.care.tables import ServiceKind, Visit
from models.employment.tables import Cohort, Vacancy
from models.matching.alternatives import Alternative, alternatives
from models.matching.desk import Row
from models.matching.history import Decision, history
from models.matching.tables import Proposal


@dataclass(frozen=True)
class Card:
    """A line, what is proposed there (one of vacancy, cohort, visit), what else, what was decided.

    ``vacancy`` and ``cohort`` come with their place, a cohort with its order; ``kinds`` are the
    names of the services a visit owes.
    """

    row: Row
    vacancy: Vacancy | None
    cohort: Cohort | None
    visit: Visit | None
    kinds: list[str]
    alternatives: list[Alternative]
    history: list[Decision]

    @property
    def proposal(self) -> Proposal:
        return self.row.proposal


def cards(session: Session, rows: Sequence[Row]) -> list[Card]:
    """The cards of these lines, in their order."""
    proposals = [row.proposal for row in rows]
    vacancies = _by_id(session, Vacancy, (p.vacancy_id for p in proposals), "place")
    cohorts = _by_id(session, Cohort, (p.cohort_id for p in proposals), "place", "order")
    visits = _by_id(session, Visit, (p.visit_id for p in proposals))
    names = dict(session.execute(select(ServiceKind.code, ServiceKind.name)).all())
    others, decided = alternatives(session, proposals), history(session, proposals)
    return [
        Card(
            row=row,
            vacancy=vacancies.get(proposal.vacancy_id),
            cohort=cohorts.get(proposal.cohort_id),
            visit=visits.get(proposal.visit_id),
            kinds=_kinds(visits.get(proposal.visit_id), names),
            alternatives=others[proposal.id],
            history=decided.get(proposal.id, []),
        )
        for row, proposal in zip(rows, proposals, strict=True)
    ]


def _by_id(
    session: Session, table: Any, ids: Iterable[uuid.UUID | None], *along: str
) -> dict[uuid.UUID | None, Any]:
    wanted = {key for key in ids if key is not None}
    if not wanted:
        return {}
    found = select(table).where(table.id.in_(wanted))
    loaded = found.options(*(selectinload(getattr(table, name)) for name in along))
    return {row.id: row for row in session.scalars(loaded)}


def _kinds(visit: Visit | None, names: dict[str, str]) -> list[str]:
    return [names.get(code, code) for code in visit.kinds] if visit is not None else []
