"""One pair under the night's own rules: may it be, and what speaks for it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.care import features as care_features
from matcher.care import rules as care_rules
from matcher.care.params import CareParams
from matcher.employment import features as employment_features
from matcher.employment import rules as employment_rules
from matcher.employment.params import EmploymentParams
from matcher.rules import Candidates, Feature, contributions, one_pair
from matcher.said import Said
from models.care.rows import care_arrays
from models.employment.rows import employment_rows
from models.matching.pairs import forbidden
from models.matching.tables import Proposal, Run

PARTS = 3


@dataclass(frozen=True)
class Fit:
    """Sentences of the rules a pair fails, by name; without any, its score and what makes it up."""

    broken: tuple[tuple[str, Said], ...]
    score: int
    contributions: list[dict[str, Any]]


def employment_fit(
    session: Session, proposal: Proposal, opening_id: uuid.UUID, today: dt.date
) -> Fit:
    """How the seeker of a proposal fits another vacancy or cohort, as of ``today``."""
    assert proposal.seeker_id is not None
    rows = employment_rows(
        session,
        _county(session, proposal),
        today,
        forbidden=forbidden(session, "employment", today),
        seeker_ids=[proposal.seeker_id],
        opening_ids=[opening_id],
    )
    if not rows.seekers or not rows.openings:
        return _gone()
    params = EmploymentParams()
    broken = employment_rules.check_pair(rows.arrays, 0, 0, params)
    return _fit(
        [(one.rule, one.said) for one in broken],
        employment_features.FEATURES,
        rows.arrays,
        one_pair(0, 0),
        params,
    )


def care_fit(
    session: Session,
    proposal: Proposal,
    helper_id: uuid.UUID,
    slot: tuple[dt.date, int],
    today: dt.date,
) -> Fit:
    """How another helper fits the visit of a proposal on the half-day ``slot``."""
    assert proposal.visit_id is not None
    arrays = care_arrays(
        session,
        _county(session, proposal),
        today,
        helper_ids=[helper_id],
        visit_ids=[proposal.visit_id],
        forbidden=forbidden(session, "care", today),
    )
    if not arrays.helpers or not arrays.visits:
        return _gone()
    day, part = slot
    at = (day - today).days * PARTS + part
    params = CareParams()
    broken = [(one.rule, one.said) for one in care_rules.check_pair(arrays, 0, 0, params)]
    if not broken and not _both_free(arrays, at):
        broken = [("time", Said("这个半天双方不都方便"))]
    return _fit(broken, care_features.FEATURES, arrays, one_pair(0, 0, at), params)


def _both_free(arrays: Any, at: int) -> bool:
    return 0 <= at < arrays.slots and at in arrays.slots_in_common(0, 0)


def _county(session: Session, proposal: Proposal) -> uuid.UUID:
    return session.scalars(select(Run.county_id).where(Run.id == proposal.run_id)).one()


def _gone() -> Fit:
    return Fit((("gone", Said("对方已不在本县可匹配的名单里")),), 0, [])


def _fit(
    broken: Sequence[tuple[str, Said]],
    features: Sequence[Feature[Any, Any]],
    arrays: Any,
    asked: Candidates,
    params: Any,
) -> Fit:
    if broken:
        return Fit(tuple(broken), 0, [])
    points = contributions(features, params.weights, arrays, asked, params)[0]
    i, j, slot = int(asked.left[0]), int(asked.right[0]), int(asked.slot[0])
    said = [
        {
            "feature": feature.name,
            "label": feature.label.template,
            "points": int(value),
            **feature.fact(arrays, i, j, slot, params).as_json(),
        }
        for feature, value in zip(features, points, strict=True)
    ]
    return Fit((), int(points.sum()), said)
