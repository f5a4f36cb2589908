"""A real night, as it comes from the solver, reads as the document promises."""

import uuid

import pytest
from sqlalchemy import Engine

from jobs.matching import nightly
from models.database.engine import transaction
from tests.county import TODAY, County
from tests.jobs.matching.conftest import populate
from tests.web.api.conftest import Callers


@pytest.fixture
def county_id(engine: Engine) -> uuid.UUID:
    with transaction(engine) as session:
        return populate(County(session))


def test_a_night_from_the_solver_reads_well(county_id: uuid.UUID, caller: Callers) -> None:
    run_id = nightly.run(county_id, TODAY, TODAY)
    staff = caller("county", county_id)
    run = staff.get(f"/runs/{run_id}").get_json()
    assert {one["market"]: one["certified"] for one in run["markets"]} == {
        "care": True,
        "employment": True,
    }
    assert run["coverage"]
    short = staff.get(f"/runs/{run_id}/shortages").get_json()["items"]
    assert short
    assert all(one["said"] and one["amount"] > 0 for one in short)
    for market in ("care", "employment"):
        page = staff.get("/proposals", market=market, size=100).get_json()
        assert page["total"] == len(page["items"]) > 0
        for one in page["items"]:
            assert sum(part["points"] for part in one["contributions"]) == one["score"]
            assert all(part["label"] and part["said"] for part in one["contributions"])
            assert "*" in one["subject"]
    seen = staff.get(f"/proposals/{page['items'][0]['id']}").get_json()
    assert seen == page["items"][0]
