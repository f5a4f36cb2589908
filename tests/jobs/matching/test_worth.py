"""What one more would be worth is answered for a published night, and a failure is said."""

import uuid
from dataclasses import replace

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from jobs.matching import nightly, worth
from jobs.matching.snapshot import snapshot
from matcher.care import night as care
from matcher.care.lifted import LIFTED as CARE_LIFTED
from matcher.care.market import market_of
from matcher.employment.lifted import LIFTED as EMPLOYMENT_LIFTED
from matcher.solve.solver import solve
from models.database.engine import transaction
from models.matching.tables import Run
from tests.county import TODAY


def answered(engine: Engine, run_id: uuid.UUID | None) -> dict[str, object]:
    with Session(engine) as session:
        found = session.get_one(Run, run_id).worth
        assert found is not None
        return found


def test_every_rule_and_community_has_its_answer(standing: Engine, county_id: uuid.UUID) -> None:
    run_id = nightly.run(county_id, TODAY, TODAY)
    assert run_id is not None
    worth.price(run_id)
    found = answered(standing, run_id)
    assert found["state"] == "done"
    for market, lifted in (("care", CARE_LIFTED), ("employment", EMPLOYMENT_LIFTED)):
        records = found[market]
        assert isinstance(records, list)
        assert {one["what"] for one in records if one["kind"] == "rule"} == set(lifted)
        assert all(one["points"] + one["doubt"] >= 0 for one in records)
        assert records == sorted(records, key=lambda one: -one["points"])
        places = {one["place"] for one in records if one["kind"] == "km"}
        assert places == {"新城社区", "东门社区"}
    assert {one["kind"] for one in found["care"]} >= {"helper", "visit", "km", "rule"}
    assert {one["kind"] for one in found["employment"]} >= {"seat", "km", "rule"}


def test_the_price_of_a_visit_is_what_solving_again_gains(
    standing: Engine, county_id: uuid.UUID
) -> None:
    run_id = nightly.run(county_id, TODAY, TODAY)
    assert run_id is not None
    worth.price(run_id)
    records = answered(standing, run_id)["care"]
    assert isinstance(records, list)
    told = max(one["points"] for one in records if one["kind"] == "visit")
    arrays = snapshot(standing, county_id, TODAY).care.arrays
    night = care.match(arrays)
    gained = []
    for helper in range(arrays.helpers):
        for month in range(arrays.helper_capacity.shape[1]):
            room = arrays.helper_capacity.copy()
            room[helper, month] += 1
            wider = replace(arrays, helper_capacity=room)
            problem = market_of(wider, night.market.params, night.market.edges).problem
            gained.append(solve(problem).objective - night.plan.objective)
    assert max(gained) == told


def test_a_failure_is_said(standing: Engine, county_id: uuid.UUID) -> None:
    run_id = nightly.run(county_id, TODAY, TODAY)
    assert run_id is not None
    with transaction(standing) as session:
        session.execute(update(Run).values(params={"as_of": TODAY.isoformat()}))
    with pytest.raises(KeyError):
        worth.price(run_id)
    assert answered(standing, run_id)["state"] == "failed"
