"""The sample county from night to night: nothing moves without a reason, and little with one."""

import datetime as dt
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs.ledgers.loading import load_folder
from jobs.matching import nightly
from jobs.matching.care import CASES, GAP
from jobs.matching.employment import CASES as WORK_CASES
from jobs.matching.snapshot import Snapshot, snapshot
from matcher.care import features as care_features
from matcher.care import night as care
from matcher.care import params as care_params
from matcher.care.arrays import CareArrays
from matcher.employment import features as work_features
from matcher.employment import night as employment
from matcher.employment import params as work_params
from matcher.pairs import Pairs
from matcher.solve.solver import SolveParams
from models.matching.gates import GateParams
from models.matching.tables import MARKETS, Proposal, Run
from models.places.tables import Place
from tests.jobs.ledgers.test_truth import AS_OF
from tests.matcher.care.counties import shuffled

CANCELLED = 0.01
MOST_CHANGED, MOST_GIVEN_UP = 0.03, 0.005
CARE_NIGHT = SolveParams(cases=CASES, gap=GAP)
WORK_NIGHT = SolveParams(cases=WORK_CASES, gap=GateParams().employment_gap)


@pytest.fixture
def county_id(standing: Engine, shared: Path, tmp_path: Path) -> uuid.UUID:
    load_folder(shared / "county", tmp_path, AS_OF, lambda *step: None, False)
    with Session(standing) as session:
        return session.scalars(select(Place.id).where(Place.kind == "county")).one()


def published(engine: Engine, run_id: uuid.UUID | None) -> dict[str, set[tuple[Any, ...]]]:
    """By market, each pair of one night."""
    with Session(engine) as session:
        assert session.get_one(Run, run_id).state == "published"
        rows = session.scalars(select(Proposal).where(Proposal.run_id == run_id)).all()
    found: dict[str, set[tuple[Any, ...]]] = {market: set() for market in MARKETS}
    for one in rows:
        given = one.helper_id, one.visit_id, one.day, one.part
        found[one.market].add((*given, one.seeker_id, one.vacancy_id, one.cohort_id))
    return found


@pytest.mark.slow
def test_a_quiet_night_changes_none_and_cancellations_change_few(
    standing: Engine, county_id: uuid.UUID
) -> None:
    first = published(standing, nightly.run(county_id, AS_OF, AS_OF))
    second = nightly.run(county_id, AS_OF + dt.timedelta(days=1), AS_OF)
    assert published(standing, second) == first
    assert all(len(pairs) > 500 for pairs in first.values())
    seen = snapshot(standing, county_id, AS_OF)
    assert len(seen.care.arrays.kept_visit) == len(first["care"])
    assert len(seen.employment.arrays.kept.left) == len(first["employment"])
    for seed in range(3):
        _care(seen, seed)
        _employment(seen, seed)


@pytest.mark.evidence
def test_a_hundred_orders_of_rows_one_plan(standing: Engine, county_id: uuid.UUID) -> None:
    nightly.run(county_id, AS_OF, AS_OF)
    arrays = snapshot(standing, county_id, AS_OF).care.arrays
    first = _by_id(arrays, care.match(arrays, solving=CARE_NIGHT))
    for seed in range(100):
        mixed = shuffled(arrays, seed)
        assert _by_id(mixed, care.match(mixed, solving=CARE_NIGHT)) == first


def _by_id(arrays: CareArrays, night: care.CareNight) -> set[tuple[int, ...]]:
    p = night.proposals
    columns = arrays.helper_id[p.helper], arrays.visit_id[p.visit], p.day, p.part
    return set(zip(*(column.tolist() for column in columns), strict=True))


def _care(seen: Snapshot, seed: int) -> None:
    arrays = seen.care.arrays
    gone = _some(len(arrays.kept_visit), seed)
    never = _joined(arrays.forbidden, arrays.kept_helper[gone], arrays.kept_visit[gone])
    arrays = replace(arrays, forbidden=never)
    night = care.match(arrays, solving=CARE_NIGHT)
    free = care_params.CareParams(weights={**care_params.WEIGHTS, "kept": 0})
    _judge(night, care.match(arrays, free, CARE_NIGHT), care_features.FEATURES)
    found = night.proposals
    slot = (found.day - arrays.as_of) * 3 + found.part
    now = set(zip(found.helper.tolist(), found.visit.tolist(), slot.tolist(), strict=True))
    kept = (arrays.kept_helper, arrays.kept_visit, arrays.kept_slot)
    _few_changed(kept, gone, now)


def _employment(seen: Snapshot, seed: int) -> None:
    arrays = seen.employment.arrays
    kept = arrays.kept
    gone = _some(len(kept.left), seed)
    never = _joined(arrays.forbidden, kept.left[gone], kept.right[gone])
    arrays = replace(arrays, forbidden=never)
    night = employment.match(arrays, solving=WORK_NIGHT)
    free = work_params.EmploymentParams(weights={**work_params.WEIGHTS, "kept": 0})
    _judge(night, employment.match(arrays, free, WORK_NIGHT), work_features.FEATURES)
    found = night.proposals
    now = set(zip(found.seeker.tolist(), found.opening.tolist(), strict=True))
    _few_changed((kept.left, kept.right), gone, now)


def _some(count: int, seed: int) -> Any:
    """Rows of one in a hundred."""
    return np.random.default_rng(seed).choice(count, round(CANCELLED * count), replace=False)


def _joined(pairs: Pairs, left: Any, right: Any) -> Pairs:
    return Pairs(np.concatenate([pairs.left, left]), np.concatenate([pairs.right, right]))


def _few_changed(kept: Any, gone: Any, now: set[tuple[int, ...]]) -> None:
    stays = np.ones(len(kept[0]), np.bool_)
    stays[gone] = False
    untouched = set(zip(*(column[stays].tolist() for column in kept), strict=True))
    assert len(untouched - now) <= MOST_CHANGED * len(untouched)


def _judge(steady: Any, best: Any, features: Any) -> None:
    """The optimum as stated, worth nearly as much as the best without the worth of keeping."""
    problem = steady.market.problem
    assert steady.plan.objective == steady.plan.bound
    kept = [feature.name for feature in features].index("kept")
    worth = steady.plan.objective - int(steady.proposals.points[:, kept].sum())
    possible = best.plan.bound + int(problem.demand.step_cost.sum())
    assert best.plan.bound - worth <= MOST_GIVEN_UP * possible
