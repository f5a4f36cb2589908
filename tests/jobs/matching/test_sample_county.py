"""The sample county: reasons add up, and a cure that is named does cure."""

import uuid
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs.clock import now
from jobs.ledgers.loading import load_folder
from jobs.matching.snapshot import Snapshot, snapshot
from matcher.care import night as care
from matcher.care import proposals as care_proposals
from matcher.care.params import CareParams
from matcher.care.rules import check_pair as check_care
from matcher.employment import night as employment
from matcher.employment import proposals as employment_proposals
from matcher.employment.params import EmploymentParams
from matcher.employment.rules import check_pair as check_employment
from models.care.visits import open_due
from models.database.engine import transaction
from models.places.tables import Place
from tests.jobs.ledgers.test_truth import AS_OF
from tests.matcher.cures import CARE, ELSEWHERE, EMPLOYMENT, cured, random_pairs

PAIRS = 200


@pytest.fixture
def seen(standing: Engine, shared: Path, tmp_path: Path) -> Snapshot:
    load_folder(shared / "county", tmp_path, AS_OF, lambda *step: None, False)
    with Session(standing) as session:
        found = select(Place.id).where(Place.kind == "county")
        county_id: uuid.UUID = session.scalars(found).one()
    with transaction(standing) as session:
        open_due(session, county_id, AS_OF, now())
    return snapshot(standing, county_id, AS_OF)


@pytest.mark.slow
def test_reasons_add_up_and_cures_cure(seen: Snapshot) -> None:
    visits, work = seen.care.arrays, seen.employment.arrays
    _add_up(care.match(visits), care_proposals)
    _add_up(employment.match(work), employment_proposals)
    sizes = visits.helpers, visits.visits
    _cure(visits, CareParams(), check_care, CARE, sizes)
    sizes = work.seekers, work.openings
    _cure(work, EmploymentParams(), check_employment, EMPLOYMENT, sizes)


def _add_up(night: Any, words: Any) -> None:
    r = np.random.default_rng(1)
    for edge in r.choice(night.market.problem.edges, PAIRS, replace=False).tolist():
        reasons = words.why(night.market, edge)
        assert sum(one.points for one in reasons) == night.market.problem.edge_value[edge]


def _cure(arrays: Any, params: Any, check: Any, cures: Any, sizes: tuple[int, int]) -> None:
    failing = 0
    for i, j in random_pairs(*sizes, PAIRS, seed=2):
        failing += bool(check(arrays, i, j, params))
        left = {one.rule for one in cured(arrays, params, i, j, check, cures)}
        assert left <= ELSEWHERE
    assert failing > PAIRS // 2
