"""One pair under the night's own rules: may it be, and what speaks for it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.care import features as care_features
from matcher.care import rules as care_rules
from matcher.care.arrays import CareArrays
from matcher.care.days import PARTS
from matcher.care.params import CareParams
from matcher.employment import features as employment_features
from matcher.employment import rules as employment_rules
from matcher.employment.arrays import VACANCY, EmploymentArrays
from matcher.employment.params import EmploymentParams
from matcher.explain import explained
from matcher.rules import Candidates, Feature, contributions, eligible, one_pair, pairs_of
from matcher.said import Said
from models.care.rows import care_arrays
from models.employment.rows import employment_rows
from models.matching.pairs import forbidden
from models.matching.tables import Proposal, Run

Slot = tuple[dt.date, int]


@dataclass(frozen=True)
class Fit:
    """Sentences of the rules a pair fails, by name; without any, its score and what makes it up.

    ``slot`` is the half-day it is for, in the care market.
    """

    broken: tuple[tuple[str, Said], ...]
    score: int = 0
    contributions: tuple[dict[str, Any], ...] = ()
    slot: Slot | None = None


GONE = Fit((("gone", Said("对方已不在本县可匹配的名单里")),))


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
    )
    places = {row.id: number for number, row in enumerate(rows.openings)}
    if not rows.seekers or opening_id not in places:
        return GONE
    params = EmploymentParams()
    arrays, opening = _market_tried(rows.arrays, params), places[opening_id]
    broken = employment_rules.check_pair(arrays, 0, opening, params)
    if broken:
        return Fit(tuple((one.rule, one.said) for one in broken))
    return _scored(employment_features.FEATURES, arrays, one_pair(0, opening), params, None)


def _market_tried(arrays: EmploymentArrays, params: EmploymentParams) -> EmploymentArrays:
    """As in the night: whom no vacancy of the open market fits may be given a welfare post."""
    vacancies = np.flatnonzero(arrays.opening_kind == VACANCY)
    asked = pairs_of(np.zeros_like(vacancies), vacancies)
    offered = len(eligible(employment_rules.RULES, arrays, asked, params)) > 0
    return replace(arrays, seeker_market_failed=arrays.seeker_market_failed | (not offered))


def care_fit(
    session: Session, proposal: Proposal, helper_id: uuid.UUID, slot: Slot | None, today: dt.date
) -> Fit:
    """How another helper fits the visit of a proposal.

    At ``slot``, or when none is named at the proposed half-day or the first one that suits both.
    """
    assert proposal.visit_id is not None and proposal.day is not None
    arrays = care_arrays(
        session,
        _county(session, proposal),
        today,
        helper_ids=[helper_id],
        visit_ids=[proposal.visit_id],
        forbidden=forbidden(session, "care", today),
    )
    if not arrays.helpers or not arrays.visits:
        return GONE
    params = CareParams()
    broken = care_rules.check_pair(arrays, 0, 0, params)
    if broken:
        return Fit(tuple((one.rule, one.said) for one in broken))
    both = _free_for_both(arrays, today)
    wanted = slot or (proposal.day, proposal.part or 0)
    if wanted not in both and slot is not None:
        return Fit((("time", Said("这个半天双方不都方便")),))
    found = wanted if wanted in both else both[0]
    number = (found[0] - today).days * PARTS + found[1]
    return _scored(care_features.FEATURES, arrays, one_pair(0, 0, number), params, found)


def _free_for_both(arrays: CareArrays, today: dt.date) -> list[Slot]:
    """The half-days at which the only pair of ``arrays`` could meet, in order."""
    packed = arrays.common_slots(np.array([0]), np.array([0]))
    numbers = np.flatnonzero(np.unpackbits(packed[0], count=arrays.slots))
    return [(today + dt.timedelta(days=int(n) // PARTS), int(n) % PARTS) for n in numbers]


def _county(session: Session, proposal: Proposal) -> uuid.UUID:
    return session.scalars(select(Run.county_id).where(Run.id == proposal.run_id)).one()


def _scored(
    features: Sequence[Feature[Any, Any]],
    arrays: Any,
    pair: Candidates,
    params: Any,
    slot: Slot | None,
) -> Fit:
    row = contributions(features, params.weights, arrays, pair, params)[0]
    left, right = int(pair.left[0]), int(pair.right[0])
    said = explained(features, params.weights, row, arrays, left, right, params)
    return Fit((), int(row.sum()), tuple(one.as_json() for one in said), slot)
