"""One proposal with everything a person needs to decide on it."""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.said import Said
from models.accounts.scope import Scope
from models.employment.tables import Cohort, TrainingOrder, Vacancy
from models.matching.alternatives import Alternative, alternatives
from models.matching.desk import Row, line, roles_for
from models.matching.history import Decision, history
from models.matching.refusals import NoSuchProposal
from models.matching.tables import Proposal
from models.people.tables import Seeker
from models.places.tables import Place


@dataclass(frozen=True)
class Detail:
    """``seeker``, ``vacancy``, ``cohort`` and ``order`` stand for employment only."""

    row: Row
    alternatives: list[Alternative]
    history: list[Decision]
    seeker: Seeker | None
    vacancy: Vacancy | None
    cohort: Cohort | None
    order: TrainingOrder | None


def one(session: Session, scope: Scope, proposal_id: uuid.UUID) -> Detail:
    """A proposal within the scope; raises ``NoSuchProposal`` otherwise."""
    proposal = session.scalars(
        select(Proposal)
        .join(Place, Place.id == Proposal.place_id)
        .where(Proposal.id == proposal_id, scope.within())
    ).one_or_none()
    if proposal is None or not scope.has(*roles_for(proposal.market)):
        raise NoSuchProposal(Said("没有这条方案，或不在您的管理范围内"))
    place = session.get_one(Place, proposal.place_id)
    if not scope.covers(place.path, roles_for(proposal.market)):
        raise NoSuchProposal(Said("没有这条方案，或不在您的管理范围内"))
    cohort = _find(session, Cohort, proposal.cohort_id)
    return Detail(
        row=line(session, proposal),
        alternatives=alternatives(session, [proposal])[proposal.id],
        history=history(session, [proposal]).get(proposal.id, []),
        seeker=_find(session, Seeker, proposal.seeker_id),
        vacancy=_find(session, Vacancy, proposal.vacancy_id),
        cohort=cohort,
        order=_find(session, TrainingOrder, cohort.order_id if cohort else None),
    )


def _find(session: Session, table: type[Any], row_id: uuid.UUID | None) -> Any:
    return None if row_id is None else session.get_one(table, row_id)
