"""The sample county: reasons add up, a cure that is named does cure, a price holds."""

import uuid
from dataclasses import replace
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
from matcher.care.arrays import CareArrays
from matcher.care.market import market_of as visits_of
from matcher.care.rules import check_pair as check_care
from matcher.care.worth import visit_worth
from matcher.employment import night as employment
from matcher.employment import proposals as employment_proposals
from matcher.employment.market import market_of as seats_of
from matcher.employment.rules import check_pair as check_employment
from matcher.employment.worth import seat_worth
from matcher.plan import PRICELESS
from matcher.solve.solver import SolveParams, solve
from models.care.visits import open_due
from models.database.engine import transaction
from models.places.tables import Place
from tests.jobs.ledgers.test_truth import AS_OF
from tests.matcher.cures import CARE, ELSEWHERE, EMPLOYMENT, cured, random_pairs

PAIRS = 200
CAPACITIES = 50
EXACT = SolveParams(cases=2000, gap=0)


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
def test_the_sample_county_explains_itself(seen: Snapshot) -> None:
    visits, work = seen.care.arrays, seen.employment.arrays
    nights = (
        (care.match(visits), care_proposals, CARE),
        (employment.match(work), employment_proposals, EMPLOYMENT),
    )
    for night, words, cures in nights:
        _add_up(night, words)
        _cure(night, words, cures)
        _needed_more_is_enough(night, words)
    _visits_cost_what_is_said(nights[0][0])
    _seats_cost_what_is_said(nights[1][0])


def _add_up(night: Any, words: Any) -> None:
    market, r = night.market, np.random.default_rng(1)
    for edge in r.choice(market.problem.edges, PAIRS, replace=False).tolist():
        reasons = words.why(market, edge)
        assert sum(one.points for one in reasons) == market.problem.edge_value[edge]


def _cure(night: Any, words: Any, cures: Any) -> None:
    """What ``why_not`` names, done to the tables, makes the pair eligible."""
    market = night.market
    arrays, params = market.arrays, market.params
    check = check_care if words is care_proposals else check_employment
    failing = cured_pairs = 0
    for i, j in random_pairs(*_sides(market), PAIRS, seed=2):
        named = words.why_not_pair(market, night.plan, i, j).failed
        assert [one.rule for one in named] == [one.rule for one in check(arrays, i, j, params)]
        assert all(str(one.said) and str(one.cure) for one in named)
        left = {one.rule for one in cured(arrays, params, i, j, check, cures)}
        assert left <= ELSEWHERE
        failing += bool(named)
        cured_pairs += bool(named) and not left
    print(f"{PAIRS} random pairs: {failing} fail a rule, {cured_pairs} of them are cured")
    assert failing > PAIRS // 2


def _sides(market: Any) -> tuple[int, int]:
    arrays = market.arrays
    if isinstance(arrays, CareArrays):
        return arrays.helpers, arrays.visits
    return arrays.seekers, arrays.openings


def _needed_more_is_enough(night: Any, words: Any) -> None:
    """A pair that is worth so much more costs the plan nothing when it is used."""
    problem, plan = night.market.problem, night.plan
    short = plan.needed_more(problem)
    passed_over = np.flatnonzero(~plan.flow & (short < PRICELESS))
    r = np.random.default_rng(3)
    for edge in r.choice(passed_over, 5, replace=False).tolist():
        value, held = problem.edge_value.copy(), problem.edge_locked.copy()
        value[edge] += short[edge]
        held[edge] = True
        dearer = replace(problem, edge_value=value, edge_locked=held)
        assert solve(dearer, EXACT).objective >= plan.objective
    told = words.why_not_pair(
        night.market,
        plan,
        int(night.market.edges.left[passed_over[0]]),
        int(night.market.edges.right[passed_over[0]]),
    )
    assert not told.failed
    assert told.needed_more is not None


def _visits_cost_what_is_said(night: care.CareNight) -> None:
    """One visit more in a helper's month, solved again: 50 of them, 25 at least at a price."""
    market, plan = night.market, night.plan
    worth = visit_worth(market, plan)
    arrays = market.arrays
    dear, free = np.argwhere(worth > 0), np.argwhere(worth == 0)
    r = np.random.default_rng(4)
    picked = np.concatenate([r.permutation(dear)[:35], r.permutation(free)[:15]]).tolist()
    for helper, month in picked:
        wider = arrays.helper_capacity.copy()
        wider[helper, month] += 1
        roomier = replace(arrays, helper_capacity=wider)
        again = solve(visits_of(roomier, market.params, market.edges).problem, EXACT)
        assert again.objective - plan.objective == worth[helper, month]
    _enough(len(picked), sum(worth[h, m] > 0 for h, m in picked), "visits of a helper's month")


def _seats_cost_what_is_said(night: employment.EmploymentNight) -> None:
    """One seat more at an opening, solved again with its classes free to open anew."""
    market, plan = night.market, night.plan
    worth, arrays = seat_worth(market, plan), market.arrays
    picked = np.random.default_rng(5).permutation(arrays.openings)[:CAPACITIES].tolist()
    for opening in picked:
        seats, groups = arrays.opening_headcount.copy(), arrays.group_headcount.copy()
        seats[opening] += 1
        groups[arrays.opening_group[opening]] += 1
        roomier = replace(arrays, opening_headcount=seats, group_headcount=groups)
        again = solve(seats_of(roomier, market.params, market.edges).problem, EXACT)
        assert again.objective - plan.objective == worth[opening]
    _enough(len(picked), int((worth[picked] > 0).sum()), "seats")


def _enough(asked: int, binding: int, what: str) -> None:
    print(f"{asked} {what} more, each solved again: the price was exact, {binding} at a price")
    assert asked == CAPACITIES
    assert binding >= CAPACITIES // 2
